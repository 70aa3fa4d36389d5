/**
 * Words of the serial field by the part they play in a phrase, in English, Portuguese, Spanish, Russian and Ukrainian.
 *
 * The phrase tables (`serial-field-phrases-*.ts`) hold whole phrases; this list holds single words, from which `serial-field-grammar.ts`
 * understands phrases that nobody wrote down before ("not" + a word of reading + any noun).
 *
 * Promises: each entry is the beginning of a word, `$` at its end means the whole word; accents may be written. One word has one part: the
 * longest beginning counts. Refuses: rules, and words that speak of a number in one language and of something else in another.
 */

/** What a word does in a phrase about a mark. */
export type WordPart =
  | "not"
  | "nothing"
  | "impossible"
  | "read"
  | "seen"
  | "written"
  | "details"
  | "mark"
  | "character"
  | "plate"
  | "has"
  | "absent"
  | "removed"
  | "unreadable"
  | "altered"
  | "original"
  | "none"
  | "restored"
  | "recovered"
  | "brought-out"
  | "outcome"
  | "failed"
  | "partly"
  | "only"
  | "wholly"
  | "end"
  | "start"
  | "left"
  | "see"
  | "document"
  | "waiting"
  | "need"
  | "examination"
  | "unknown"
  | "weapon"
  | "trace"
  | "filler";

export const lexicon: Readonly<Record<WordPart, readonly string[]>> = {
  not: [
    "deixou$ deixaram$ dejó$ dejaron$ no$ not$ non$ never$ without$ nor$ neither$ dont$ doesnt$ didnt$ isnt$ wasnt$ arent$ hasnt$ couldnt$ nt$ wo$",
    "não$ nao$ naõ$ nâo$ nem$ nunca$ jamais$ sem$ ñ$ nop$",
    "sin$ ni$ tampoco$",
    "не$ ни$ нет$ нету$ без$ никогда$ нельзя$",
    "ні$ немає$ нема$ немае$ ніколи$",
  ],
  nothing: [
    "nobody$ noone$ none$ nothing$ nil$ null$ neither$",
    "ninguém$ nadie$ nenhum$ nenhuma$ nada$ ninguno$ ninguna$ ningún$ nulo$ nula$",
    "никто$ ніхто$ ничего$ никакой$ никаких$ никакого$ ничем$ нічого$ жоден$ жодного$ жодних$ ніякого$ ноль$",
  ],
  impossible: [
    "hardly$ barely$ scarcely$ poco$ pouco$ едва$ ледве$ мало$ слабо$ ледь$ beyond$ past$ impossib unable$ cannot$ cant$ unfeasible inability",
    "impossív impossibil inviáv inviab incapaz imposib inviab",
    "невозмож нельзя$ неможлив",
  ],
  read: [
    "read$ reads$ readable readab legib decipher discern recogni understand",
    "ler$ lê$ leu$ lido$ lida$ lidos$ lidas$ leitura legív decifr leg$ legivel",
    "leer lee$ leen$ leyó$ leído lectura legib descifr disting discern reconoc",
    "чита просматрив прочит прочте читабел разобра разбор различ распозн расшифр",
    "прогляда прочит розібра розбір розрізн розпізн",
  ],
  seen: [
    "visible visibl seen$ apparent observ visual viewable exposed accessib discover",
    "visív visib visível aparent visualiz observad vista$ visto$ enxerg avist percept vislumbr",
    "visible vista$ aprecia observa$ observan$ ve$ ven$ visualiza percib perceptib",
    "видн виден видим видать усматрив заметн наблюда обнаруж видит",
    "видно видим видні помітн спостеріг бачит",
  ],
  written: [
    "declin esclarecid aclarad obtained$ received passed traced$ input$ keyed$ photographed measur apontad constat say$ said$ tell$ told$ ask$ asked$ noticed cited record given$ provid stated$ enter listed$ noted$ note$ known$ avail inform$ suppl declar identif determin establish check examin inspect specif indicat reported$ found$ locat document$ documented collect captur verif confirm submit communicat mention register$ registered written$ typed$ copied transcrib logged$ catalog queried taken$ complet$ completed filled$ ascertain remember recall disclos quoted$ applicab view$ looked$ look$ sure$ clear$ find$ write$ wrote$ remembered got$ get$",
    "informad inform$ infor$ constad consta$ constam$ constou$ consta$ constava$ declarad declar$ registrad registad registr$ anotad ditado$ mostrad perguntad preench descrit descrev fornec mencion verificad verific localizad localiz encontrad encontr conferid disponív disponib identificad identif$ identifi ident$ especificad indicad determinad apurad apurada citad relatad discriminad apresentado$ apresentada$ apresentados$ visto$ lembr sabe$ sei$ sabid cadastrad lançad lancad digitad aplica$ aplicáv examinad coletad recolhid",
    "llen rellen complet dice$ dijo$ informan$ apuntad cotejad recogid aparece$ aparecen$ aportad informa$ reporta$ reportad consign proporcion suministr figura$ figuran$ obra$ indica$ indican$ indicad especific precis determin comprob constata conoce conocid recuerd verific hallad halla$ localiz identific registra anota asenta señala describ menciona precisa$ disponib aplica$ dispon tomad",
    "указ смотрел спрашив спрос опрос писал$ писали$ писан занес занёс опозн известн установ определ обознач$ обозначен найден находи запис зафикс внес вписан заполн сообщ предостав осмотр осматр провер рассм помн запом назв сказ спис перепис фиксир сверя отраж прописан знает$ знаю$ отмеч зарегистр предъяв идентиф виясн названо доложен изучал пояснил",
    "вказ питал писал записал занес впізн відом$ відомий$ відоме$ встановл визнач зазнач знайден записан зафікс внесен заповн повідом надан оглян огляд перевір памят запам знає$ пояснив відобр зареєстр помічен ідентиф зясов",
  ],
  details: [
    "respost respuest answer reply replies data$ info$ information details detail$ entry$ record$ records$ knowledge mention$on$",
    "dados$ dado$ informaç informac registro$ referência referencia menção mencao indicação indicacao infor$ inf$ descrição descricao identificação$ identificacao$",
    "datos$ dato$ información registros$ mención especificación noticia indicación",
    "данн сведен инф$ информац запись$ записи$ упомин",
    "дани дані$ даних$ відомост інф$ інформац згадк запису$",
  ],
  mark: [
    "identifying$ serial sn$ number numbers numbering numeral ser$ serials marking marks$ mark$ num$",
    "numeraç numerac num$ nº$ número numeros numero série$ serie$ matrícula matricula marcaç marcac inscriç inscric gravaç gravac nro$ nr$",
    "numeración serial seriales matrícula número marca$ marcas$ seriado",
    "номер номера ном$ маркиров клейм обозначения$ обозначение$ обозначений$ серия$ серии$ заводск",
    "маркуван позначен тавро клейм серія$ серії$ символ",
  ],
  character: [
    "digits$ digit$ numerals numeral char$ chars$ character figures$ figure$ letter$ letters$",
    "caracter dígito dig$ algarismo alfanum letra",
    "cifra letra dígito carácter",
    "цифр знак$ знаки$ знаков$ знака$ букв",
    "літер знак$ знаки$ знаків$ букв цифр",
  ],
  plate: ["plate$ tag$ placa$ plaqueta plaquinha chapa$ chapinha табличк шильд бирк пластин"],
  has: [
    "fit$ fitted$ fitting$ furnish marked$ stamp$ stamps$ engrav colocad asignad assign estampad puesto$ puesta$ has$ have$ had$ having$ bears$ bear$ bore$ bearing$ carries carry$ possess exist stamped$ engraved$ assigned issued$ applied$ present$ contain$ contains$ show$ shows$ display serialized$ numbered$",
    "possu tem$ têm$ teve$ há$ ha$ exist ostent apresenta$ apresentam$ apresentava$ apresentar$ contém contem$ dispõe dispoe porta$ traz$ gravad recebeu",
    "tiene$ tienen$ tuvo$ posee lleva$ llevan$ porta$ trae$ presenta$ presentan$ cuenta$ grabad ostenta exhibe$ existe$ hay$",
    "имее имел имело имели присво присваив нанос нанес снабж выбивал ставил ставили значит предусм",
    "має$ мав$ мала$ присво нанос нанес нанош передбач",
  ],
  absent: [
    "absent absence missing$ lacks$ lack$ lacking$",
    "ausen falta$ faltando$ faltam$ inexist carece carente carent exent desprov destituíd destituid isent",
    "ausen falta$ faltan$ faltante inexist carec desprov carent exent",
    "отсутс отсуств отстутс отсут$ отс$",
    "відсутн відсут$ бракує",
  ],
  removed: [
    "сошкр скряб сцарап пробит whittl pared$ scrubbed struck$ strike$ slashed slash scour rasp$ rasped eaten lathe carved carve nick strip gnawed зашкур шкур наждак сварк зварк наплав сваркой стачива стёсыв спилит отпил срублив забива забой сбива выби соскаб соскреб затира стира вытира вытрав протрав кислот сплющ расплав оплав обгрыз снесен снесён зпил спилю зпиля стачув збива забива затира стира протрав кислот розплав сплющ зварюв scrub stippl knurl blast chewed chopped sawn$ sawed bashed batter beaten mask paint painted conceal hidden ruin spoil linish attack elimin filled$ burnished ground$ grinded filed$ filing$ erased eras$ scratch scrap scrape rubbed rub$ buff melt acid$ gouge chisel peen drill mutilat eradicat obliter deface delet expung shave abrad sanded$ sandblast sand$ grinder grind$ milled$ machined hammer weld peeled wiped cut$ removed remov destroy demolish blotted smashed dremel polished scuff gone$ razed effaced scored$ annihil disfigur slagged burnished hacked cancelled strip$ stripped abrar",
    "alisad aplainad usinad entalh escav buril amolad escovad jatead pintad ocultad maquiad raspa raspou lixa$ lixad limad esmeril suprim supress apaga apagou remov elimin extirp desbast picot punç punci punc pinad arranc cortad fresad oblitera destru danific mutilad inutiliz solda soldad martel marret cinzel riscad rasur retirad extraí furad perfurad amassad esmagad derretid queimad escarific polid poli$ tirad sumiu encobert encob coberto$ coberta$ tapad tamponad violad vandaliz borrad rabisc frisad lixar limar pinar cortar fresar mutilar riscar retirar furar perfurar amassar esmagar derretir queimar polir tirar tapar tamponar violar borrar frisar",
    "alisad cepillad tapad ocult estropead aplastad deformad abollad limad limó borrad borró lijad esmeril devastad desvast desbast erradic suprimid supres elimin removid remoc raspad tachad machac golpead punzon picad picot arrancad quitad cortad fresad perforad taladr pulid amolad mutilad destru dañad rayad soldad tapad martill cincel quemad fundid rebajad desaparec extirpad violentad destroz obliterad maltrat cubiert limar borrar lijar devastar suprimir removir raspar tachar golpear picar arrancar quitar cortar fresar perforar pulir amolar mutilar dañar rayar soldar tapar quemar fundir rebajar extirpar violentar obliterar",
    "спил спелен сточ стач стер стёр затер затёр вытер вытерт потер истер срез сруб вырез вырубл сби сбит заби закер кернен зашлиф сошлиф отшлиф шлифов пошлиф полиров заполир соскоб соскабл соскобл выскоб соскреб соскр скобл стёс стес сдел выжж выже прожж высверл засверл рассверл засвер вытравл травлен$ стравл залит заплав заплавл оплавл расплавл завар навар замаз закраш закрыт уничтож удал ликвид снят убран зачищ счищ зачист сглаж выглад выбит забит разбит расклеп заклеп расчек чекан зачекан повреж разруш царап исцарап поцарап зацарап сожж стир сорван сколот выгрыз смыт слесарн обработ ободран содран сдер изруб искромс исполосов изуродов испорч заглаж перекрыт скрыт вымар растач проточ зарубл заклеен запаян замят смят расплющ изувеч порублен порезан наждач напильн болгарк спилен спилив стерт стёрт удален уничтожен затерт затёрт сточен срезан удар$ удары$ ударами$ выточ обточ сфрез фрезер демонтир",
    "спиля спил$ сточ стер затер витер потер стирт зріз зрубан вирубан виріз зби збит заби закернен зашліф відшліф шліф пошліф полір зішкр зіскоб зіскр зскоб зстрог виск випал пропал висвердл засвердл розсвердл витравл залит заплав оплав розплав завар наварен замаз замальов зафарб закрит знищ видал ліквід знят прибран зачищ зчищ зачист згладж вибит розбит пошкодж зруйнов подряп дряп спален стира зірван слюсарн оброб обідран здерт здира спотвор зіпсован загладж перекрит схован замазан розточ проточ заклеєн запаян змят розплющ порізан змит напилк болгарк спилян спиляний знищен видален стертий затертий сточений збитий забитий зрізан виточ обточ зфрез фрезер",
  ],
  unreadable: [
    "weathered blackened scorched discolor corroíd undeciph encrust crusted decay decompos fuzzy hazy dirt mud$ soiled patina illeg ilegib unread unreadab illegib indeciph indiscern unintell rust corro worn$ wear$ pit$ pitted pitting faded faint blur smudg erod weather unrecogn oxid burnt$ charred deteriorat smear eaten$ hazy blemish indistinct obscur damage",
    "ilegív ilegiv ilegiu inelegív ilelg ileg$ ilig indecifr irreconhec desgast gasta$ gasto$ corro corrói ferrug enferruj oxid oxidaç carcomid deterior comid apagadinh embaçad borrão borrao turv esmaecid",
    "ilegib ileji borros indescifr irreconoc desgast gastad corroí corros herrumb óxido oxidad deterior carcom comid difus ininteligib",
    "нечит нечитаб нечетк нечётк неразб неразл неясн ржав заржав проржав ржа$ корроз корродир коррод износ изнош изнаш истерт выцв сгнил съеден выгор обгор прогор сгор нагар окисл раковин размыт смазан плохо$ потускн тускл мутн бледн смутн гряз загрязн блекл выкрош побит затруднен",
    "нечит нечіт нерозб нерозп нерозр незрозумі неясн ірж поірж заірж проірж корозі короді зноше зношув зотл вигор обгор прогор згор окисл розмит змазан погано$ поїден зотлі зїден потьмян тьмян мутн блід бруд забрудн викриш",
  ],
  altered: [
    "twice$ doubled$ alter$ altered alteration tamper restamp overstamp renumber falsif counterfeit forge forged fake$ faked bogus modif reengrav repunch changed$ change$ swapped substitut doctored overwrit overstruck fraud spurious",
    "sobreescr sobrescr adulter altera$ alterad alteraç alterac remarc regrav sobrepo reimpress falsif falsa$ falso$ modificad repinad repunç repic trocad substitu contrafe forjad recunh rebatid reescrit reestamp renumerad retoc clonad frauda refeit novament nuevament again$",
    "adulter alterad alteró alterac regrab remarc reestamp retroquel repunz sobrepuest sobreimp superpuest falsa$ falso$ falsif modificad cambiad reemplaz sustitu clonad apócrif apocrif retoc renumerad reescrit",
    "переби перешт переклейм перенаби переправ передела перемарк перегр перепеч заново$ измен исправл поддел подделк фальсиф фальшив подложн подмен замен вторичн повторн кустарнонаб дорисов допис добавлен набитпов поправлен переточ перекр",
    "переби перешт перетавр перенаби перероб переправ перемарк зміне змінює зміна$ зміну$ зміни$ виправл підроб фальсиф фальшив підмін замін вторинн повторн домальов дописан додано",
  ],
  original: ["original genuin autent autént первонач оригинал родной$ родная$ заводской$ справжн заводський$ оригінал"],
  none: [
    "homemade unmarked unnumber unserial ghost$ zip$ zipgun craft crafted improvis homebuilt privately pmf$ 3d$ selfmade handmade p80$ polymer80 slam$ blunderbuss$ muzzle$ antique$ musket$ muzzleload pipe$ printed$",
    "artesan caseir caseira rudimenta improvis manufatura$ impress$",
    "artesan hechiz casero$ casera$ caseros$ caseras$ tumbera$ tumberas$ tumbero$ chimba rudiment improvis changón chagón manufactura$ imprim",
    "самодел самопал кустарн ненумер безномерн немаркир самопальн поджиг самострел поделк шомпольн дульнозар",
    "саморобн саморобк самопал кустарн ненумер немарков безномерн",
  ],
  restored: [
    "regener raise$ raising$ restored restor raised$ etch etched$ magnaflux reveal developed$ ",
    "revelad revela$ revelou revelaç revelac restaur reavivad reativ reagent reconstit metalograf metalográf reconstruíd reavivament regenerad",
    "revenid reactiv restaur revelad reveló revela$ reavivad reagente metalograf reconstit reestablec macroataque",
    "восстан восст$ проявл реставр травлени реконстр",
    "віднов відн$ проявл травленн реставр",
  ],
  recovered: ["recover retrieved$ recuperad obtenid obtid"],
  "brought-out": ["выявл виявл получен отриман obtain"],
  outcome: [
    "possib posib possív возможн можлив result results outcome success successful avail$",
    "resultado resultados êxito exito sucesso éxito resultad efeito",
    "результат успех успеш результатив вдало успіх успіш вийшло$ получилось$ удалось$ вдалося$ вдалось$ дало$ дав$ представил піддається$ поддается$ поддаётся$",
  ],
  failed: [
    "negativ fail failed failure unsuccess inconclus fruitless",
    "negativ infrutíf infrutif fracass inconclus insucess malsuced prejudicada$",
    "negativ fracas infructuos inconclus fallid fallo$",
    "безрезульт безуспеш неудач отрицат неуспеш",
    "безрезульт безуспіш невдал негативн неуспіш",
  ],
  partly: [
    "partial partly part$ parts$ half$ incomplete incomplet some$ several$ few$ truncated fragment remnant portion halfway",
    "parcial parc$ parcialm parte$ partes$ meio$ meia$ metade$ incomplet alguns$ algumas$ semi$ fragment trecho$ pedaço",
    "parcial medio$ media$ mitad$ parte$ partes$ incomplet algunos$ algunas$ fragment trozo semi$",
    "частич частьч част$ част часть$ половин наполов неполн фрагм некотор обрыв полу$ местам кусок$",
    "частк частин половин наполов неповн фрагмент деяк уривок місцям",
  ],
  only: [
    "only$ just$ merely$ apenas$ somente$ só$ solo$ sólo$ solamente$ únicamente unicamente soment только$ лишь$ лише$ тільки$ тилько$ единствен",
  ],
  wholly: [
    "total complet wholly entire fully$ all$ entirely",
    "total inteir complet integral toda$ todo$",
    "полн целиком$ совсем$ весь$ вся$ всё$ все$ полн$ повн цілком$ зовсім$",
  ],
  end: [
    "last$ final$ ends$ end$ ending$ ended$ tail$",
    "final$ finais$ fim$ últim ultim termina terminad terminand finaliz acaba$ acabando$ terminação",
    "final$ finales$ termina terminad acaba$ últim fin$ finaliz terminación",
    "последн конечн оканч окончан конец$ конце$ кончает заканчив хвост",
    "останн кінцев закінч кінець$ кінці$ наприкінц",
  ],
  start: [
    "first$ start$ starts$ starting$ begin$ begins$ beginning$ begining$ initial initials$ prefix",
    "primeir início inicio$ inicia$ iniciand iniciad iniciais inicial começ comec prefixo",
    "primer comienz empiez empez principio$ inicia$ inicio$ prefijo inicial",
    "начальн первые$ первая$ первых$ первый$ первое$ первой$ начал начин начина префикс",
    "початков перші$ перша$ перших$ перший$ перше$ почат почина префікс",
  ],
  left: [
    "remain remains$ remaining except$ but$ survive",
    "resta$ restam$ restando$ restou$ restaram$ restante$ sobrou sobra$ sobraram exceto$ salvo$ menos$ permanec ficou$ ficaram$",
    "queda$ quedan$ quedó quedando$ salvo$ excepto$ menos$ resta$ restan$ permanec",
    "остал остаё остает остат сохран кроме$ уцел помимо$",
    "залиш зберег крім$ окрім$ вціл",
  ],
  see: [
    "see$ refer$ ref$ per$ vide$ according consult cf$ reference$",
    "vide$ ver$ veja$ conforme$ conf$ cfe$ cf$ segundo$ consultar$ consulte$ vd$ segue$ consoante",
    "ver$ véase vease según segun consultar$ conforme$ remit",
    "см$ смотр смотри согласно$ согл$ глянь$",
    "див$ дивись дивит згідно$ зг$ відповідно$",
  ],
  document: [
    "відповід ответ$ ответа$ описан описи$ актом$ акті$ актам$ акти$ протокол рапорт табл доклад донес донесен рапорт сопроводит лист$ висновк акті$ анкет формуляр талон разрешен дозвол лиценз ліценз form$ occurrence crime$ book$ database$ system$ spreadsheet$ envelope bag$ docs$ doc$ paperwork caso$ planilha planilla sistema$ certid sinarm$ reds$ apf$ atestado diligencias minuta custodia$ etiqueta rótulo report$ reports$ statement$ exhibit exhibits attach attachment photo photos photograph photographs sheet$ form$ box$ remarks$ remark$ notes$ comment comments narrative file$ log$ annex appendix narrat invoice$ receipt property$ voucher list$ inventory page$ overleaf reverse$ label$ evidence$ desc$ docket dossier certificate image images picture pictures pics$ pic$ schedule$ above$ below$ memo$ continuation",
    "laudo$ laudos$ auto$ autos$ anexo$ boletim$ bo$ ro$ termo$ ofício oficio fotografia fotos$ foto$ relatório relatorio obs$ observaç observac campo$ descriç documento$ inquérito inquerito dinâmica dinamica histórico historico verso$ folha$ abaixo$ acima$ ficha$ guia$ imagem imagens comunicaç narrativa",
    "acta$ actas$ informe$ dictamen anexo$ oficio$ fotografía fotos$ foto$ expediente sumario observ parte$ denuncia$ descrip ficha$ autos$ folio reverso$ dorso$ abajo$ arriba$ legajo$ notas$ nota$ adjunto$ hoja$ imagen imágenes planilla$",
    "протокол рапорт заключен акт$ акта$ акте$ акту$ справк прилож фото$ фотограф фототабл карточк примеч опис$ опись$ описи$ дело$ делу$ деле$ материал$ материалам$ материалы$ документ паспорт лист$ листе$ обороте$ ниже$ выше$ база$ базе$ базам$ базах$ сводк кусп$ постановл письм конверт сопровод реестр таблиц накладн квитанц журнал ведомост",
    "протокол рапорт виснов акт$ акта$ акту$ довідк додат фото$ картк приміт опис$ описі$ справ$ справа$ справи$ матеріал документ паспорт база$ базі$ зведен лист$ листі$ конверт супровід реєстр таблиц аркуш звороті$ нижче$ вище$ журнал",
  ],
  waiting: [
    "esclarec aclarar$ получить$ planned scheduled arrang sched$ next$ upcoming programad agendad previst solicitad requisitad pedido$ pedida$ ждать$ чекати$ потреб investig enquir inquir ongoing expected due$ request traced$ trace$ updat add$ added$ subject$ held$ await waiting$ wait$ pending pend$ tbd$ tba$ tbc$ tbd$ later$ follow$ follows$ outstanding incoming$ soon$ progress$ process$ unresolved submitted$ advise$ advised$",
    "completar$ confirmar$ conferir$ preencher$ identificar$ determinar$ cargar$ precisar$ aguard pendent pend$ posteriorm depois$ futur breve$ andamento$ encaminh enviad remetid apurar$ verificar$ periciar$ periciad informar$ complementar$ apurad",
    "pendient espera$ esperando$ posterior luego$ después futuro trámite tramite remitid enviad derivad verificar$ determinar$ identificar$ establecer$ confirmar$ definir$",
    "запро запрос назнач поступ рассматрив проводит готовит ведется$ процесс проверяет проверяю уточнен стади доп$ ожид уточн выясн устанавл позже$ позднее$ потом$ будет$ ждет$ ждем$ дополн направл отправл передан подлеж предстоит отдан",
    "запит призначен надійд розгляда проводит готует процес перевіря стаді дод$ очік уточн зясов встановлю пізніше$ потім$ буде$ чека доповн направл відправл надісл передан підляга скерован відда",
  ],
  need: [
    "será$ serão$ serán$ ser$ being$ must$ should$ will$ shall$ be$ needs$ need$ require requires needed$",
    "precisa$ necessita deve$ deverá",
    "debe$ deberá necesita requiere",
    "требу нужн надо$ необход подлеж",
    "потребу треба$ необхідн потріб підляга",
  ],
  examination: [
    "проверк перевірк перевірц экспертн судебн судов прокур следств слідств дізнав дознан test$ forense$ gabinete lab$ labs$ laborator forensic forensics exam$ exams$ examination analysis ballistic$ ballistics armourer armorer armoury expert experts test$ testing$ inspection",
    "perícia pericia$ perito exame$ exames$ análise analise laborat balístic balistic icce$ ic$ instituto$ criminalíst criminalist técnica$ tecnica$",
    "pericia$ peritaje perito laborat balístic balistic análisis analisis examen exámen estudio$ criminalíst criminalist experticia",
    "эксперт исследов лаборат криминал балист экспер экц$ эку$ сэу$ ниилсэ",
    "експерт дослідж лаборат криміналіст баліст ндекц$ ндіес$",
  ],
  unknown: [
    "nowhere$ guess$ unsur uncertain ukn$ unkown unknow nsa$ dk$ unknown unkn$ unk$ unidentif unspecif unrecord unstated unlisted undeterm undisclos unavail unreport undocument unconfirm uncheck blank$ empty$ omitted omit$ skipped forgot untraced undetect undefined undeclared unnoted unsure vacant nk$ lost$ mislaid dunno$ withheld inaccess unclear undecid unanswer unresolv refused declined",
    "desconhec ignorad indeterm indefin prejudic omiss omitid branco$ vazio$ vazia$ esquec indisponív indisponiv inacess oculto$ escondid ni$ nc$ nd$ incerto$ incert pendência perdid extravi",
    "desconoc ignora$ ignorad ignoto indeterm indefin omitid omite$ omis blanco$ vacío vacio vacía olvid incierto$ reservad nd$ nc$",
    "неизв неуст неуказ неопред неидент пусто$ пустой$ пустая$ прочерк забыл забыт неведом пропущ пробел неясно$ утер утрач недоступ",
    "невідом невст невказ невизн неідент порожн прочерк забув забут пропущ пробіл втрач загуб недоступ",
  ],
  weapon: [
    "weapon gun$ guns$ firearm pistol revolver rifle shotgun handgun carbine$ item$ arm$",
    "arma$ armas$ pistola revólver revolver espingarda fuzil carabina garrucha simulacro$ escopeta artefato objeto$",
    "arma$ pistola escopeta fusil carabina objeto$",
    "оруж пистолет револьв ружь ружье винтов карабин автомат обрез$ ствол$ изделие$ предмет$",
    "збро пістолет револьв рушн гвинтів карабін автомат обріз$ виріб$ предмет$",
  ],
  trace: [
    "trace$ traces$ sign$ signs$ evidence$on",
    "sinal$ sinais$ vestígi vestigi indício indicio evidênc evidenc",
    "señal señales vestigio huella indici rastro evidencia signos",
    "след$ следы$ следов$ следами$ признак ознак слід$ сліди$ слідів$",
  ],
  filler: [
    "частях$ частинах$ местах$ місцях$ местами$ конструк semi$ alguna$ alguno$ algún$ alguma$ algum$ conver police military army$ state$ customs property imported production produced replica factory proof$ left$ right$ slide$ frame$ receiver$ barrel$ bolt$ cylinder$ grip$ caliber$ calibre$ model$ make$ made$ side$ right$ under$ with$ from$ and$ the$ for$",
    "polícia policial militar exército brasil fabrica fábrica fabricação fabricac produção importad réplica cano$ ferrolho$ tambor$ armação$ carcaça$ sobre$ mediante$ coronha$ calibre$ modelo$ marca$ lado$ com$ para$ revelador$ lateral$ cabo$ punho$ registro",
    "policía fabric producc importad réplica corredera$ cañón$ armazón$ carcasa$ cilindro$ calibre$ modelo$ cacha$ culata$ para$ con$ lado$",
    "переделк конверс изготов выпущ произв полици милиц военн затвор$ затворе$ рамка$ рамке$ коробка$ коробке$ барабан$ барабане$ калибр$ модель$ марка$ года$ выпуска$ стволе$ ствола$",
    "переробк вигот випущ вироб поліці військ затвор$ затворі$ рамка$ рамці$ коробка$ барабан$ калібр$ модель$ марка$ року$ випуску$ стволі$",
  ],
};
