/**
 * Words in a name field that are not the name: titles, connectors, the Arabic article, and everything that people,
 * phones and forms put there instead of a name.
 */
import { wordSet } from "@/lib/core/identity/text"

/** Dropped when another word remains. */
export const TITLES = wordSet(`
  mr mrs ms miss mister mme mlle dr doctor prof professor eng engr engineer arch adv capt captain col colonel maj gen lt sir
  madam madame maam master hajj haji hajji hajjah ustad ustaz ustadh shri sri smt shree janab sardar hon sheikha mst mx
  السيد السيده الدكتور دكتور دكتوره الدكتوره المهندس مهندس مهندسه الاستاذ استاذ استاذه الحاج حاج الحاجه د م
  श्री श्रीमती डॉ г-н госпожа господин 先生 女士 小姐 jr sr ii iii`)

/** Sheikh is a title in the Gulf and a surname in South Asia, a place is no name: no penalty when missing. */
export const OPTIONAL = wordSet(`
  sheikh shaikh shaykh sheik cheikh شيخ الشيخ شیخ begum bibi khanum khanam sahiba dubai dxb abudhabi sharjah ajman rak uae
  auh shj fujairah alain vip new old car cars rent rental office home work whatsapp wa client customer guest lead via دبي`)

/** Connectors between names, dropped anywhere: son of, daughter of, honorific endings. */
export const CONNECTORS = wordSet(`
  bin ibn bint bnt binte بن بنت ابن ابنه de del dela delos delas dos das von der den ter zu ji bhai sahab sahib saheb jee
  bhaiya bhabhi جي صاحب بھائی жи`)

/** Connectors that are also given names or surnames: dropped only between two other words. */
export const INNER_CONNECTORS = wordSet("ben la da do di du van y e el los las le ten und and o op al")

/** The Arabic article as a word of its own, with the forms it takes before sun letters. */
export const ARTICLES = wordSet("al el ul il ال")
export const SUN_ARTICLES = wordSet("as ash an ar az at ad es esh en er ez et ed us ur un ush")

/** Latin names that begin with the letters of the article and not with the article. */
export const NOT_ARTICLE =
  /^(?:al(?:bert|b[iy]|fred|fons|fonz|var|vin|ma$|mas|mira|do$|dona|d[ae]n|drin|pana|pesh|ka$|lan|len|lis|ly|lah|ston|ton$|thea|tin|phons|pha|sou$|dous|gern)|el(?:bert|ton|vis|vir|sa$|sie|mer|mira|mir$|dar|nar|nur|nora|chin|li|le|don$|dred|ke$|gin|win|wood|speth|bek|lah|zbi)|ul(?:rich|ric|lah)|il(?:dar|nur|mira|lia))/

export const NOT_ARABIC_ARTICLE = wordSet("الياس الهام الفت الكسندر الين اليسا البرت الفريد الماس اله الله الان الكس اليكس اليس")

export const ORGANISATION = wordSet(`
  llc fze fzco fzc fz ltd limited company co corp corporation inc gmbh plc group trading establishment est services contracting
  general transport transportation tourism tours travel travels hotel hotels restaurant properties realty motors
  automobile enterprises industries holding international solutions technologies consultancy clinic hospital school bank
  شركه مؤسسه موسسه مكتب مجموعه للتجاره ذمم فندق مطعم مستشفى مركز`)

/** Organisations by where the word stands: "Ahmed Police" and "Mohamed Ag Aly" are people. */
export const ORGANISATION_SHAPE =
  /\p{L}\s+AG$|^(?:ООО|ОАО|ЗАО|ПАО)\s|^(?:[Mm]inistry|[Dd]epartment|[Ee]mbassy|[Cc]onsulate) [Oo]f\s|^(?:Dubai|Abu Dhabi|Sharjah|Ajman|Fujairah|Royal)\s+(?:Police|Municipality)$/u

/** Beside the words that are debris wherever they stand (name-debris.ts). */
const NOT_NAMES = new Set(
  `n a|na|anonym|private|private number|no caller id|crisp user|chat user|iphone|android|samsung|hi|hello|hey|me|my number|my love|love|baby|habibi|habibti|mum|mama|papa|
bro|sis|abc|abcd|xyz|qwerty|busy|at work|at the gym|in a meeting|sleeping|driving|urgent calls only|battery about to die|
hey there|hey there i am using whatsapp|hi there i am using whatsapp|i am using whatsapp|cant talk whatsapp only|alhamdulillah|alhamdulilah|hamdulillah|alhamdullilah|mashallah|masha allah|inshallah|bismillah|subhanallah|subhan allah|astaghfirullah|
allah|allahu akbar|allah is great|la ilaha illallah|god is great|jesus|jai shree ram|om|om namah shivaya|life|life is beautiful|smile|king|queen|sugar|honey|lover|dont worry be happy|no status|
الحمد لله|الحمدلله|ما شاء الله|ماشاءالله|سبحان الله|بسم الله|استغفر الله|الله اكبر|لا اله الا الله|الله|متاح|مشغول|حبيبي|ماما|بابا|امي|ابي|نص|мама|папа|微信用户|用户`
    .replace(/\n/g, "")
    .split("|"),
)
const NUMBERED =
  /^(?:visitor|guest|user|customer|client|lead|caller|anonymous|test|whatsapp user|instagram user|contact)(?: ?[a-f]?\d[a-f\d]*| [a-f\d]{4,})$/

/** `folded` is lower-case, without punctuation and marks, words apart by one space. */
export function isPlaceholderName(folded: string): boolean {
  if (NOT_NAMES.has(folded) || NUMBERED.test(folded)) return true
  const half = folded.length / 2
  // "Test Test"
  return NOT_NAMES.has(folded.slice(0, Math.floor(half))) && folded.slice(0, Math.floor(half)) === folded.slice(Math.ceil(half))
}
