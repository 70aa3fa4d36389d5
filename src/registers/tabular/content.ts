/**
 * What a column holds, seen from its cells alone: dates, years, calibres, serials, words for loss and theft.
 *
 * Promises: shares between 0 and 1 of the filled cells, from a sample. Refuses: to decide a field; that is the mapping.
 */
import { profileDates } from "./dates.ts";
import { readPlaceKind } from "./place-kind-words.ts";

export interface ColumnContent {
  readonly filled: number;
  /** Share of different values among the filled cells. */
  readonly distinct: number;
  readonly dates: number;
  readonly years: number;
  readonly whole: number;
  /** 1, 2, 3 … or 0, 1, 2 …: somebody's row numbers. */
  readonly sequential: boolean;
  readonly calibres: number;
  /** Three and more digits, possibly with letters, no words. */
  readonly serials: number;
  /** One to four letters (with / or -), no digits. */
  readonly series: number;
  /** Letters, a blank or dash, digits: series and number in one cell. */
  readonly joined: number;
  /** Yes and no, in any language. */
  readonly flags: number;
  readonly reasons: number;
  readonly forms: number;
  readonly bores: number;
  readonly manners: number;
  /** Kinds of place: premises, a vehicle, a border crossing … */
  readonly placeKinds: number;
  readonly legality: number;
  readonly countries: number;
  readonly longText: number;
}

/** Word beginnings, without accents and in lower case. */
const words = {
  flags: /^(?:yes|no|y|n|sim|nao|да|нет|так|ні|si|oui|non|evet|hayir|true|false)$/u,
  reasons:
    /^(?:втрат|викраден|крадіж|розшук|утра|утер|хищен|кра[жд]|похищ|розыск|lost|loss|stolen|theft|missing|robbed|furto|furtad|roubo|roubad|extravi|robo|robad|hurto|perdid|vol\b|vole|perte|perdu|kayip|calin)/u,
  forms:
    /(?:пистолет|пістолет|револьвер|винтовк|гвинтівк|карабин|карабін|ружь|рушниц|автомат|пулемет|кулемет|обрез|обріз|наган|pistol|revolver|rifle|shotgun|carbine|machine ?gun|handgun|fuzil|espingarda|carabina|garrucha|metralhadora|submetralhadora|escopeta|fusil|ametralladora|fabricacao caseira|tabanca|tufek)/u,
  bores:
    /^(?:нарезн|нарізн|гладкоств|газов|пневмат|комбинир|комбінов|холодн|самодел|сигнальн|травмат|rifled|smooth|gas\b|pneumat|air\b|combin|home-?made|arma de fogo|firearm|огнестр|вогнепал|arma de fuego)/u,
  manners:
    /^(?:изъят|найден|обнаруж|сдан|добровол|вилучен|знайден|зданий|здан|добровіл|seiz|found|surrender|confiscat|recover|apreend|encontrad|entreg|incaut|decomis|saisi|trouve|remis|ele gec)/u,
  legality: /^(?:licit|ilicit|illicit|legal|illegal|lawful|unlawful|законн|незаконн|легальн|нелегальн)/u,
  countries:
    /^(?:вітчизн|інозем|отечеств|иностран|зарубеж|импорт|domestic|foreign|import|nacional|estrangeir|extranjer|brasil|brazil|росси|russia|ссср|ussr|soviet|украин|україн|ukraine|казахстан|kazakhstan|кыргызстан|узбекистан|таджикистан|туркмен|турци|turk|герман|germany|alemanha|италия|italy|italia|сша|usa|eua|united states|чехия|чехосл|czech|австр|austria|китай|china|бельги|belg|israel|израил|argentina|austr|espanh|spain|франц|france|ignorado|unknown|неизвест)/u,
} as const;

const calibre =
  /^(?:\.\s?\d{2,3}\b.*|\d{1,2}[.,]\d{1,2}(?:\s*(?:mm|мм|[xх×*]\s*\d+.*|[\p{L} .]+.*))?|(?:4|5|6|8|9|10|12|16|20|24|28|32|36|410)(?:\.0+)?(?:\s*(?:mm|мм|ga|gauge|к|кал|[xх×*/]\s*\d+).*|\s+[\p{L}].*)?|\d{1,3}[.,]\d{2}\s*[xх×].*|22|38|40|44|45|380|357|5[.,]?45|7[.,]?62|9[.,]?0)$/iu;
const serial = /^(?=.*\d.*\d.*\d)[\p{L}\d\s./?*#-]{3,24}$/u;

function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/(?<=\p{Script=Latin})\p{M}/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .trim();
}

/** @param cells one column of the sample, in order. */
export function columnContent(cells: readonly string[]): ColumnContent {
  const filled = cells.map(plain).filter((c) => c !== "");
  const n = Math.max(filled.length, 1);
  const share = (test: (cell: string) => boolean) => filled.filter(test).length / n;
  const dates = profileDates(cells);
  const dated = dates.shapes
    .filter((s) => s.shape !== "year" && s.shape !== "month")
    .reduce((sum, s) => sum + s.count, 0);
  const numbers = filled.map((c) => (/^\d+(?:\.0)?$/.test(c) ? Number(c) : Number.NaN));
  const sequential =
    filled.length >= 3 && numbers.every((v, i) => Number.isFinite(v) && (i === 0 || v === (numbers[i - 1] ?? 0) + 1));
  return {
    filled: filled.length / Math.max(cells.length, 1),
    distinct: new Set(filled).size / n,
    dates: dated / n,
    years: share((c) => /^(?:1[89]\d\d|20[0-3]\d)(?:[.,]0)?(?:\s*г\.?)?$/u.test(c)),
    whole: numbers.filter((v) => Number.isFinite(v)).length / n,
    sequential,
    calibres: share((c) => calibre.test(c)),
    serials: share((c) => serial.test(c)),
    series: share((c) => /^\p{L}{1,4}(?:[/-]\p{L}{1,3})?$/u.test(c)),
    joined: share((c) => /^\p{L}{1,4}[\s№-]+\d{2,}$/u.test(c)),
    flags: share((c) => words.flags.test(c)),
    reasons: share((c) => words.reasons.test(c)),
    forms: share((c) => words.forms.test(c)),
    bores: share((c) => words.bores.test(c)),
    placeKinds: share((c) => readPlaceKind(c) !== null),
    manners: share((c) => words.manners.test(c)),
    legality: share((c) => words.legality.test(c)),
    countries: share((c) => words.countries.test(c)),
    longText: share((c) => c.length > 60),
  };
}
