/**
 * Words around a name that say nothing about which one it is, and phrases that say that nothing is known.
 *
 * Promises: "not stated" is recognised in the languages of the registers that Tamga meets (en, ru, uk, pt, es, fr, tr, uz,
 * kk, ky, tg, tk), cut off and abbreviated as well; words of origin, trade and company are told from names. Refuses: to take
 * a word for a filler when it stands alone and a list knows it; the callers ask their list first.
 */

const cyrillic: Readonly<Record<string, string>> = {
  А: "A",
  Б: "B",
  В: "V",
  Г: "G",
  Д: "D",
  Е: "E",
  Ё: "E",
  Ж: "ZH",
  З: "Z",
  И: "I",
  Й: "I",
  К: "K",
  Л: "L",
  М: "M",
  Н: "N",
  О: "O",
  П: "P",
  Р: "R",
  С: "S",
  Т: "T",
  У: "U",
  Ф: "F",
  Х: "H",
  Ц: "TS",
  Ч: "CH",
  Ш: "SH",
  Щ: "SCH",
  Ъ: "",
  Ы: "Y",
  Ь: "",
  Э: "E",
  Ю: "YU",
  Я: "YA",
  І: "I",
  Ї: "I",
  Є: "E",
  Ґ: "G",
  Ў: "U",
  Қ: "K",
  Ғ: "G",
  Ң: "N",
  Ө: "O",
  Ү: "U",
  Ұ: "U",
  Һ: "H",
  Ә: "A",
  Ҳ: "H",
  Ҷ: "J",
  Ӣ: "I",
  Ӯ: "U",
  Ј: "J",
  Љ: "LJ",
  Њ: "NJ",
  Ћ: "C",
  Ђ: "DJ",
  Џ: "DZ",
  Ѕ: "S",
};
const lookAlike: Readonly<Record<string, string>> = {
  А: "A",
  В: "B",
  Е: "E",
  К: "K",
  М: "M",
  Н: "H",
  О: "O",
  Р: "P",
  С: "C",
  Т: "T",
  У: "Y",
  Х: "X",
  І: "I",
  Ѕ: "S",
  Ј: "J",
};
const latinOdd: Readonly<Record<string, string>> = {
  Ł: "L",
  Ø: "O",
  Đ: "D",
  ß: "SS",
  ẞ: "SS",
  Æ: "AE",
  Œ: "OE",
  Þ: "TH",
  İ: "I",
  Ħ: "H",
};
const marks = /\p{M}/gu;
const latinLetter = /[A-Z]/u;
const wordRuns = /[\p{L}\p{N}]+/gu;

/**
 * One word in Latin capitals without marks: Cyrillic letters among Latin ones are look-alikes ("TАURUS"), a word wholly in
 * Cyrillic is transliterated ("Таурус" gives "TAURUS", "Вальтер" gives "VALTER").
 */
function latinWord(word: string): string {
  const upper = word.toUpperCase();
  const mixed = latinLetter.test(upper);
  let latin = "";
  for (const letter of upper) {
    const known = mixed ? (lookAlike[letter] ?? cyrillic[letter]) : cyrillic[letter];
    latin += known ?? latinOdd[letter] ?? letter;
  }
  return latin;
}

/** The words of a text as Latin capitals and digits; everything else parts words. "S&W" gives S, W. */
export function latinWords(text: string): string[] {
  // Й and Ё must not fall apart into И and Е with a mark: they are letters of their own when transliterated.
  const plain = text
    .normalize("NFKC")
    .replace(/[^\p{Script=Cyrillic}]+/gu, (part) => part.normalize("NFKD").replace(marks, ""));
  return (plain.match(wordRuns) ?? []).map((word) => latinWord(word)).filter((word) => word !== "");
}

const stem = (list: string): RegExp => new RegExp(`^(?:${list.trim().split(/\s+/u).join("|")})$`, "u");

/** A whole answer (its words joined by one space) that says that nothing is known or nothing stands there. */
const notStatedWhole = stem(
  String.raw`
  N\s?[ACDIKORTC]
  NC NI NA ND NP NT SN SM SD SI BN XX+ X \?+ -+ NIL+ NULL NONE NON NO NAN UNK UNKN UNKNOWN UNSPECIFIED
  N\s?(?:CONST\w*|IDENT\w*|ID|INF\w*|APAR\w*|AP|VIS\w*|ESP\w*|DET\w*|POSS?\w*|TEM|HA|INFORM\w*|LEG\w*)
  NA[OD]\s?(?:CONS?T?\w*|IDE?N?\w*|INF\w*|APA?R?\w*|VIS\w*|ESP\w*|DET\w*|DEF\w*|POSS?\w*|TEM|HA|EXIS\w*|LEG\w*|SABE\w*|REG\w*|DISP\w*|DECL\w*|ENC\w*|FOI\w*|SE\s.*|HOUVE.*)?
  NO\s(?:CONST\w*|IDENT\w*|TIENE|POSEE|LEGIBLE|SE\s.*|DATA|INFO\w*|MAKER?|MARK\w*|NAME|BRAND|CALIB\w*|MODEL)
  NOT\s.* WITHOUT\s.* ILLEGIBLE UNREADABLE UNMARKED UNDETERMINED TBD VARIOUS OTHER OTHERS MISC\w*
  SEM(?:\s.*)? S\s(?:M|MARCA?\w*|CAL\w*|C|N|NUM\w*|C\sAPAR\w*|INF\w*|ID\w*|MOD\w*|DESC\w*|NR?|REF\w*)
  IGN\w* IGNORAD[OA] INDET\w* INDEF\w* INDISC\w* INCERT[OA] INCOGN\w* DESC DESCO\w* INVIS\w* ILEG\w* INELEG\w* INEXIS\w*
  AUSENTE\w* OUTR[OA]S? DIVERS[OA]S? PREJ PREJUD\w* APAGAD\w* RASPAD\w* SUPRIM\w* APURAR A\s?(?:APURAR|IDENTIFICAR|E|ESCLARECER)
  SIN(?:\s.*)? DESCONOCID[OA] OTR[OA]S? INCONNUE? AUTRES? SANS\s.* INDETERMINE\w* BEZ\s.*
  NEIZVEST\w* NEVIDOM\w* NE\s.* NEUST\w* NEOPRED\w* OTSUTST\w* VIDSUTN\w* NET NEMAE? INOE INSHE\w* PROCH\w* DRUG\w* DR RAZN\w* NEUKAZ\w*
  N\s?U B\s?N N\s?O
  BILINM\w* BELIRSIZ YOK MARKASIZ NOMALUM NOMA\sLUM YOQ BELGISIZ BELGISIZ BELGILI\sEMES NAMALUM NOMALUM ZHOK ZHOQ ANYQTALMAGAN NOMUAIAN NABELLI
  `,
);
/** A beginning after which the rest does not matter: "NÃO IDENTIFICADA", "не установлено при осмотре". */
const notStatedBegin =
  /^(?:NAO\s?(?:CONST|IDENT|INFORM|APAREN|VISIV|ESPEC|DETERM|POSSUI|LEGIV|FOI|SE )|SEM (?:MARCA|INFORM|IDENT|CALIB|MODEL|APAR|DESCR)|NE (?:USTANOV|UKAZ|OPRED|VSTANOV|VIZNACH|ZAZNACH|CHITA|IZVEST)|NO (?:IDENTIF|CONSTA)|NOT (?:STATED|KNOWN|IDENT|RECORD|SPECIF|DETERM|GIVEN|LEGIB|APPLIC)|BEZ (?:MARK|NOMER|OZNACH|KLEIM|NADPIS)|IZGOTOVITEL NE|UNKNOWN|INDETERMIN|DESCONHEC|IGNORAD|NEIZVESTN|NEVIDOM)/u;

/** Whether a written text says no more than that nothing is known. Signs without a letter or digit count as nothing. */
export function saysNothing(text: string): boolean {
  const words = latinWords(text);
  if (words.length === 0) return true;
  const joined = words.join(" ");
  return notStatedWhole.test(joined) || notStatedBegin.test(joined);
}

/** Words that are no part of a make: what it is, where it is from, what form of company. Folded to Latin. */
const fillers = stem(String.raw`
  MARCA MARKA MARK MAKE BRAND MAKER MANUFACTURER FABRICANTE FABRICANT IZGOTOVITEL PROIZVODITEL PROIZVODSTVO PROIZVODSTVA PROIZV VIROBNIK FIRMA FIRMY MODELO? MODEL MOD MDL MD
  INDUSTRIA INDUSTRIAS INDUSTRY INDUSTRIES INDUSTRIALES IND INDS FABRICA FABRIC FABRICACAO FABRICAD[OA] FABRICACION FABRIQUE FABR FAB MANUFACTURING MANUFACTURED MFG MANUF MANUFACTURE
  ORIGEM ORIGEN ORIG ORIGIN PROCEDENCIA PAIS COUNTRY STRANA NACIONALIDADE MADE SDELANO VIROBLENO FEITO FEITA IN DE DA DO DOS DAS DEL LA LE E Y AND UND EN EM NO NA NOS POR BY OF THE I V IZ S A
  ARMS ARMAS ARMES ARMI ARMORY ARMOURY ARMA WAFFEN WAFFENFABRIK FIREARMS GUNS WEAPONS SILAH ORUZHIE ORUZHEINYI ZAVOD FACTORY ARSENAL
  LTD LTDA LLC INC CO CORP CORPORATION COMPANY COMP CIA GMBH AG KG SA SPA SRO AS AD DOO KFT OY AB NV BV PLC JSC PJSC OJSC CORP OOO OAO ZAO PAO AO TOO FGUP GES GESMBH MBH BROS HNOS HERMANOS FILHOS SONS SOHN
  TIPO TYPE TIP CAL CALIB CALIBRE CALIBER KAL KALIBR MM APAR APAREN APARENTE APARENTEMENTE APPARENTLY POSSIVELMENTE PROVAVELMENTE PRESUMABLY PREDPOLOZHITELNO VEROYATNO
  TIROS SHOT SHOTS NR NUM NUMERO SERIE SERIAL SERIA NOMER OUTDOOR SPORT SPORTING ESPECIAL SPECIAL ESPE POLICE POLIC POLICIA MILITAR MILITARY PATENT PAT PATENTED MARCAS REGISTRADA LICENCA LICENCE LICENSE
  PISTOLA PISTOL PISTOLET REVOLVER REVOLVERY RIFLE FUZIL CARABINA CARBINE KARABIN VINTOVKA ESPINGARDA SHOTGUN RUZHE AVTOMAT METRALHADORA SUBMETRALHADORA GARRUCHA CARTUCHO CARTUCHEIRA GUN BRAND
`);

/** Countries and their adjectives as officers write them beside a make. The code is not used to guess a maker. */
const countryStems =
  /^(?:BRA[SZ]IL\w*|BRAS?|ARG|ARGENTIN\w*|URUGUA\w*|PARAGUA\w*|CHILE\w*|PERU\w*|MEXIC\w*|COLOMBI\w*|EUA|USA?|EEUU|UNITED|STATES|ESTADOS|UNIDOS|AMERICAN?[OA]?|NORTE|NORTEAMERICAN\w*|S?SHA|AMERIK\w*|MIAMI|FL|GEORGIA|ITALI\w*|ITALY|IT|AUSTRIA\w*|AVSTRI\w*|ALEMA\w*|ALEMANI\w*|GERMAN\w*|DEUTSCH\w*|ESPANH\w*|ESPAN\w*|SPAIN|SPANISH|ISPANI\w*|FRANC\w*|FRENCH|BELG\w*|TURQUI\w*|TURC[OA]|TURKEY|TURKISH|TURK|TUR|TURKIYE|TURTSI\w*|TURETSK\w*|ISRAEL\w*|IZRAIL\w*|TCHEC\w*|CHECA?|CZECH\w*|CHEKHI\w*|CHEHI\w*|CHEHOSLOV\w*|REPUBLICA|REPUBLIC|REP|SLOVAK\w*|SLOVEN\w*|ESLOVEN\w*|CROA\w*|HRVATSK\w*|HORVAT\w*|SERVI\w*|SERBI\w*|MONTENEGRO?|CHERNOGOR\w*|IUGOSLAV\w*|YUGOSLAV\w*|YUGOSL\w*|BULGAR\w*|BOLGAR\w*|ROMEN\w*|ROMANI\w*|RUMYNI\w*|RUMAN\w*|HUNGR\w*|HUNGAR\w*|VENGRI\w*|VENGERSK\w*|POLON\w*|POLAND|POLISH|POLSH\w*|POLSK\w*|RUSS\w*|ROSSII|ROSSIYA|ROSSIISK\w*|SSSR|SOVET\w*|CHINA|CHINES\w*|KITA\w*|TAIWAN\w*|JAPA\w*|JAPON\w*|YAPON\w*|COREI?\w*|KOREA\w*|INDIA\w*|PAKIST\w*|PAQUIST\w*|IRAN\w*|EGIP\w*|EGYPT\w*|FILIPIN\w*|PHILIPPIN\w*|FINL\w*|FINNISH|SUEC\w*|SWED\w*|SHVE[CD]\w*|SUIC\w*|SUIZ\w*|SWISS|SHVEITSAR\w*|INGL\w*|ENGLAND|ENGLISH|BRITISH|BRITAN\w*|UK|GB|DINAMAR\w*|DENMARK|PORTUG\w*|ESTRANGEIR\w*|FOREIGN|IMPORT|IMPORTAD\w*|IMPORTED|NACIONAL|INTERNATIONAL|UKRAIN\w*|KAZAHST\w*|UZBEK\w*)$/u;

/** Words recur; each is tested once. Bounded, since a file may hold anything. */
function tested(pattern: RegExp): (word: string) => boolean {
  const known = new Map<string, boolean>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const answer = pattern.test(word);
    if (known.size < 10_000) known.set(word, answer);
    return answer;
  };
}

export const isFiller = tested(fillers);
export const isCountryWord = tested(countryStems);

/** What comes after says who imported, licensed or sold, not who made: "X importado por Y". The maker stands before. */
const tradeClause =
  /\b(?:IMPORTAD[OA]S? (?:POR|PELA|PELO)|IMPORTED BY|IMPORT BY|LICENCIAD[OA] (?:POR|PELA|PELO)|LICENSED BY|SOB (?:LICENCA|CONCESSAO)|UNDER LICEN[CS]E|DISTRIBU\w+ (?:POR|BY)|IMPORTER|POD LITSENZ\w+|PO LITSENZ\w+|MODIFICAD\w|E INSCRICAO)\b/u;

/** The words before a clause of trade; the whole when the clause stands first. */
export function beforeTradeClause(words: readonly string[]): readonly string[] {
  const joined = words.join(" ");
  const at = joined.search(tradeClause);
  return at <= 0 ? words : joined.slice(0, at).trim().split(" ");
}
