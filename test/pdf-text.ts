/**
 * The text of a PDF that this program made, page by page: enough of the format for that, so that tests read the paper.
 *
 * Promises: what a reader's copy-and-paste would give, through each typeface's own table. Refuses: other programs' files.
 */
import { inflateSync } from "node:zlib";

interface Part {
  readonly head: string;
  readonly stream: string | null;
}

function partsOf(pdf: Buffer): Map<number, Part> {
  const text = pdf.toString("latin1");
  const parts = new Map<number, Part>();
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const body = match[2] ?? "";
    const at = body.indexOf("stream\n");
    const head = at === -1 ? body : body.slice(0, at);
    const raw = at === -1 ? null : Buffer.from(body.slice(at + 7, body.lastIndexOf("\nendstream")), "latin1");
    const stream =
      raw === null
        ? null
        : head.includes("/FlateDecode")
          ? inflateSync(raw).toString("latin1")
          : raw.toString("latin1");
    parts.set(Number(match[1]), { head, stream });
  }
  return parts;
}

/** Glyph number → text, out of a /ToUnicode table. */
function tableOf(cmap: string): Map<number, string> {
  const table = new Map<number, string>();
  const text = (hex: string): string => Buffer.from(hex.replaceAll(/\s/g, ""), "hex").swap16().toString("utf16le");
  for (const [, from, , list] of cmap.matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*\[([\s\S]*?)\]/gi)) {
    let glyph = Number.parseInt(from ?? "0", 16);
    for (const [, hex] of (list ?? "").matchAll(/<([0-9a-f ]*)>/gi)) {
      table.set(glyph, text(hex ?? ""));
      glyph += 1;
    }
  }
  return table;
}

/** The pages of a PDF as text; pieces of one line are joined, lines are broken. */
export function pdfPages(pdf: Uint8Array): string[] {
  const parts = partsOf(Buffer.from(pdf));
  const reference = (text: string, name: string): Part | undefined => {
    const found = new RegExp(`/${name} (\\d+) 0 R`).exec(text)?.[1];
    return found === undefined ? undefined : parts.get(Number(found));
  };
  const pages = [...parts.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head));
  return pages.map((page) => {
    const resources = reference(page.head, "Resources")?.head ?? page.head;
    const fonts = new Map<string, Map<number, string>>();
    for (const [, name, id] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = reference(parts.get(Number(id))?.head ?? "", "ToUnicode")?.stream;
      if (name !== undefined && table != null) fonts.set(name, tableOf(table));
    }
    let out = "";
    let table: Map<number, string> | undefined;
    let line: string | undefined;
    const content = reference(page.head, "Contents")?.stream ?? "";
    for (const match of content.matchAll(/\/(F\d+) [\d.]+ Tf|1 0 0 1 [-\d.]+ ([-\d.]+) Tm|\[([^\]]*)\] TJ/g)) {
      if (match[1] !== undefined) table = fonts.get(match[1]);
      else if (match[2] !== undefined) {
        if (line !== undefined && match[2] !== line) out += "\n";
        line = match[2];
      } else
        for (const [, hex] of (match[3] ?? "").matchAll(/<([0-9a-f]+)>/gi))
          for (const glyph of (hex ?? "").match(/.{4}/g) ?? []) out += table?.get(Number.parseInt(glyph, 16)) ?? "";
    }
    return out;
  });
}
