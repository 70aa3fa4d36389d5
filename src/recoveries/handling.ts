/**
 * Handling codes as the database keeps them: bits, so that what is derived inherits the strictest by `|`.
 * H0 (no bit) free use against crime; H1 not in court without the provider's leave; H2 not passed on without leave;
 * H3 other restriction (Europol handling codes).
 */
export const handlingCodes = ["H1", "H2", "H3"] as const;
export type HandlingCode = (typeof handlingCodes)[number];

export function handlingBits(codes: readonly HandlingCode[]): number {
  return codes.reduce((bits, code) => bits | (1 << handlingCodes.indexOf(code)), 0);
}

export function handlingOf(bits: number): HandlingCode[] {
  return handlingCodes.filter((_, index) => (bits & (1 << index)) !== 0);
}
