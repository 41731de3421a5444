/**
 * The words of opting out, as `plainWords` writes a message (small letters, no accents, apostrophes as spaces), in English, Arabic
 * (standard and Gulf), French, Hindi and Urdu (in both scripts), Russian and Tagalog.
 */
const list = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split("|")
      .map((one) => one.trim().replaceAll(/\s+/g, " "))
      .filter((one) => one !== ""),
  )

/** Messages that say it alone, whatever courtesies stand around them. */
export const STOP_WORDS = list(`
  stop|s t o p|stop it|stop it now|stop this|stop all|stopall|stop promotions|stop messages|stop messaging|stop ads|stop now|unsubscribe|unsubscribe me|unsub|unsuscribe|unsubcribe|unsubsribe|unsubscrib|
  unsubscribe all|opt out|optout|opt me out|opted out|remove me|remove my number|delete my number|no more messages|leave me alone|
  don t text|dont text|do not text|don t message|dont message|do not message|no ads|no promo|no promos|no promotions|no spam|no marketing|
  ايقاف|اوقف|اوقفوا|توقف|توقفوا|ستوب|الغاء الاشتراك|الغ الاشتراك|الغي الاشتراك|الغوا الاشتراك|الغاء اشتراكي|الغوا اشتراكي|الغي اشتراكي|ايقاف الرسائل|وقفوا الرسائل|عدم الازعاج|
  اوقفو|الغاء اشتراك|احذف رقمي|احذفوا رقمي|احذفو رقمي|امسح رقمي|امسحوا رقمي|شيل رقمي|شيلوا رقمي|شيلو رقمي|احذفوني|عدم الارسال|عدم المراسله|ممنوع الارسال|ممنوع الرسائل|
  حذفي من القائمه|حذفي من القايمه|حذف رقمي|حذف رقمي من القائمه|حذف رقمي من القايمه|
  arret|arreter|arretez|desabonner|me desabonner|desabonnez moi|desinscription|desinscrire|desinscrivez moi|se desabonner|stopper|
  बंद करो|बंद करें|बंद कर दो|बंद कीजिए|band karo|band kar do|band karein|band karen|بند كرو|بند كريں|بند كر دو|بند كر ديں|
  стоп|отписаться|отписка|отпишите меня|отпишите|отказаться от рассылки|прекратите|
  baja|dar de baja|darme de baja|parar|no mas mensajes|cancelar suscripcion|sair|nao quero mais mensagens|chega de mensagens|
  itigil|itigil na|tigil|tigil na|itigil nyo na|itigil niyo na|tama na|alisin nyo ako|alisin niyo ako`)

/** They end a booking as well as a subscription, so they count only quite alone. */
export const TERMINATING_WORDS = list(
  "cancel|end|quit|revoke|cancel all|stop cancel|cancel subscription|end subscription|quitter|الغاء|хватит",
)

export const RESUME_WORDS = list(`
  start|unstop|subscribe|resubscribe|subscribe me|opt in|optin|resume|start messages|ابدا|اشتراك|اشترك|استئناف|اعاده الاشتراك|
  reprendre|sabonner|s abonner|शुरू|शुरू करें|shuru karo|شروع|شروع كريں|старт|подписаться|simulan|simulan ulit`)

const COURTESY_WORDS = `
  please|pls|plz|plss|kindly|thanks|thank you|thank u|thx|ok|okay|sir|madam|dear|bro|guys|hi|hello|hey|just|i am not interested|im not interested|i m not interested|not interested|no thanks|
  wrong number|wrong person|this is a wrong number|this is the wrong number|you have the wrong number|
  por favor|gracias|obrigado|obrigada|
  من فضلك|من فضلكم|لو سمحت|لو سمحتوا|لو سمحتم|رجاء|الرجاء|ارجو|ارجوك|ارجوكم|شكرا|شكرا لكم|الله يخليك|الله يخليكم|عفوا|يا اخي|مرحبا|السلام عليكم|بليز|
  s il vous plait|s il te plait|svp|merci|bonjour|je vous prie|
  कृपया|प्लीज|धन्यवाद|kripya|شكريہ|براه كرم|براہ كرم|مہربانی|پليز|
  пожалуиста|плиз|спасибо|здравствуите|прошу|прошу вас|
  po|paki|pakiusap|salamat|naman|ho`
const courtesies = [...list(COURTESY_WORDS)].toSorted((a, b) => b.length - a.length).join("|")
export const COURTESIES = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${courtesies})(?![\\p{L}\\p{M}\\p{N}])`, "gu")

/** "Don't stop sending offers", "why did you stop messaging me", "if you stop …". */
export const NEGATED_BEFORE =
  /(?:^|\s)(?:why|when|if|unless|until|did|didn t|dont|don t|do not|never|not|without|لماذا|ليش|اذا|لو|pourquoi|si|почему|если|зачем|bakit|kung)(?:\s\S+){0,3}\s*$/u

/** Another way to reach them is asked for: not a wish to hear nothing. */
export const OTHER_WAY =
  /(?<![\p{L}\p{N}])(?:instead|call me|ring me|use (?:the|my|this) (?:other|new)|other number|email me|write to my|راسلني|راسلوني|اتصلوا|اتصل بي|كلموني|كلمني|الرقم الثاني|appelez moi|позвоните|tawagan)(?![\p{L}\p{N}])/u

/** "Unsubscribe? No, I want the car": a question that the same message answers. */
export const TAKEN_BACK =
  /[?؟]\s*(?:no|nope|nah|لا)[\s,،.!]+(?:(?:i|we|انا|أنا)\s+)?(?:still\s+|do\s+)?(?:want|need|اريد|أريد|ابي|أبي)(?![\p{L}\p{N}])(?!.*(?:stop|unsubscribe|remove|delete|out\b|ايقاف|إيقاف|الغاء|إلغاء))/iu

const clause = (text: string): RegExp => new RegExp(text, "u")

// English
const CONTENT =
  "(?:messages?|msgs?|texts?|sms|promotions?|promos?|offers?|ads?|advertisements?|adverts|spam|marketing|emails?|mails?|notifications?|broadcasts?|newsletters?|whatsapps?|stuff|updates)"
const DETERMINERS =
  "(?: (?:me|us|to|any|any more|anymore|all|all these|the|these|this|those|your|such|more|so many|further|marketing|promotional|whatsapp|unwanted|random|daily|of))*"
const AGAIN =
  "(?: (?:any ?more|again|ever|ever again|now|at all|immediately|at once|from now on|in (?:the )?future|(?:to|on) (?:me|us|this number|my number)|from (?:you|your company|your side)|me|us))*$"

const DOING =
  "(?:sending|texting|messaging|contacting|calling|spamming|emailing|e mailing|mailing|bothering|disturbing|whatsapping|writing|pinging)"

const ENGLISH = [
  `\\b(?:stop|quit|cease) ${DOING}(?:(?: and| or)+ ${DOING})*(?:${DETERMINERS} ${CONTENT})?${AGAIN}`,
  `\\b(?:stop|end|quit|cease|no more|cancel)${DETERMINERS} ${CONTENT}${AGAIN}`,
  `\\b(?:do not|don t|dont|never|no longer|stop to) (?:ever )?(?:message|msg|text|contact|email|e mail|mail|disturb|bother|spam|whatsapp|write|write to|ping|reach out to) (?:to )?(?:me|us|this number|my number)(?: with${DETERMINERS} ${CONTENT})?${AGAIN}`,
  `\\b(?:do not|don t|dont|never|no longer) (?:ever )?send${DETERMINERS} (?:anything|${CONTENT})${AGAIN}`,
  `\\b(?:do not|don t|dont|never) (?:ever )?(?:call|contact|message|text|email) (?:me |us )?(?:any ?more|again|ever again)$`,
  `\\b(?:do not|don t|dont|no longer|not) (?:want|wish|like|interested)(?: to (?:get|receive|be contacted|hear)| in (?:getting|receiving))?(?: from you|${DETERMINERS} ${CONTENT})${AGAIN}`,
  `\\bdo not (?:want|wish) to be (?:contacted|messaged)${AGAIN}`,
  "\\b(?:remove|delete|erase|take) (?:me|us|my (?:number|contact|contacts|phone|name|email|details|data)|this number) (?:from|off|out of) (?:your |the |this |all |any )*(?:\\S+ )?(?:list|lists|database|broadcast|broadcasts|group|system|contacts|records|crm|marketing|messages)$",
  `\\b(?:withdraw|revoke|withdrawing|revoking) (?:my|all|any) consents?(?: (?:to|for|of)(?: (?:all|any|your|the|being|be|receive|receiving|contacted))*(?: (?:${CONTENT}|communications?|contact))*)?${AGAIN}`,
  "\\b(?:unsubscribe)(?: (?:me|us|this number|my number|from|all|your|the|this|these|list|messages?|updates|offers?|promotions?|marketing|newsletter|immediately|now))*$",
  "\\b(?:opt|opting)(?: me| us)? out(?: (?:of|from)(?: (?:all|your|the|these|any|future|marketing|promotional|whatsapp))*(?: (?:messages?|marketing|promotions?|offers?|communications?|list|broadcasts?|texts?|emails?))?)?$",
]

// Arabic; ی and ى are ي, ة is ه, alif has no hamza.
const A_SEND =
  "(?:ترسل|ترسلو|ترسلوا|ترسلون|ترسلي|ترسلولي|ترسلوالي|ترسلونلي|تراسل|تراسلني|تراسلوني|تراسلوا|تراسلونا|تتواصل|تتواصلو|تتواصلوا|تطرش|تطرشو|تطرشوا|تطرشون|تطرشولي|تبعث|تبعثو|تبعثوا|تبعثون|تبعت|تبعتو|تبعتوا|تبعتولي|تزعج|تزعجني|تزعجوني|تزعجونا|تكلمني|تكلموني|تتصل|تتصلو|تتصلوا|تتصلون|تكتب|تكتبوا|تدزون|تدزوا|تدز|ارسال|الارسال)"
const A_CONTENT =
  "(?:ال)?(?:رساله|رسائل|رسايل|رسالات|مسج|مسجات|مسجاتكم|رسائلكم|رسايلكم|اعلان|اعلانات|اعلاناتكم|دعايه|دعايات|عرض|عروض|عروضكم|شي|شيء|حاجه|تسويقيه|دعائيه|ترويجيه|تسويق)"
const A_REST = `(?: (?:لي|الي|لنا|علي|عليا|معي|معنا|بي|بنا|اي|ايه|هذه|هذي|هاي|كل|${A_CONTENT}|مره|اخري|ثانيه|تاني|بعد|بعد الان|بعد اليوم|الان|ابدا|مجددا|نهائيا|خلاص|اكثر|رقمي|علي رقمي|هذا الرقم|منكم|من شركتكم|واتساب|الواتساب|علي الواتساب|ع الواتساب|مو مهتم|لست مهتما|غير مهتم))*$`
const A_NO = "(?:^|\\s)(?:و)?(?:لا|لاتعود|لا عاد|عاد لا|ما|بلا|لا تعودوا)"
const A_WANT = "(?:اريد|نريد|ارغب|نرغب|ابي|ابغي|ابغا|ابا|عايز|عاوز|عايزه|بدي|ودي|احب|احتاج)"
const ARABIC = [
  `${A_NO} ${A_SEND}${A_REST}`,
  `(?:^|\\s)(?:لا|ما|مش|مو|مب|ماني)\\s?${A_WANT}(?: (?:في|ب|ان|اني))?(?: (?:استلام|تلقي|استقبال|استلم|اتلقي|استقبل|توصلني|تجيني|توصل|اشوف))?(?: اي| هذه| هذي| المزيد من)* ${A_CONTENT}${A_REST}`,
  `(?:^|\\s)(?:توقف|توقفوا|اوقف|اوقفوا|وقف|وقفوا|بطل|بطلوا|كفوا|كفايه|يكفي|ايقاف|بس)(?: عن)?(?: (?:ال)?(?:ارسال|مراسله|مراسلتي|مراسلتنا|اتصال|تواصل|ازعاج|ازعاجي|بعث|ترسلون|تطرشون|ترسلوا|ترسلو|تبعتوا|رساله|رسائل|رسايل|مسجات|اعلانات|عروض))+${A_REST}`,
  "(?:^|\\s)(?:احذف|احذفوا|احذفوني|امسح|امسحوا|شيل|شيلوا|شيلوني|ازل|ازيلوا|ازيلوني|اشطب)(?: (?:رقمي|رقم|هذا الرقم|الرقم|اسمي|بياناتي))?(?: من(?: (?:ال)?(?:قائمه|قائمتكم|قايمه|قايمتكم|قروب|قروبكم|عندكم|نظامكم|قاعده|بيانات|بياناتكم|رسائل|مراسله|ارسال|واتساب))+)$",
  "(?:^|\\s)(?:الغ|الغي|الغوا|الغو|اريد الغاء|ابي الغاء|ابغي الغاء|ارغب في الغاء|ارغب ب الغاء)(?: ال)? ?(?:اشتراكي|الاشتراك|اشتراك)(?: (?:في|من|ب|ال|رسائل|الرسائل|خدمه|القائمه|رسائلكم))*$",
]

// French
const F_REST =
  "(?: (?:s il vous plait|desormais|jamais|du tout|a l avenir|maintenant|sur whatsapp|sur ce numero|de votre part|de|des|vos|du|la|les|ces|messages?|sms|offres?|publicites?|pubs?|promotions?|mails?|emails?|e mails?|newsletter|publicitaires?|promotionnels?|rien))*$"
const FRENCH = [
  `\\b(?:ne |n )?(?:m |me |nous )?(?:envoyez|envoie|envoyer|contactez|contacte|contacter|ecrivez|ecris|ecrire|derangez|derange)(?: moi| nous)? (?:plus|pas)${F_REST}`,
  `\\b(?:ne )?(?:plus|pas) (?:m |me |nous )(?:envoyer|contacter|ecrire|deranger)${F_REST}`,
  `\\b(?:arretez|arrete|arreter|cessez|cesse|stop)(?: de| d)?(?: (?:m |me |nous )?(?:envoyer|contacter|ecrire|deranger|spammer|harceler)| (?:vos|les|ces|l envoi|la|le))${F_REST}`,
  `\\bje (?:ne )?(?:veux|souhaite|desire) (?:plus|pas) (?:recevoir|de|d|vos|etre contacte)${F_REST}`,
  "\\b(?:desabonnez|desinscrivez|retirez|supprimez|enlevez)(?: moi| mon (?:numero|contact|nom))?(?: (?:de|de votre|de vos|de la|votre|vos|la|liste|listes|base|fichier|contacts|diffusion))*$",
]

// Hindi and Urdu, in Devanagari, Arabic and Latin letters
const HINDI = [
  "(?:मैसेज|मेसेज|पैगाम|संदेश|सन्देश|एसएमएस|विज्ञापन|ऑफर|कुछ)(?: (?:भी|मुझे|हमें|अब|और))*(?: (?:मत|न|ना|नहीं) (?:भेजो|भेजें|भेजिए|भेजना|भेजा करो|करो|करें|करना|चाहिए)| (?:भेजना )?(?:बंद|बन्द) (?:करो|करें|कर दो|कीजिए|कर दें))(?: (?:अब|दोबारा|फिर|कभी))*$",
  "(?:मुझे|हमें)(?: (?:अब|और|दोबारा|फिर|से))* (?:मत|न|ना) (?:भेजो|भेजें|भेजिए|भेजना)$",
  "\\b(?:message|messages|msg|msgs|sms|massage|offers?|ads?)(?: (?:mujhe|humein|hume|ab|aur|bhi|dobara))*(?: (?:mat|na|nahi|nahin) (?:bhejo|bheje|bhejein|bhejen|bhejiye|bhejna|karo|karen|karein|karna|chahiye)| (?:bhejna )?ba?nd (?:karo|karen|karein|kar do|kar den|kijiye))(?: (?:ab|dobara|phir|kabhi))*$",
  "^(?:stop|band) (?:kar ?do|karo|karen|karein|kar den)(?: (?:messages?|msgs?|sms|ye sab|yeh sab))*$",
  "\\bmujhe(?: (?:ab|aur|dobara|phir|se))* (?:mat|na) (?:bhejo|bhejein|bhejen|bhejna)$",
  "(?:پيغام|پيغامات|ميسج|ميسيج|ميسجز|ايس ايم ايس|اشتهار|اشتہارات|آفر|افرز|كچھ)(?: (?:مجھے|ہميں|اب|مزيد|اور))*(?: (?:مت|نہ|نا|نہيں) (?:بھيجيں|بھيجو|بھيجيے|بھيجنا|كريں|كرو|چاہيے)| (?:بھيجنا )?بند (?:كريں|كرو|كر ديں|كر دو))(?: (?:اب|دوباره|دوبارہ))*$",
  "مجھے(?: (?:اب|مزيد|دوباره|دوبارہ|كوئي|پيغام|پيغامات|ميسج))* (?:مت|نہ) (?:بھيجيں|بھيجو|بھيجيے|بھيجنا|كريں|كرو)$",
]

// Russian; й has lost its accent.
const R_REST =
  "(?: (?:мне|нам|больше|никогда|более|сюда|на этот номер|на номер|рассылок|в whatsapp|в ватсап|ваши|вашу|ваших|эти|эту|этот|никаких|никакие|сообщения|сообщении|смс|рекламу|рекламы|спам|рассылку|рассылки|предложения|акции|реклама|от вас))*$"
const RUSSIAN = [
  `(?:^|\\s)(?:больше )?не (?:надо |нужно )?(?:мне |нам |больше )*(?:пишите|писать|пиши|присылаите|присылать|присылаи|шлите|слать|отправляите|отправлять|звоните мне больше|беспокоите|беспокоить|тревожьте)${R_REST}`,
  `(?:^|\\s)(?:прекратите|перестаньте|хватит|остановите|прекрати|перестань)(?: (?:мне|нам|меня))*(?: (?:писать|присылать|слать|отправлять|звонить|спамить|беспокоить|рассылать)|(?= (?:рассылк|спам|рекламу|сообщения|эти|эту|вашу)))${R_REST}`,
  "(?:^|\\s)(?:удалите|уберите|исключите|отпишите|вычеркните)(?: (?:меня|мои номер|мои контакт|номер|нас))?(?: (?:из|от|с|вашеи|ваших|всех|вашу|базы|списка|рассылки|рассылок|контактов))*$",
  `(?:^|\\s)(?:я )?(?:больше )?не (?:хочу|желаю)(?: (?:больше|от вас))* (?:получать|видеть)${R_REST}`,
  "(?:^|\\s)(?:хочу |можно |как )?отписаться(?: (?:от|вашеи|ваших|рассылки|сообщении|всех|этои))*$",
]

// Tagalog: "na" makes it "no more".
const T_ACT =
  "(?:mag ?text|mag ?message|mag ?msg|mag ?send|mag ?chat|mag ?padala|mag ?email|magmessage|i ?text|i ?message|i ?msg|i ?chat|i ?contact|i ?spam|kontakin|guluhin|istorbohin|padalhan|kulitin)"
const T_REST =
  "(?: (?:na|ako|akong|ko|sa akin|sakin|samin|sa amin|ng|mga|ulit|muli|kahit ano|messages?|text|offers?|promos?|ads?|dito|sa number ko|nyo|niyo|ninyo|kayo|kayong))*$"
const TAGALOG = [
  `\\b(?:huwag|wag|huag)(?: (?:na|nyo|niyo|ninyo|kayo|kayong|mo|ka|kang|mong|nyong|niyong|ninyong|ako|akong|nang|ng))* ${T_ACT}${T_REST}`,
  `\\b(?:itigil|tigilan|tigil|stop(?= (?:na|nyo|niyo|ninyo|ang|ako|yung|akong|pag|kaka)))(?: (?:na|nyo|niyo|ninyo|mo))*(?: (?:ang|ako|yung|akong))? ?(?:pag ?(?:send|text|message|chat|padala)|messages?|text|kakatext|kaka text|kakamessage)?${T_REST}`,
  "\\bayoko(?: (?:na|ko|ng|nang|pong|makatanggap|tumanggap|makarinig|mga))* (?:messages?|text|texts|offers?|promos?|ads?)(?: (?:nyo|niyo|ninyo|na|galing sa inyo))*$",
  "\\b(?:tanggalin|alisin|burahin)(?: (?:na|nyo|niyo|ninyo|mo|ako|ang|number|numero|ko))* (?:sa|from) (?:\\S+ ){0,2}(?:list|listahan|database|contacts|system)(?: (?:nyo|niyo|ninyo))?$",
]

export const OPT_OUT_CLAUSES: readonly RegExp[] = [...ENGLISH, ...ARABIC, ...FRENCH, ...HINDI, ...RUSSIAN, ...TAGALOG].map(clause)
