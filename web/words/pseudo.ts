/**
 * A made-up language from the English catalogue: accented and two fifths longer, so that clipped, hard-coded or glued
 * text shows at once. Interpolations `{{x}}`, nestings `$t(x)` and tags `<b>` stay as they are.
 */
const ACCENTS: Readonly<Record<string, string>> = {
  a: "á",
  c: "ç",
  e: "é",
  g: "ĝ",
  i: "í",
  n: "ñ",
  o: "ô",
  s: "š",
  u: "û",
  y: "ý",
  z: "ž",
  A: "Á",
  C: "Ç",
  E: "É",
  G: "Ĝ",
  I: "Î",
  N: "Ñ",
  O: "Ö",
  S: "Š",
  U: "Û",
  Y: "Ý",
  Z: "Ž",
};

/** Accents and lengthens one sentence by about 40 %. */
export function pseudoText(text: string): string {
  const accented = text
    .split(/(\{\{.*?\}\}|\$t\(.*?\)|<[^>]*>)/)
    .map((piece, index) =>
      index % 2 === 1 ? piece : piece.replace(/[a-zA-Z]/g, (letter) => ACCENTS[letter] ?? letter),
    )
    .join("");
  return `[${accented}${" ·".repeat(Math.ceil(text.length / 5))}]`;
}

/** Does the same to every string of a catalogue, keeping its shape. */
export function pseudo(words: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === "string") out[key] = pseudoText(value);
    else if (typeof value === "object" && value !== null) out[key] = pseudo(value as Record<string, unknown>);
  }
  return out;
}
