/**
 * Which cartridge a nominal bore and the words beside it mean: ".38" with "spl", "9 mm" with "kurz", "45" with "acp".
 *
 * Promises: knowledge of names only, as the trade uses them; a word that fits no cartridge of the bore decides nothing.
 * Refuses: to pick a cartridge for a bare bore; that is for usage (`calibre-normaliser.ts`), which says so.
 */

interface Named {
  readonly when: RegExp;
  readonly code: string;
}

interface Bore {
  /** The entry for the bare bore; undefined where the bare number means nothing by itself. */
  readonly bare: string | undefined;
  readonly named: readonly Named[];
}

const w = (words: string): RegExp => new RegExp(`(?<![A-Z])(?:${words})(?![A-Z])`, "u");
const named = (...pairs: readonly (readonly [words: string, code: string])[]): readonly Named[] =>
  pairs.map(([words, code]) => ({ when: w(words), code }));

const long = "LONG\\w*|LARG[OA]|LG|L|LOUG|DLINN\\w*|DL";
const short = "SHORT|SHT|CURT[OA]|CORT[OA]|COURT|KURZ|KURTS|KOROTK\\w*|KUR";
const special = "SPL\\w*|SPEC\\w*|SPE|SPC|SP|SPI|SPECL|ESP\\w*|ESPECIAL\\w*|SPETS\\w*|SPESHL";
const auto = "ACP|ACF|ACO|CP|AUTO\\w*|AUT|AVTO\\w*|PISTOL";
const sw = "S\\s?&?\\s?E?\\s?W|SW|SMITH\\w*(?:\\sE?&?\\s?WESSON)?|S\\s?W|SMIT\\w*";
const magnum = "MAG\\w*|MGN|WMR|MAGUN";
const para = "LUGER|LUG|LYUGER|PARA\\w*|PARABEL\\w*|PB|NATO|PERABELLUM|PARAB\\w*|OTAN";

/** Bores in inches, by the digits written. Names are tried in order. */
export const inchBores: ReadonlyMap<string, Bore> = new Map<string, Bore>([
  ["17", { bare: undefined, named: named(["HMR|HORNADY\\w*", "17hmr"]) }],
  [
    "22",
    {
      bare: "5.6mm",
      named: named(
        ["HORN\\w*", "22hornet"],
        [magnum, "22wmr"],
        ["REM\\w*|CREED\\w*", ""],
        ["LR|L\\s?R|LRHV|LFB|LFB|LONG\\sR\\w*|RIFLE|LR\\w?", "22lr"],
        [`${short}|SH`, "22short"],
        [long, "22long"],
      ),
    },
  ],
  ["221", { bare: undefined, named: [] }],
  ["222", { bare: "222rem", named: [] }],
  ["223", { bare: "5.56mm", named: [] }],
  ["243", { bare: "243win", named: [] }],
  ["25", { bare: "6.35mm", named: named([`${auto}|ALTO`, "6.35mm"]) }],
  ["260", { bare: "260rem", named: [] }],
  ["270", { bare: "270win", named: [] }],
  [
    "30",
    {
      bare: "30gen",
      named: named(
        ["CARB\\w*|CARAB\\w*|KARAB\\w*|M\\s?1|TREINA", "7.62x33"],
        ["LUGER", "7.65para"],
        ["MAUSER", "7.63mauser"],
        ["SPRING\\w*|SPRG", "30-06"],
      ),
    },
  ],
  [
    "300",
    {
      bare: undefined,
      named: named(
        ["BLK|BLACK\\w*|AAC", "300blk"],
        ["WIN\\w*|WM", "300winmag"],
        ["WSM", "300wsm"],
        ["LAPUA", "300lapua"],
        ["SAVAGE", "300savage"],
      ),
    },
  ],
  ["303", { bare: "303british", named: [] }],
  ["308", { bare: "7.62x51", named: [] }],
  [
    "32",
    {
      bare: "32gen",
      named: named(
        ["H\\s?&?\\s?R", "32hrmag"],
        ["WCF|WINCHESTER", "32-20"],
        [`(?:${sw})\\s?\\.?(?:${long})|${long}|SWL|S\\s?WL|LONG\\sCTG|S&WL`, "32swlong"],
        [`${auto}|ALTO`, "7.65mm"],
        [`${sw}|${short}`, "32sw"],
      ),
    },
  ],
  ["320", { bare: "320revolver", named: [] }],
  ["327", { bare: "327fed", named: [] }],
  ["338", { bare: "338lapua", named: named(["WIN\\w*", "338winmag"], ["LAPUA|LM", "338lapua"]) }],
  ["357", { bare: "357magnum", named: named(["SIG", "357sig"], [magnum, "357magnum"]) }],
  ["366", { bare: "366tkm", named: [] }],
  ["375", { bare: undefined, named: named(["H\\s?&?\\s?H|HOLLAND", "375hh"], ["CHEY\\w*", "375cheytac"]) }],
  [
    "38",
    {
      bare: "38gen",
      named: named(
        [special, "38special"],
        ["SUPER\\w*", "38super"],
        ["LONG\\sCOLT|LC", "38longcolt"],
        ["SHORT\\sCOLT", "38shortcolt"],
        [short, "38gen"],
        [`(?:${sw})\\s?\\.?(?:${long})|SWL|${long}`, "38gen"],
        [sw, "38sw"],
        [auto, "38auto"],
      ),
    },
  ],
  ["380", { bare: "9x17", named: named(["REVOLVER|ROOK", "380rev"]) }],
  ["40", { bare: "40sw", named: [] }],
  ["41", { bare: "41magnum", named: [] }],
  ["410", { bare: "410bore", named: [] }],
  [
    "44",
    {
      bare: "44gen",
      named: named(
        [magnum, "44magnum"],
        ["RUSS\\w*", "4.2line"],
        [special, "44special"],
        [sw, "44gen"],
        ["W\\s?C\\s?F|WCF|WFC|W\\s?F\\s?C|WIN\\w*|W", "44-40"],
      ),
    },
  ],
  [
    "45",
    {
      bare: "45gen",
      named: named(
        [`${auto}|AP|HP|AR`, "45acp"],
        ["GAP", "45gap"],
        [`(?:COLT|LC|${long})`, "45colt"],
        ["SCHOFIELD", "45schofield"],
        ["GOV\\w*", "45-70"],
      ),
    },
  ],
  ["455", { bare: "455webley", named: [] }],
  ["458", { bare: "458winmag", named: [] }],
  ["454", { bare: "454casull", named: [] }],
  ["50", { bare: "12.7mm", named: named(["BMG|BROWN\\w*", "50bmg"], ["AE|ACTION", "50ae"], ["BEOWULF", "50beowulf"]) }],
  ["500", { bare: "500sw", named: [] }],
]);

/** Bores in millimetres, by the number as written with a point. */
export const metricBores: ReadonlyMap<string, Bore> = new Map<string, Bore>([
  ["4.5", { bare: "4.5mm", named: [] }],
  ["5.45", { bare: "5.45mm", named: named(["M?74|KALASH\\w*|AK\\w*", "5.45x39"], ["PSM|MPTS", "5.45x18"]) }],
  ["5.5", { bare: "5.5mm", named: named(["VELO\\w*", "velodog"]) }],
  ["5.55", { bare: undefined, named: named(["VELO\\w*", "velodog"]) }],
  ["5.56", { bare: "5.56mm", named: [] }],
  ["5.6", { bare: "5.6mm", named: [] }],
  ["6", { bare: "6mmbb", named: named(["FLOB\\w*", "6flobert"]) }],
  ["6.35", { bare: "6.35mm", named: [] }],
  ["7", { bare: "7mmgen", named: named(["MAUSER|MAUZER", "7x57"], ["REM\\w*", "7mmremmag"]) }],
  [
    "7.62",
    {
      bare: "7.62mm",
      named: named(
        ["NATO|OTAN|WIN\\w*|308", "7.62x51"],
        ["NAGAN\\w*", "7.62x38r"],
        ["TOKAR\\w*|TT", "7.62x25"],
        ["54\\s?R|R54|MOSIN\\w*|VINTOV\\w*|LPS|DRAGUN\\w*|SVD|PK\\w?", "7.62x54r"],
        ["KALAS\\w*|M\\s?43|SHORT|KOROTK\\w*|AKM?S?|AK\\s?47", "7.62x39"],
      ),
    },
  ],
  ["7.63", { bare: "7.63mauser", named: [] }],
  [
    "7.65",
    {
      bare: "7.65mm",
      named: named(
        ["PARA\\w*|LUGER|LYUGER", "7.65para"],
        ["ARGENTIN\\w*", "7.65x53"],
        [`BROW\\w*|BRAUN\\w*|${auto}`, "7.65mm"],
      ),
    },
  ],
  ["7.92", { bare: "8x57", named: named(["KURZ", "7.92x33"]) }],
  [
    "8",
    {
      bare: "8mm",
      named: named(
        ["MAUSER|MAUZER", "8x57"],
        ["P\\s?A\\s?K?|GAS|GAZ\\w*|KNALL|FESTIM|BLANK", "8mmpa"],
        ["LEBEL", "8x50r"],
      ),
    },
  ],
  [
    "9",
    {
      bare: "9mm",
      named: named(
        ["P\\s?A\\s?K?|GAS|GAZ\\w*|KNALL|TRAVM\\w*|FESTIM|BLANK", "9x22pa"],
        ["FLOB\\w*", "9flobert"],
        ["MAK\\w*|PM|PM\\s?18", "9x18"],
        [`BROWN\\w*\\s(?:${long})`, "9x20"],
        [`BROWN\\w*|${short}|K`, "9x17"],
        ["STEYR|LARGO|BERGMANN", "9x23"],
        [`${para}|P`, "9x19"],
      ),
    },
  ],
  ["9.3", { bare: undefined, named: [] }],
  ["11.43", { bare: "45acp", named: [] }],
  ["12.7", { bare: "12.7mm", named: named(["BMG|BROWN\\w*", "50bmg"], ["DSHK|NSV|KORD", "12.7x108"]) }],
]);

/** Bores whose decimal point is often lost: the digits as written, and the bore. */
export const lostPoints: ReadonlyMap<string, string> = new Map(
  "545 5.45|556 5.56|635 6.35|762 7.62|763 7.63|765 7.65|792 7.92|127 12.7|1143 11.43|45 4.5|55 5.5|56 5.6"
    .split("|")
    .map((pair): [string, string] => [pair.split(" ")[0] ?? "", pair.split(" ")[1] ?? ""]),
);

/** Gauges of smooth bores; a whole number of them with "mm" behind is still the gauge: no firearm has such a bore. */
export const gauges: ReadonlyMap<string, string> = new Map(
  "10 12 14 16 20 24 28 32".split(" ").map((gauge): [string, string] => [gauge, `${gauge}ga`]),
)
  .set("36", "410bore")
  .set("410", "410bore");

/** A bare bore that in practice means one cartridge, and how often. Everything else waits for the file's own usage. */
export const usual: ReadonlyMap<string, { readonly code: string; readonly share: number }> = new Map([
  ["38gen", { code: "38special", share: 0.93 }],
  ["45gen", { code: "45acp", share: 0.9 }],
  ["5.6mm", { code: "22lr", share: 0.92 }],
  ["5.45mm", { code: "5.45x39", share: 0.97 }],
]);

/**
 * Bare bores that a file's own usage may settle. Not .32 and .44: their long and short cartridges go into one and the same
 * revolver, so that the bare bore is no lost detail there.
 */
export const settledByUsage: ReadonlySet<string> = new Set(["9mm", "7.62mm", "8mm", "12.7mm"]);

/** The cartridge that words beside a bore name; the bare entry where they name none; undefined for one no list holds. */
export function cartridgeOf(bore: Bore, words: string): { readonly code: string | undefined; readonly named: boolean } {
  const hit = bore.named.find((one) => one.when.test(words));
  return hit === undefined
    ? { code: bore.bare, named: false }
    : { code: hit.code === "" ? undefined : hit.code, named: true };
}
