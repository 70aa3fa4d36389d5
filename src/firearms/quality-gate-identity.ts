/**
 * The gate's rules for type, make, model, calibre and year: each against the lists and against the others.
 *
 * Promises: a name that the lists do not know is a doubt and never an error, for a rare weapon is no mistake; what cannot be (a shotgun
 * cartridge in a pistol, a year after the recovery) blocks. Refuses: to fill one field from another without a click.
 */
import type { Calibre, Model } from "../reference/code-lists.ts";
import type { Doubt, DraftDesignation, GateFacts, Settlement, WeaponDraft } from "./quality-gate.ts";

/** Codes behind what was chosen or written. */
export interface Resolved {
  readonly type: string | null;
  readonly make: string | null;
  readonly model: Model | null;
  readonly calibre: Calibre | null;
}

export function resolve(draft: WeaponDraft, { lists }: GateFacts): Resolved {
  const written = (given: DraftDesignation | null): string => given?.written?.trim() ?? "";
  const find = (given: DraftDesignation | null, look: (text: string) => { code: string } | null): string | null =>
    given?.code ?? (written(given) === "" ? null : (look(written(given))?.code ?? null));
  const make = find(draft.make, lists.findMake);
  const modelCode = find(draft.model, (text) => lists.findModel(text, make ?? undefined));
  const calibre = find(draft.calibre, lists.findCalibre);
  const type = find(draft.type, lists.findType);
  return {
    type: type === "unknown" ? null : type,
    make,
    model: modelCode === null ? null : (lists.models.get(modelCode) ?? null),
    calibre: calibre === null ? null : (lists.calibres.get(calibre) ?? null),
  };
}

type Fit = "fits" | "strange" | "cannot";

/**
 * Which kinds of calibre belong to a type (the narrowest of its line that is listed): those that fit, and those that exist but are rare.
 * Everything else cannot be. Types that say nothing of the cartridge (home-made, converted, part) are not listed.
 */
const kindsOfType: Readonly<Record<string, readonly [fits: string, strange: string]>> = {
  handgun: ["pistol rimfire generic", "rifle gas"],
  revolver: ["pistol rimfire generic", "rifle gas shotshell"],
  "pistol-single": ["pistol rimfire generic rifle shotshell", "gas"],
  rifle: ["rifle rimfire pistol generic", ""],
  shotgun: ["shotshell generic", "rifle"],
  "submachine-gun": ["pistol rimfire generic", "rifle"],
  "machine-gun": ["rifle generic", "pistol rimfire"],
  "grenade-launcher": ["other generic gas", "shotshell"],
  gas: ["gas generic", "pistol rimfire"],
  signal: ["gas generic shotshell rimfire", "pistol"],
  "limited-damage": ["gas generic shotshell", "pistol"],
  pneumatic: ["air generic", "rimfire pistol"],
};

function calibreFit(calibre: Calibre, type: string, facts: GateFacts): Fit {
  const listed = facts.lists.typeLine(type).find((code) => kindsOfType[code] !== undefined);
  const [fits, strange] = (listed === undefined ? undefined : kindsOfType[listed]) ?? ["", ""];
  if (listed === undefined || calibre.code === "unknown" || fits.split(" ").includes(calibre.kind)) return "fits";
  return strange.split(" ").includes(calibre.kind) ? "strange" : "cannot";
}

/** "762", "545.0": spreadsheets and stamps lose the point of 7.62 and 5.45. */
const lostPoint =
  /^\s*(?<digits>545|556|570|762|763|765|792|635|762[xх]\d\d\p{L}?|545[xх]\d\d|556[xх]\d\d)(?:\.0+)?\s*(?:mm|мм)?\s*$/iu;

const longAgo = 1800;

export function identityDoubts(draft: WeaponDraft, facts: GateFacts): Doubt[] {
  const doubts: Doubt[] = [];
  const known = resolve(draft, facts);
  const { lists } = facts;
  const add = (
    code: Doubt["code"],
    field: string,
    severity: Doubt["severity"],
    values: Doubt["values"] = {},
    settlements: readonly Settlement[] = [],
  ): void => void doubts.push({ code, field, severity, values, settlements });
  const written = (given: DraftDesignation | null): string => given?.written?.trim() ?? "";
  const name = (entry: { readonly en: string; readonly ru: string }): { nameEn: string; nameRu: string } => ({
    nameEn: entry.en,
    nameRu: entry.ru,
  });

  if (known.type === null) {
    if (written(draft.type) === "" || lists.findType(written(draft.type)) !== null)
      add("type-missing", "type", "warns");
    else add("type-unknown", "type", "warns", { text: written(draft.type) });
  }

  const ofModel = known.model === null ? undefined : lists.makes.get(known.model.make);
  const toModelMake: readonly Settlement[] =
    ofModel === undefined
      ? []
      : [
          {
            code: "set-make",
            values: name(ofModel),
            changes: [{ op: "set", path: "make", value: { code: ofModel.code, written: draft.make?.written ?? null } }],
          },
        ];
  if (known.make === null) {
    if (written(draft.make) === "") add("make-missing", "make", "warns", {}, toModelMake);
    else add("make-unknown", "make", "warns", { text: written(draft.make) }, toModelMake);
  } else if (known.model !== null && ofModel !== undefined && known.model.make !== known.make) {
    // Licence and copy are common (PM, AKM, FAL): worth a look, no fault.
    const own = written(draft.model) === "" ? null : lists.findModel(written(draft.model), known.make);
    if (own === null || own.entry.make !== known.make)
      add("make-not-of-model", "make", "warns", { model: known.model.en, ...name(ofModel) }, toModelMake);
  }
  if (known.model === null && written(draft.model) !== "")
    add("model-unknown", "model", "warns", { text: written(draft.model) });

  const calibreText = written(draft.calibre);
  const usual = known.model?.calibre == null ? undefined : lists.calibres.get(known.model.calibre);
  const toUsual: readonly Settlement[] =
    usual === undefined
      ? []
      : [
          {
            code: "set-calibre",
            values: name(usual),
            changes: [{ op: "set", path: "calibre", value: { code: usual.code, written: null } }],
          },
        ];
  if (calibreText !== "" && draft.calibre?.code == null && lostPoint.test(calibreText)) {
    const pointed = calibreText.replace(/^(\s*)(\d)(?=\d\d)/u, "$1$2.").replace(/(?<=\d\.\d\d)\.0+/u, "");
    const meant = lists.findCalibre(pointed);
    add("calibre-lost-point", "calibre", "warns", { text: calibreText, meant: pointed.trim() }, [
      ...(usual !== undefined && (meant === null || lists.calibresFit(usual.code, meant.code)) ? toUsual : []),
      ...(meant === null || meant.code === usual?.code
        ? []
        : [
            {
              code: "set-calibre" as const,
              values: name(meant.entry),
              changes: [{ op: "set" as const, path: "calibre", value: { code: meant.code, written: null } }],
            },
          ]),
    ]);
  } else if (known.calibre === null) {
    if (calibreText === "") add("calibre-missing", "calibre", "warns", {}, toUsual);
    else add("calibre-unknown", "calibre", "warns", { text: calibreText }, toUsual);
  }
  if (known.calibre !== null) {
    const fit = known.type === null ? "fits" : calibreFit(known.calibre, known.type, facts);
    if (fit !== "fits" && known.type !== null) {
      const type = lists.types.get(known.type);
      add(
        "calibre-not-of-type",
        "calibre",
        fit === "cannot" ? "blocks" : "warns",
        {
          ...name(known.calibre),
          typeEn: type?.en ?? known.type,
          typeRu: type?.ru ?? known.type,
        },
        usual !== undefined && calibreFit(usual, known.type, facts) === "fits" ? toUsual : [],
      );
    } else if (usual !== undefined && !lists.calibresFit(usual.code, known.calibre.code)) {
      add(
        "calibre-not-of-model",
        "calibre",
        "warns",
        {
          ...name(known.calibre),
          model: known.model?.en ?? "",
          usualEn: usual.en,
          usualRu: usual.ru,
        },
        toUsual,
      );
    } else if (known.calibre.kind === "generic" && known.calibre.code !== "unknown" && draft.calibre?.code != null)
      add("calibre-not-stated", "calibre", "warns", name(known.calibre), toUsual);
  }

  const until = Number((facts.recoveredOn ?? facts.today).slice(0, 4));
  if (draft.year !== null) {
    if (draft.year > until) add("year-after", "year", "blocks", { year: draft.year, until });
    else if (draft.year < longAgo && !lists.typeLine(known.type ?? "").includes("muzzle-loader"))
      add("year-early", "year", "warns", { year: draft.year });
  }
  return doubts;
}
