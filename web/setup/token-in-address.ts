/** The one-time token behind the # of a link, or undefined. Tokens need no encoding, so none is undone. */
export function tokenInAddress(hash: string): string | undefined {
  const token = hash.replace(/^#/, "");
  return /^[A-Za-z0-9_-]{20,200}$/.test(token) ? token : undefined;
}
