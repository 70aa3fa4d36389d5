/**
 * What a session's browser says of itself, in two words: "Firefox 144, Windows".
 *
 * Promises: an unknown program is shown as it named itself. Refuses: to be evidence; the text can be invented.
 */
const PROGRAMS: readonly (readonly [string, RegExp])[] = [
  ["Edge", /Edg\/(\d+)/],
  ["Opera", /OPR\/(\d+)/],
  ["Yandex Browser", /YaBrowser\/(\d+)/],
  ["Firefox", /Firefox\/(\d+)/],
  ["Chromium", /Chromium\/(\d+)/],
  ["Chrome", /Chrome\/(\d+)/],
  ["Safari", /Version\/(\d+).* Safari\//],
];

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ["Android", /Android/],
  ["iOS", /iPhone|iPad/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X/],
  ["Linux", /Linux/],
];

/** Program and system in words; null when nothing was sent. */
export function agentWords(userAgent: string | null): string | null {
  if (userAgent === null || userAgent.trim() === "") return null;
  const program = PROGRAMS.flatMap(([name, form]) => {
    const found = form.exec(userAgent);
    return found === null ? [] : [`${name} ${found[1] ?? ""}`.trim()];
  })[0];
  const system = SYSTEMS.find(([, form]) => form.test(userAgent))?.[0];
  if (program === undefined) return userAgent.slice(0, 60);
  return system === undefined ? program : `${program}, ${system}`;
}
