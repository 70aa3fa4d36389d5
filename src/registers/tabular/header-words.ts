/**
 * The words that people write above a column, per field, in English, Russian, Ukrainian, Portuguese, Spanish, French and
 * Turkish; `|` stands between them. Case, accents and punctuation do not matter (see `normaliseHeader`).
 */
import type { Target } from "./fields.ts";

export const headerWords: Readonly<Record<Target, string>> = {
  "record-number":
    "record number|record no|record id|reference|reference number|ref no|ref|their reference|id|" +
    "registration number|registry number|control|control number|internal number|internal control|unnamed 0|" +
    "index|row number|no|n|#|№|№ п/п|n п/п|номер п/п|п/п|порядковый номер|номер записи|номер учета|" +
    "учетный номер|регистрационный номер|рег номер|рег №|номер карточки|реєстраційний номер|номер запису|" +
    "номер картки|обліковий номер|з/п|№ з/п|controle|controle interno|controle interno sco|" +
    "numero de controle|registro|numero de registro|numero de referencia|referencia|folio|identificador|" +
    "numero d enregistrement|numero de dossier|kayit no|kayit numarasi|sira no|referans",
  "case-number":
    "case number|case no|case|procedure number|procedure|crime number|crime reference|report number|" +
    "incident number|fir number|номер дела|уголовное дело|номер уголовного дела|номер кусп|кусп|ерсоп|ердр|" +
    "номер ердр|номер материала|єрдр|номер єрдр|номер справи|кримінальне провадження|numero procedimento|" +
    "procedimento|boletim de ocorrencia|numero do boletim|ro|inquerito|processo|expediente|" +
    "numero de expediente|causa|numero de causa|carpeta de investigacion|numero de procedure|proces verbal|" +
    "dosya no|dosya numarasi|sorusturma no",
  type:
    "type|weapon type|firearm type|gun type|type of weapon|type of firearm|category of weapon|тип|" +
    "тип оружия|вид оружия|вид|наименование оружия|наименование|оружие|тип зброї|вид зброї|найменування|" +
    "найменування зброї|tipo|tipo de arma|tipo arma|especie|arma|clase de arma|type d arme|type arme|" +
    "silah turu|silah tipi|tur|tip",
  kind:
    "kind|weapon kind|class|weapon class|firearm class|category|subtype|group|класс|класс оружия|категория|" +
    "категория оружия|разновидность|подвид|группа|клас|категорія|категорія зброї|різновид|різновид зброї|" +
    "classe|classe da arma|categoria|subtipo|clase|categoria de arma|categorie|sinif|kategori",
  make:
    "make|manufacturer|maker|brand|weapon make|firearm make|gun make|mfr|manufactured by|марка|марка оружия|" +
    "изготовитель|производитель|завод изготовитель|завод|фирма|фирма изготовитель|марка зброї|виробник|" +
    "завод виробник|фірма|marca|marca arma|marca da arma|arma marca|fabricante|marca del arma|marque|" +
    "marque de l arme|fabricant|marka|silah markasi|uretici|imalatci",
  model:
    "model|weapon model|firearm model|model name|модель|модель оружия|модель зброї|modelo|modelo da arma|" +
    "modelo arma|modelo del arma|modele|modele de l arme|silah modeli",
  "make-model":
    "make model|make and model|brand model|brandmodel|make/model|manufacturer model|weapon name|" +
    "марка модель|марка и модель|марка (модель)|модель марка|марка система|система|марка та модель|" +
    "марка і модель|назва зброї|marca modelo|marca e modelo|marca y modelo|marque modele|marque et modele|" +
    "marka model",
  calibre:
    "calibre|caliber|cal|weapon caliber|weapon calibre|gauge|chambering|bore|calibre mm|калибр|" +
    "калибр оружия|калибр мм|калібр|калібр зброї|калибр патрона|calibre da arma|calibre del arma|kalibre|" +
    "cap|silah kalibresi|cali",
  serial:
    "serial|serial number|serial no|serial nr|sn|s/n|weapon number|weapon serial|gun number|" +
    "firearm serial number|weapon serial number|firearm number|number of weapon|номер|номер оружия|" +
    "заводской номер|серийный номер|номер ствола|№ оружия|зав номер|зав №|номер зброї|заводський номер|" +
    "серійний номер|номер ствола|numero de serie|numero serie|n de serie|nr de serie|numeracao|" +
    "numero da arma|serie numero|numero del arma|matricula|no de serie|numero de l arme|seri no|" +
    "seri numarasi|silah numarasi|silah no|silah seri no|numero|number",
  series:
    "series|weapon series|serial prefix|prefix|letter prefix|серия|серия оружия|буквенная серия|серія|" +
    "серія зброї|prefixo|prefijo|prefixe|seri|serie|serie da arma",
  number:
    "series and number|series number|serial and number|серия и номер|серия номер|серия, номер|" +
    "серия и № оружия|серия №|серия и номер оружия|серія та номер|серія номер|серія і номер|serie e numero|" +
    "serie y numero|serie et numero|seri ve no",
  country:
    "country|country of origin|country of manufacture|origin|made in|producer|producer country|nationality|" +
    "import country|страна|страна производства|страна изготовления|страна производитель|" +
    "страна происхождения|производство|происхождение|країна|країна виробництва|країна виробник|походження|" +
    "виробництво|pais|pais de origem|pais de fabricacao|pais fabricacao|pais de origen|pais de fabricacion|" +
    "procedencia|pays|pays d origine|pays de fabrication|ulke|mensei|uretim yeri",
  year:
    "year|year of manufacture|year made|manufacture year|production year|graduation year|mfg year|год|" +
    "год выпуска|год изготовления|год производства|г в|г.в.|г. в.|год вып|рік|рік випуску|рік виготовлення|" +
    "ano|ano de fabricacao|ano fabricacao|ano de fabricacion|annee|annee de fabrication|yil|yili|imal yili|" +
    "uretim yili",
  barrels:
    "barrels|number of barrels|trunks|barrel count|barrel quantity|количество стволов|число стволов|стволов|" +
    "кол-во стволов|кількість стволів|стволів|quantidade de canos|canos|numero de canos|numero de canones|" +
    "canones|nombre de canons|namlu sayisi",
  quantity:
    "quantity|qty|count|amount|number of items|number of weapons|количество|кол-во|кол во|единиц|штук|" +
    "кількість|к-сть|шт|quantidade|qtd|qtde|cantidad|quantite|nombre|adet|miktar",
  "status-reason":
    "reason|status|reason of search|reason search|reasonsearch|search reason|loss type|stolen or lost|" +
    "lost or stolen|lost stolen|wanted reason|reason for listing|причина|причина розыска|причина утраты|" +
    "основание розыска|статус|вид утраты|обстоятельство утраты|причина розшуку|підстава розшуку|підстава|" +
    "motivo|situacao|status da arma|motivo da perda|estado|motif|raison|statut|sebep|durum|kayip nedeni",
  "date-lost":
    "date lost|date of loss|loss date|lost date|theft date|date of theft|date stolen|stolen date|" +
    "date of loss or theft|lost on|stolen on|дата утраты|дата хищения|дата кражи|дата пропажи|дата утери|" +
    "дата утраты (хищения)|дата утраты хищения|дата втрати|дата викрадення|дата крадіжки|дата зникнення|" +
    "data da perda|data do furto|data do roubo|data do extravio|fecha de perdida|fecha de robo|" +
    "fecha de extravio|fecha de hurto|date de perte|date de vol|date du vol|date de la perte|kayip tarihi|" +
    "calinma tarihi",
  "date-entered":
    "date entered|entry date|insert date|date inserted|date recorded|record date|registration date|" +
    "date registered|created|created at|date added|date of entry|дата внесения|дата ввода|" +
    "дата постановки на учет|дата постановки|дата учета|дата регистрации|дата записи|дата внесення|" +
    "дата реєстрації|дата введення|дата постановки на облік|data registro|data de registro|data do registro|" +
    "data de cadastro|data de inclusao|fecha de registro|fecha de ingreso|fecha de alta|" +
    "date d enregistrement|date de saisie|date d inscription|kayit tarihi|giris tarihi",
  unit:
    "unit|authority|agency|organ unit|organunit|police unit|department|office|station|police station|force|" +
    "reporting agency|seizing agency|орган|подразделение|орган внутренних дел|овд|ровд|отдел|" +
    "инициатор розыска|кем изъято|изъявший орган|ведомство|підрозділ|орган поліції|відділ|delegacia|unidade|" +
    "unidade policial|orgao|orgao apreensor|unidad|comisaria|dependencia|autoridad|autoridade|unite|service|" +
    "commissariat|autorite|birim|karakol|kurum",
  "occurred-at":
    "date|occurred at|occurrence date|date of occurrence|seizure date|date of seizure|date seized|" +
    "date found|date of recovery|recovery date|event date|incident date|date and time|дата|дата изъятия|" +
    "дата обнаружения|дата находки|дата сдачи|дата происшествия|дата события|дата вилучення|дата виявлення|" +
    "дата події|data|data da apreensao|data apreensao|data do fato|data da ocorrencia|data ocorrencia|" +
    "data fato|fecha|fecha de incautacion|fecha de decomiso|fecha del hecho|fecha de secuestro|" +
    "date de saisie de l arme|date de la saisie|date des faits|tarih|ele gecirme tarihi|olay tarihi",
  place:
    "place|location|place of seizure|where|address|neighbourhood|neighborhood|locality|city|town|village|" +
    "place of recovery|место|место изъятия|место обнаружения|место находки|адрес|населенный пункт|город|" +
    "село|место происшествия|місце|місце вилучення|місце виявлення|адреса|населений пункт|місто|bairro|" +
    "local|local da apreensao|logradouro|endereco|cidade|localidade|lugar|lugar de incautacion|barrio|" +
    "ciudad|localidad|direccion|lieu|lieu de saisie|adresse|ville|quartier|yer|olay yeri|mahalle|adres|" +
    "sehir",
  district:
    "district|region|province|state|county|oblast|area|precinct|police area|municipality|район|область|" +
    "регион|округ|край|муниципалитет|район изъятия|округа|регіон|громада|circunscricao|municipio|distrito|" +
    "regiao|uf|aisp|cisp|risp|provincia|departamento|region|departement|arrondissement|ilce|il|bolge",
  "place-kind":
    "place kind|kind of place|place type|type of place|location type|type of location|kind of location|" +
    "premises type|scene type|вид места|тип места|характер места|категория места|вид места изъятия|" +
    "тип места изъятия|место (вид)|вид місця|тип місця|характер місця|вид місця вилучення|" +
    "тип місця вилучення|tipo de local|tipo local|tipo do local|tipo de lugar|natureza do local|" +
    "tipo de sitio|clase de lugar|tipo de ubicacion|type de lieu|nature du lieu|genre de lieu|yer turu|" +
    "yer tipi|mekan turu|joy turi|орын түрі|жердин түрү",
  manner:
    "manner|manner of recovery|how recovered|how obtained|recovery type|seized found surrendered|" +
    "circumstances|способ|способ изъятия|способ поступления|изъято найдено сдано|обстоятельства|" +
    "обстоятельства изъятия|спосіб|спосіб вилучення|обставини|forma de apreensao|tipo de apreensao|" +
    "circunstancias|forma de incautacion|maniere|circonstances|mode de recuperation|sekil|ele gecirme sekli",
  ground:
    "ground|legal ground|legal basis|basis of seizure|ground of seizure|article|основание|основание изъятия|" +
    "правовое основание|статья|статья ук|підстава вилучення|правова підстава|стаття|fundamento|base legal|" +
    "fundamento legal|artigo|articulo|motif de saisie|base legale|hukuki dayanak|dayanak|madde",
  offences:
    "offence|offences|offense|offenses|crime|crimes|crime type|type of offence|charge|charges|преступление|" +
    "вид преступления|состав преступления|квалификация|статья преступления|злочин|вид злочину|кваліфікація|" +
    "правопорушення|tipo delito|delito|delitos|tipo de delito|crime relacionado|tipificacao|natureza|" +
    "infracao|infraction|infractions|delit|suc|suc turu",
  owner:
    "owner|owner name|last owner|holder|registered owner|licence holder|possessor|владелец|фио владельца|" +
    "собственник|последний владелец|принадлежность|владелец оружия|власник|піб власника|належність|" +
    "proprietario|patrimoniada|patrimonio|titular|propietario|dueno|tenedor|proprietaire|detenteur|sahibi|" +
    "malik",
  "legal-origin":
    "legal origin|legal status|origin of weapon|licit illicit|legal or illegal|legality|lawful origin|" +
    "правовой статус|законность происхождения|легальность|источник происхождения|правовий статус|законність|" +
    "origem arma|origem da arma|origem|origem licita|situacao legal|origen del arma|origen|legalidad|" +
    "origine de l arme|origine|statut legal|yasal durum",
  // The last words of `notes` name known columns without a field of their own: kept as notes rather than lost.
  notes:
    "notes|note|comment|comments|remarks|remark|description|additional information|details|features|" +
    "примечание|примечания|комментарий|описание|особые приметы|приметы|дополнительно|доп сведения|примітка|" +
    "примітки|опис|коментар|особливі прикмети|observacao|observacoes|obs|descricao|historico|observaciones|" +
    "observacion|descripcion|notas|remarque|remarques|observations|aciklama|notlar|aciklamalar|seal number|" +
    "numero lacre|lacre|номер пломбы|пломба|acautelamento|custody number|laudo|expert report|" +
    "заключение эксперта|restrita|restricted",
  ignore: "file|file name|source file|filename|источник файла|arquivo|archivo|fichier|dosya",
};
