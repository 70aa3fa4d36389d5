/**
 * What kind of place a register's words name: premises, a vehicle, a border crossing …
 *
 * Promises: a code of `place-kinds.csv`, by the words of registers in English, Russian, Ukrainian, Portuguese, Spanish, French and Turkish
 * and by the codes themselves; the narrower kind wins ("customs post at the airport" is the airport). Refuses: to guess from a bare name
 * ("Naryn", "Bangu"): a name of a place is no kind of place.
 */

const kinds: readonly (readonly [code: string, words: RegExp])[] = [
  ["darknet-order", /dark[- ]?(?:net|web)|даркнет|скрыт\p{L}* сет|прихован\p{L}* мереж|red oscura|rede oculta/u],
  [
    "online-order",
    /(?:online|internet|web ?shop|marketplace)|интернет|інтернет|онлайн|маркетплейс|en ligne|sitio web|pagina web|cevrim ?ici/u,
  ],
  [
    "airport",
    /airport|airfield|aerodrom|аэропорт|аеропорт|аэродром|аеродром|aeroporto|aeropuerto|aeroport|havaliman|havaalan|терминал в/u,
  ],
  [
    "land-border",
    /border|frontier|customs post|границ|погран|кордон|прикордон|таможенн\p{L}* пост|митн\p{L}* пост|кпп на гран|fronteira|aduana terrestre|frontera|frontiere|sinir|gumruk/u,
  ],
  [
    "parcel",
    /parcel|postal|post office|\bmail\b|letter|courier|package|посыл|почт|пошт|бандерол|письм|конверт|отправлен|посилк|курьер|кур.?єр|correio|encomenda|correos|encomienda|paquete|colis|\bposte\b|kargo|koli|posta/u,
  ],
  [
    "checkpoint",
    /check ?point|road ?block|control post|блок-?пост|блокпост|контрольн\p{L}* пост|пост дпс|стационарн\p{L}* пост|barreira|blitz|puesto de control|reten|poste de controle|barrage|kontrol nokta/u,
  ],
  [
    "vehicle",
    /vehicle|\bcars?\b|truck|lorry|\bbus\b|train|motor ?cycle|motorbike|\bvan\b|taxi|автомоб|автомаш|машин|транспорт|грузов|вантаж|автобус|поезд|поїзд|потяг|мотоцикл|такси|таксі|вагон|veiculo|carro|onibus|caminhao|moto\b|vehiculo|coche|camion|autobus|automovil|voiture|arac|otobus|kamyon|tren\b/u,
  ],
  [
    "sea",
    /\bsea\b|\bship|vessel|harbou?r|sea ?port|\bport\b|море|морск|морськ|корабл|судно|судні|порту?\b|navio|porto\b|\bmar\b|buque|barco|puerto|navire|\bmer\b|deniz|gemi|liman/u,
  ],
  [
    "river",
    /river|lake|canal\b|reservoir|\bрек[аеиу]|річк|озер|водоем|водойм|водохран|водосх|\brio\b|lagoa|\blago\b|laguna|fleuve|riviere|\blac\b|nehir|\bgol\b/u,
  ],
  [
    "person",
    /on (?:a |the )?(?:person|body|suspect)|person search|body search|bodily|личн\p{L}* (?:досмотр|обыск)|при (?:себе|чел|люд|гражд)|на теле|у задержан|у граждан|при людин|особист\p{L}* огляд|при соб|у громадян|revista pessoal|com a pessoa|em poder|requisa personal|cacheo|sobre la persona|fouille|sur la personne|ust aramas/u,
  ],
  [
    "premises",
    /house|home|flat\b|apartment|dwelling|premises|residence|building|shop|store|warehouse|garage|office|hotel|factory|school|basement|room|дом\b|доме|домовл|жил(?:ищ|ой|ое|ье)|квартир|помещен|здани|магазин|склад|гараж|офис|гостиниц|подвал|дача|дачн|сара[йе]|комнат|будинок|будинк|житл|оселя|приміщ|будівл|підвал|кімнат|готел|residencia|\bcasa\b|apartamento|imovel|edificio|predio|loja|comercio|galpao|estabelecimento|domicilio|vivienda|departamento|piso\b|inmueble|local comercial|almacen|tienda|maison|domicile|logement|appartement|magasin|entrepot|\bev\b|konut|daire|isyeri|depo\b|dukkan/u,
  ],
  [
    "open-ground",
    /street|road|field|forest|wood\b|open (?:ground|country|area)|park\b|public (?:place|road|space)|desert|mountain|steppe|yard|улиц|дорог|трасс|шоссе|поле\b|лес\b|лесу|лесн|открыт\p{L}* местн|общественн\p{L}* мест|парк|пустын|гор[ыа]х?\b|степ|двор|пустыр|обочин|вулиц|дороз|шосе|ліс\b|лісі|відкрит\p{L}* місцев|громадськ\p{L}* місц|подвір|via publica|\brua\b|estrada|rodovia|mata\b|terreno|praca|calle|carretera|campo\b|monte\b|plaza|bosque|\brue\b|route|foret|champ\b|voie publique|sokak|cadde|\byol\b|orman|tarla|arazi/u,
  ],
  ["other", /^(?:other|elsewhere|другое|иное|инш|інше|outros?|otros?|autre|diger)/u],
];
const codes: ReadonlySet<string> = new Set(kinds.map(([code]) => code));

/** Edges of words in any script, and letters without their marks, as the text has them. */
const edged = kinds.map(
  ([code, words]) =>
    [
      code,
      new RegExp(
        words.source
          .replace(/\\b(?=[\p{L}(])/gu, "(?<!\\p{L})")
          .replaceAll("\\b", "(?!\\p{L})")
          .normalize("NFKD")
          .replace(/\p{M}/gu, ""),
        "u",
      ),
    ] as const,
);

/** The code for a written kind of place, or null where no word of it is known. */
export function readPlaceKind(text: string): string | null {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[ıİ]/gu, "i").toLowerCase().trim();
  if (codes.has(plain)) return plain;
  if (plain.length > 80) return null;
  return edged.find(([, words]) => words.test(plain))?.[0] ?? null;
}
