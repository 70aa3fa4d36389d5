/** Where to go after sign-in: only addresses of this application; "//elsewhere" and "/\elsewhere" would leave it. */
export function safeReturn(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : "/";
}
