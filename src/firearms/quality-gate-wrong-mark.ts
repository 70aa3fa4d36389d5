/**
 * Marks that are read as the serial number though they are another mark: importers' addresses, proof marks, patents and part numbers.
 * A wrong mark is among the best documented reasons why a trace comes back empty.
 */

export type WrongMark = "import" | "proof" | "part-number";

const importMark =
  /(?<!\p{L})(?:C\.? ?A\.? ?I\.?(?= |$|,)|CENTURY ARMS|INTERARMS|INTERARMCO|IMPORTED|E\.?A\.?A\.? CORP|NAVY ARMS|PW ARMS|K\.?B\.?I\.? |TGI KNOX|AMER ARMS|MADE IN|MADE BY|ST\.? ?ALB|GEORGIA,? ?VT|FAIRFAX|ALEXANDRIA|HBG|СДЕЛАНО В|ИМПОРТ[ЕЁ]Р)/u;
/** Proof marks that hold letters only; a number beside them makes them something else. */
const proofMark =
  /^(?:B\.? ?N\.? ?P\.?|N\.? ?P\.?|N\.? ?P\.? ?[BVC]\.?|C\.? ?I\.? ?P\.?(?: ?[NSPB]{1,2})?|P\.? ?S\.? ?F\.?|FINITO|FIN\.?ITO|L\.? ?L\.? ?H\.?|EIBAR|P\.? ?V\.?|BEMA|P\.?N\.? GARDONE|СК|ОТК|TRIAL PROOF|NITRO PROOF|.*\bTONS?\b.*SQ.*)$/u;
const partNumber =
  /(?<!\p{L})(?:PAT(?:ENT)?S?(?:\.| |$)(?: ?(?:NO|PEND))?|PATENTED|P ?\/ ?N[ .:]|PART ?(?:NO|NUMBER)|DRG\.? ?NO|ЧЕРТ[ЕЁ]Ж|ПАТЕНТ)/u;

/** Which other mark the text is; undefined for what may be a serial number. */
export function wrongMark(written: string): WrongMark | undefined {
  const text = written.toUpperCase().replace(/\s+/gu, " ").trim();
  if (partNumber.test(text)) return "part-number";
  if (importMark.test(text)) return "import";
  return proofMark.test(text) ? "proof" : undefined;
}
