/** What a reader chose for this device: theme and single-key moves. Kept in local storage, nothing personal. */

export type ThemeChoice = "system" | "light" | "dark" | "contrast";

const THEME = "tamga.theme";
const KEYS = "tamga.single-keys";

/** The theme the reader chose; "system" follows the machine. */
export function themeChoice(): ThemeChoice {
  const kept = localStorage.getItem(THEME);
  return kept === "light" || kept === "dark" || kept === "contrast" ? kept : "system";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const contrast = matchMedia("(prefers-contrast: more)");

/** Puts the theme on `<html data-theme>`. */
function showTheme(): void {
  const choice = themeChoice();
  const theme = choice === "system" ? (contrast.matches ? "contrast" : dark.matches ? "dark" : "light") : choice;
  document.documentElement.dataset["theme"] = theme;
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === "system") localStorage.removeItem(THEME);
  else localStorage.setItem(THEME, choice);
  showTheme();
}

/** Shows the theme now and follows the machine's changes. */
export function startTheme(): void {
  showTheme();
  dark.addEventListener("change", showTheme);
  contrast.addEventListener("change", showTheme);
}

/** Whether single keys (j, k) move in queues; on unless switched off. */
export function singleKeysOn(): boolean {
  return localStorage.getItem(KEYS) !== "off";
}

export function chooseSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(KEYS);
  else localStorage.setItem(KEYS, "off");
}
