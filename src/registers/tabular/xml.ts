/**
 * The small part of XML that a workbook uses, read as a stream.
 *
 * Promises: constant memory; text is given with its entities resolved. Refuses: every declaration (`<!DOCTYPE`,
 * `<!ENTITY`: no outside entity, no laughing billion), entities beyond the five and numeric ones, other encodings than
 * UTF-8, tags longer than 64 KiB, nesting deeper than 64.
 *
 * The bytes are looked at as Latin-1 text, because one-byte strings are searched at memory speed; only text that holds
 * bytes above 127 is decoded as UTF-8.
 */
import { tableProblem } from "./limits.ts";

export interface XmlHandler {
  /** Local name (prefix removed) and the raw attribute text. A self-closing tag is followed by its `close`. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  /** Raw text between tags, still in Latin-1 bytes with entities: see `xmlText`. Given only while `wantsText`. */
  text(raw: string): void;
  wantsText: boolean;
  /**
   * A whole element with all that is in it, where the handler knows it at a glance: the place behind its end, or -1 for the usual way.
   * @param at place of its `<`
   */
  whole?(text: string, at: number): number;
}

const maxTag = 64 * 1024;
const maxDepth = 64;

export class XmlScanner {
  readonly #part: string;
  readonly #handler: XmlHandler;
  readonly #names = new Map<string, string>();
  readonly #textLimit: number;
  readonly #tooLong: () => Error;
  #rest = "";
  #depth = 0;
  #begun = false;

  /** @param tooLong what to throw when one text is longer than `textLimit` bytes. */
  constructor(part: string, handler: XmlHandler, textLimit: number, tooLong?: () => Error) {
    this.#part = part;
    this.#handler = handler;
    this.#textLimit = textLimit;
    this.#tooLong = tooLong ?? (() => this.#malformed());
  }

  #malformed() {
    return tableProblem("table-xlsx-malformed", { part: this.#part });
  }

  push(bytes: Uint8Array): void {
    let text = this.#rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    if (!this.#begun) {
      if (text.length < 4) {
        this.#rest = text;
        return;
      }
      if (text.startsWith("\u00EF\u00BB\u00BF")) text = text.slice(3);
      if (!text.trimStart().startsWith("<")) throw this.#malformed();
      this.#begun = true;
    }
    const handler = this.#handler;
    let at = 0;
    const end = text.length;
    for (;;) {
      const lt = text.indexOf("<", at);
      if (lt < 0) break;
      const second = text.charCodeAt(lt + 1);
      if (lt + 1 >= end) break;
      if (second === 33 /* ! */) {
        if (lt + 9 > end) break;
        if (lt > at && handler.wantsText) handler.text(text.slice(at, lt));
        const markup = text.startsWith("<!--", lt) ? "-->" : text.startsWith("<![CDATA[", lt) ? "]]>" : "";
        if (markup === "") throw tableProblem("table-xml-declaration", { part: this.#part });
        const stop = text.indexOf(markup, lt + (markup === "-->" ? 4 : 9));
        if (stop < 0) {
          at = lt;
          break;
        }
        if (markup === "]]>" && handler.wantsText) {
          handler.text(
            text
              .slice(lt + 9, stop)
              .replaceAll("&", "&amp;")
              .replaceAll("<", "&lt;"),
          );
        }
        at = stop + 3;
        continue;
      }
      const behind = handler.whole?.(text, lt) ?? -1;
      if (behind >= 0) {
        at = behind;
        continue;
      }
      const gt = endOfTag(text, lt + 1);
      if (gt < 0) {
        if (end - lt > maxTag) throw this.#malformed();
        break;
      }
      if (lt > at && handler.wantsText) handler.text(text.slice(at, lt));
      at = gt + 1;
      if (second === 63 /* ? */) {
        if (/encoding\s*=\s*["'](?!utf-?8|us-ascii)/i.test(text.slice(lt, gt))) throw this.#malformed();
        continue;
      }
      if (second === 47 /* / */) {
        this.#depth -= 1;
        if (this.#depth < 0) throw this.#malformed();
        handler.close(this.#name(text.slice(lt + 2, gt)));
        continue;
      }
      const selfClosing = text.charCodeAt(gt - 1) === 47;
      const stop = selfClosing ? gt - 1 : gt;
      let nameEnd = lt + 1;
      while (nameEnd < stop && text.charCodeAt(nameEnd) > 32) nameEnd += 1;
      const name = this.#name(text.slice(lt + 1, nameEnd));
      handler.open(name, nameEnd < stop ? text.slice(nameEnd, stop) : "");
      if (selfClosing) handler.close(name);
      else {
        this.#depth += 1;
        if (this.#depth > maxDepth) throw this.#malformed();
      }
    }
    this.#rest = at === 0 ? text : text.slice(at);
    if (this.#rest.length > this.#textLimit) throw this.#tooLong();
  }

  /** All tags must be closed and nothing left. */
  end(): void {
    if (!this.#begun || this.#depth !== 0 || this.#rest.trim() !== "") throw this.#malformed();
  }

  /** Local name, interned: a sheet has a dozen names, a million times each. */
  #name(raw: string): string {
    let name = this.#names.get(raw);
    if (name === undefined) {
      if (raw === "" || this.#names.size > 1000) throw this.#malformed();
      name = raw.trimEnd().slice(raw.indexOf(":") + 1);
      this.#names.set(raw, name);
    }
    return name;
  }
}

/** The `>` that ends a tag: one inside a quoted attribute does not. Looks no further than the tag. */
function endOfTag(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 62 /* > */) return i;
    if (code === 34 || code === 39) {
      i = text.indexOf(code === 34 ? '"' : "'", i + 1);
      if (i < 0) return -1;
    }
  }
  return -1;
}

const five: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Raw Latin-1 bytes with entities → text. Throws on an entity that is not built in. */
export function xmlText(raw: string, part: string): string {
  let text = raw;
  for (let i = 0; i < raw.length; i += 1) {
    if (raw.charCodeAt(i) > 127) {
      text = Buffer.from(raw, "latin1").toString("utf8");
      break;
    }
  }
  if (text.includes("&")) {
    text = text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
      const known = five[name];
      if (known !== undefined && whole.endsWith(";")) return known;
      const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
      if (!name.startsWith("#") || !whole.endsWith(";") || !(code >= 0 && code <= 0x10ffff)) {
        throw tableProblem("table-xml-declaration", { part });
      }
      return String.fromCodePoint(code);
    });
  }
  return text;
}

/** Value of one attribute, or undefined. `attributes` is the raw text that `open` gave. */
export function attribute(attributes: string, name: string): string | undefined {
  let at = attributes.indexOf(`${name}=`);
  while (at >= 0) {
    const before = at === 0 ? 32 : attributes.charCodeAt(at - 1);
    if (before <= 32) {
      const quote = attributes.charAt(at + name.length + 1);
      const stop = attributes.indexOf(quote, at + name.length + 2);
      return stop < 0 ? undefined : attributes.slice(at + name.length + 2, stop);
    }
    at = attributes.indexOf(`${name}=`, at + 1);
  }
  return undefined;
}
