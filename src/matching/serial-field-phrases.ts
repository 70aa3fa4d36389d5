/**
 * The words themselves: what people write into a serial field instead of a number, language by language.
 *
 * Promises: one table a language, readable by whoever speaks it; each entry is a stem (a piece of a regular expression,
 * `\b` marks the edge of a word in any script). Entries are written with their accents and letters; the reader folds both sides, so that
 * a clerk without the letter ʻ, қ or ў on the keyboard is understood too. Refuses: rules; what follows from a phrase is decided in
 * `serial-field-words.ts`.
 */
import { english } from "./serial-field-phrases-english.ts";
import { french, portuguese, spanish } from "./serial-field-phrases-romance.ts";
import { russian, ukrainian } from "./serial-field-phrases-slavic.ts";
import { turkish, uzbek, kazakh, kyrgyz, tajik, turkmen } from "./serial-field-phrases-asia.ts";

/**
 * What a phrase says about the mark. `removed`: it was there and was taken off. `unreadable`: there, and cannot be read (rust, wear).
 * `altered`: stamped over or changed. `none`: never made. `unknown`: nobody wrote it down. `partly`: only a part can be read.
 */
export type PhraseSense = "removed" | "unreadable" | "altered" | "none" | "unknown" | "partly" | "restored";

export type PhraseTable = Readonly<Partial<Record<PhraseSense, readonly string[]>>>;

/** All tables by language code. */
export const phraseTables: Readonly<Record<string, PhraseTable>> = {
  en: english,
  pt: portuguese,
  es: spanish,
  fr: french,
  ru: russian,
  uk: ukrainian,
  tr: turkish,
  uz: uzbek,
  kk: kazakh,
  ky: kyrgyz,
  tg: tajik,
  tk: turkmen,
};

/**
 * Phrases that would be misunderstood word by word; they are taken out of the text before the tables are asked. `null`: a denial ("no
 * traces of removal" speaks of removal and denies it).
 */
export const fixedPhrases: readonly (readonly [sense: PhraseSense | null, pattern: string])[] = [
  [
    null,
    "\\b(?:sem|without|no|sin|sans|ausencia de)\\s+(?:qualquer |any |visible )?(?:vestig|sina[li]|evid|sign|trace|huella|indici|indice)[^.;]*",
  ],
  [null, "\\b(?:без|нет|не имеет) (?:видимых )?(?:след|признак|слід|ознак)[^.;]*"],
  [null, "\\b(?:следов|признаков|слідів|ознак) \\p{L}+ (?:нет|не |немає|отсутств|відсутн)[^.;]*"],
  [null, "\\bnot (?:been )?(?:alter|tamper|remov|oblit|restamp|defac)\\p{L}*"],
  [null, "\\bне (?:перебит|спилен|измен[её]н|исправлен|змінен|спилян|подделан)\\p{L}*"],
  [
    "unreadable",
    "\\b(?:could not be|cannot be|can not be|not|un)[ -]?restor\\p{L}*|\\brestoration (?:failed|negative|unsuccessful|not possible)|\\bunsuccessful(?:ly)? restor\\p{L}*",
  ],
  [
    null,
    "\\bparte (?:inferior|superior|interna|externa|interior|exterior|frontal|traseira|trasera|lateral|de baixo|de cima|posterior|anterior)|\\bpor (?:meio|medio) de|\\ben el parte",
  ],
  ["removed", "\\bacid[ -]etched off|\\bstamped out"],
  [
    "partly",
    "\\baparenta ser|\\bappears to (?:be|read)|\\blooks like|\\bпохоже на|\\bсхоже на|\\bparece (?:ser )?(?=\\p{L}{0,3}\\d)",
  ],
  ["unreadable", "\\b(?:cannot|cant|can not|could ?nt|could not|not) (?:be )?made out"],
  ["unknown", "\\bdo(?: not|nt) have|\\bnot to hand"],
  [null, "\\bsemi[- ]?auto\\p{L}*"],
  [
    "altered",
    "\\b(?:with (?:a )?)?(?:new|second|another|different) (?:serial|number)|\\bnumero nov[oa]|\\bnuevo num|\\bновый номер|\\bновий номер",
  ],
  [
    "none",
    "(?<!\\d)80 ?(?:%|percent|per cent|lower|kit|receiver)[^.;]*|\\b(?:polymer|p) ?80\\b[^.;]*|\\bhome[- ]?(?:built|made)|\\bmade at home|\\bfeit[oa] em casa|\\b(?:hech|fabricad)[oa] e[nm] casa|\\b(?:fabrica|produc)\\p{L}* propr?ia|\\bв домашних условиях|\\bв домашніх умовах",
  ],
  ["unreadable", "\\bне (?:был )?(?:восстановл|відновл)\\p{L}*"],
  ["unreadable", "(?:восстанов|віднов)\\p{L}* (?:\\p{L}+ ){0,3}(?:не |невозможн|неможлив)\\p{L}*( \\p{L}+)?"],
  ["unreadable", "\\bне (?:удалось|вдалося|получилось) (?:восстанов|віднов|прочит|чит)\\p{L}*"],
  [
    "unreadable",
    "\\bna?o? (?:foi|fue|se pudo|se logro) ?(?:possivel |posible )?(?:(?:a|la) )?(?:revela|restaura(?:r|c)|revelar|restaurar|recuperar|ler|leer)|\\brevelacao negativa|\\bexame \\p{L}+ negativo|\\bsin exito[^.;]*|\\brestauracion negativa",
  ],
  ["unknown", "\\bnone (?:recorded|listed|given|noted|stated|provided|entered|available|reported|taken)"],
  ["none", "\\bnao foi (?:constatad|observad|verificad|encontrad)[ao] (?:a )?(?:presenca|existencia)"],
  ["unknown", "\\b(?:нет|немає|нема) (?:данных|сведений|информации|даних|відомостей|інформації)"],
  [
    "unknown",
    "\\b(?:данн|сведен|информац|дан[иі]|відомост|інформац)\\p{L}* (?:нет|отсутств|немає|нема|відсутн)\\p{L}*",
  ],
  [
    "unknown",
    "(?:маалымат|мәлімет|деректер?|маълумот|маглумат|malumot|maglumat|bilgi|kayit) (?:жок|жоқ|йўқ|нест|ёк|yoq|yok|joq)",
  ],
  [
    "removed",
    "\\b(?:жоқ|жок|йўқ|ёк|yoq|yok|joq|jok|нест|nest) (?:қил|кыл|қыл|эдил|qil|qyl|kyl|edil|карда|karda)\\p{L}*",
  ],
  ["unknown", "(?:көрсөтүл|аныктал|жазыл|белгилен)\\p{L}* эмес"],
];

/** Words that name a weapon, its parts or the field itself: typed to fill the field, they say nothing about a number. */
export const fillerWords: readonly string[] = [
  "test|teste|тест|prueba|proba|asdf\\p{L}*|qwe(?:rty)?|йцу(?:кен)?|фыва\\p{L}*|abc|hello|xyz",
  "number|nummer|serial(?: number)?|serie|numero(?: de serie)?|nro|номер|серия|серійний номер|нөмір|raqam|рақам|numara|belgi",
  "yes|no|да|так|ні|sim|nao|si|evet|ha|ok|ок",
  "gun|weapon|fire ?arm|hand ?gun|pistol|revolver|rifle|shotgun",
  "оружие|пистолет|револьвер|ружье|автомат|винтовка|карабин|обрез|зброя|пістолет|рушниця",
  "arma(?: de fogo)?|pistola|espingarda|escopeta|fuzil|fusil|pistolet|arme(?: a feu)?|carabina",
  "silah|tabanca|tufek|qurol|topponcha|miltiq|қурол|тўппонча|милтиқ|қару|тапанша|мылтық|курал|тапанча|мылтык",
  "силоҳ|таппонча|милтиқ|туфанг|yarag|sapanca|tupen|яраг|сапанча|түпең",
  "outros?|другое|інше|иное|other|otro|diger|ptb",
];
