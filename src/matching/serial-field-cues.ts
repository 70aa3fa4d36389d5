/**
 * Small signs in a serial field: which end of the number was read, which part is spoken of, and shapes that are no serial number at all.
 *
 * Promises: each cue is one regular expression over the folded phrase, in the twelve languages of the phrase tables. Refuses: to decide
 * the state; that is done in `serial-field.ts`.
 */
import { phraseForm } from "./serial-field-fold.ts";
import { partsOf } from "./serial-field-parts.ts";

const gap = "(?:[^\\d]{0,30}?\\d{1,2} (?=\\p{L}))?[^\\d?*]{0,30}?";
const end = new RegExp(
  [
    `(?<!\\p{L})last ${gap}\\p{L}{0,4}\\d`,
    "(?<!\\p{L})end(?:s|ing) (?:in|with) ",
    "(?<!\\p{L})final \\p{L}{0,3}\\d",
    `ultim[oa]s ${gap}\\d`,
    "(?<!\\p{L})termina(?:cion|ndo|cao)? (?:en|em) ",
    `derniers? ${gap}\\d`,
    `последн\\p{L}+ ${gap}\\d`,
    "оканчива\\p{L}+ (?:на|цифрами) ",
    `останн\\p{L}+ ${gap}\\d`,
    `son rakam${gap}\\d`,
  ].join("|"),
  "u",
);
const start = new RegExp(
  [
    `(?<!\\p{L})first ${gap}\\d`,
    "(?<!\\p{L})(?:starts?|starting|begins?|beginning) with ",
    `primeir[oa]s ${gap}\\d`,
    `primer[oa]s ${gap}\\d`,
    "empieza con ",
    `premiers? ${gap}\\d`,
    `первые ${gap}\\d`,
    "начинается (?:на|с) ",
    `перш\\p{L}+ ${gap}\\d`,
  ].join("|"),
  "u",
);
const rest =
  /(?<!\p{L})(?:rest (?:is |was )?(?:of|il|un|filed|oblit|removed|ground|not)|restante|demais|resto(?!\p{L})|остальн\p{L}+|(?:далее|дальше|дали) (?:не|спил|сточ|стер)|решта)/u;
const or = /\s(?:or|ou|o|или|або|чи|veya|yoki|ёки|немесе|же|ё)\s/u;
const part = new RegExp(
  "(?<!\\p{L})(?:barrel|slide|frame|receiver|bolt|cylinder|cano|ferrolho|armacao|tambor|carcaca|corredera|armazon|canon|cilindro|" +
    "culasse|carcasse|barillet|ствол|затвор|рамк|барабан|коробк|кожух|стовбур|затв|namlu|surgu|govde|kapak|stvol|zatvor|ramka)",
  "u",
);

/** The words say that the number given is its end only. */
export const fitsEnd = (body: string): boolean => end.test(phraseForm(body));
/** The words say that the number given is its beginning only. */
export const fitsStart = (body: string): boolean => start.test(phraseForm(body));
/** What follows the number could not be read. */
export const readsOn = (body: string): boolean => rest.test(phraseForm(body));
/** Two numbers are given as alternatives. */
export const joinsAlternatives = (body: string): boolean => or.test(body.toLowerCase());
/** A part of the weapon is named. */
export const namesPart = (text: string): boolean => part.test(phraseForm(text));

const shapes: readonly (readonly ["is-calibre" | "is-date" | "is-telephone", RegExp])[] = [
  // 7,62х39 · 9x18 mm · 9 мм · кал. 12 · 12 gauge · .38 SPL · calibre .38 especial · 5,45
  [
    "is-calibre",
    /^(?:\.?\d{1,2}(?:[.,]\d{1,3})?|762|545|556|765|635|792)\s?[xх×]\s?\d{2}(?:[.,]\d)?\s?(?:r|mm|мм|nato|mak|pm|luger|para|пм)?\.?$/iu,
  ],
  [
    "is-calibre",
    /^\d{1,2}(?:[.,]\d{1,3})?\s?(?:mm|мм|milli\p{L}+|миллим\p{L}+)\.?(?:\s(?:makarov|luger|para\p{L}*|pm|пм|р\.?а\.?))?$/iu,
  ],
  [
    "is-calibre",
    /^(?:cal|calib(?:re|er|ro)|кал|калибр|калібр|kal|kalibr\p{L}?|kaliber)\.?\s?[.,]?\d{1,3}(?:[.,]\d{1,3})?(?:\s?[xх×]\s?\d{2}\p{L}?)?(?:\s?\p{L}{1,8})?\.?$/iu,
  ],
  ["is-calibre", /^\d{1,2}\s?(?:ga|gauge|bore|кал|калибр|калібр|cal|calibre|kalibre|калибра)\.?$/iu],
  [
    "is-calibre",
    /^\.\d{2,3}(?:\s?(?:spl?|spec\p{L}*|especial|acp|auto|mag\p{L}*|lr|win\p{L}*|rem\p{L}*|s&w|gap|short|long)\.?)*$/iu,
  ],
  ["is-calibre", /^\d{1,2}[.,]\d{1,2}$/u],
  ["is-date", /^(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./](?:19|20)\d\d(?:\s?[гр]\.?)?$/u],
  ["is-date", /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u],
  [
    "is-date",
    /^(?:1[89]|20)\d\d\s?(?:г|гг|г\.?\s?в|год|года|р|р\.?\s?в|рік|року|year|ano|año|yil|йил|жыл|yıl|yyl)\.?$/iu,
  ],
  ["is-telephone", /^\+\d[\d\s()-]{9,17}$/u],
];

const bore =
  /(?:^|\s)(?:(?:cal|calib(?:re|er|ro)|кал|калибр|калібр)\.?\s?[.,]?\d{1,3}(?:[.,]\d{1,2})?(?:\s?(?:мм|mm))?|[.,]\d{2,3}|\d{1,2}(?:[.,]\d{1,2})?\s?(?:ga|gauge|bore|mm|мм|калибра|калібру)|\d{2}\s(?:spl|special|especial|acp|lr))\.?$/iu;

const boreFirst = /^(?:\d{1,2}(?:[.,]\d{1,2})?\s?(?:ga|gauge|bore|mm|мм|калибра|калібру)|[.,]\d{2,3})\s(?=\p{L}{4})/iu;

/** "Revolver cal 38", "Colt .45": names of the trade before a calibre and nothing like a number. */
function isWeaponWithCalibre(body: string): boolean {
  const gauge = /^(\p{L}{4,}) \d{2,3}$/u.exec(body)?.[1];
  if (gauge !== undefined && partsOf(phraseForm(gauge), false)[0] === "weapon") return true;
  const before = body.replace(bore, "").replace(boreFirst, "");
  return before !== body && /^(?:\p{L}{4,}\s?){0,3}$/u.test(before.trim());
}

/** What a field holds that has the shape of something else (`silent`: its words say nothing of a mark); undefined for whatever may be a number of a weapon. */
export function notASerial(body: string, silent: boolean): "is-calibre" | "is-date" | "is-telephone" | undefined {
  for (const [kind, shape] of shapes) if (shape.test(body)) return kind;
  return silent && isWeaponWithCalibre(body) ? "is-calibre" : undefined;
}

const ofDocument =
  /(?<![\p{L}\d])(?:laudo|boletim|bo|ro|of[ií]cio|auto de \p{L}+|inqu[eé]rito|informe|dictamen|acta|expediente|report|exhibit|ref|photos?|statement|invoice|протокол\p{L}*|рапорт\p{L}*|заключени\p{L}*|акт[ау]?|справк\p{L}|висновк?\p{L}*|фото)\.?\s?(?:n[°ºro]*\.?|no\.?|№|#)?\s?\d[\d./-]*(?!\p{L})/giu;

const ofKit = /(?<![\p{L}\d])(?:80 ?(?:%|percent|per cent|lower|kit)|(?:polymer|p) ?80(?![\d])|\d?3[ -]?d(?=[ -]))/giu;

/** The field without the numbers of reports, exhibits and kits: they are not the number of the weapon. */
export const withoutDocuments = (body: string): string => body.replace(ofDocument, " | ").replace(ofKit, " | ");
