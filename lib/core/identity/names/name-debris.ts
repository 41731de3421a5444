/**
 * Taking out of a name field what machines and address books put beside the name: words of software ("Layla undefined",
 * "Rahul FNU", "Reem Test", "Lead 4411"), the source or the place after a dash or in brackets ("Ahmed - WhatsApp", "Khalid
 * (Dubai)"), numbers, addresses, template tags and salutations. What is left is the name, perhaps nothing.
 *
 * HARD words are no part of a name wherever they stand. SOFT words are surnames or parts of names too ("Christopher Guest"), so
 * they are debris only where nothing but such words stands: in the whole field, in brackets, or after a separator.
 */
import { foldArabic } from "./name-arabic"
import { knownName } from "./name-variants"

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/).map(foldArabic))

const HARD = words(`
  test tests testtest testing tester testuser tbd tba unbekannt desconhecido sconosciuto undefined null nil nan none fnu lnu unknown anonymous dummy noname duplicate
  whatsapp whatsap watsapp instagram facebook snapchat tiktok telegram dubizzle
  تجربه اختبار تست تيست واتساب واتس انستقرام انستغرام فيسبوك مجهول
  тест неизвестно неизвестный инкогнито inconnu inconnue desconocido टेस्ट अज्ञात ٹیسٹ نامعلوم 测试 未知`)

/** What a list calls everybody in it: debris before a name ("Client Ahmed"), and where nothing else stands. */
const ROLES = words(`
  customer customers client clients lead leads enquiry inquiry enquirer visitor caller prospect
  عميل عميله زبون زبونه استفسار клиент клиентка ग्राहक گاہک 客户`)

const SOFT = words(`
  admin administrator default to be confirmed website webform crm recontact followup messenger essai prueba
  new old vip guest user users contact insta fb wa google ads olx web online app email mail phone mobile tel call no num ref
  car cars rent rental rentals booking booked driver office home work personal business shop client's via from by through a of
  dubai dxb abudhabi auh sharjah shj ajman rak fujairah uae ksa oman qatar kuwait bahrain saudi riyadh doha
  wife husband brother sister son daughter friend father mother dad mom boss pa secretary assistant manager owner his her
  name first last full surname firstname lastname fname lname your my dear sir madam mr mrs ms miss mx mister dr prof unnamed untitled
  walk in walkin walkins not provided available given supplied applicable specified set
  السيد السيده الاستاذ دبي الشارقه عجمان ابوظبي الامارات السعوديه جديد جديده قديم ضيف جوال هاتف رقم سياره سيارات ايجار من زوجته زوجه زوجها اخوه صديق سائق بدون لا يوجد اسم الاسم غير معروف معرف مستخدم
  sans nom sin nombre без имени нет имя гость новый новая пользователь नया नाम بے نام walang pangalan wala bagong kliyente`)

/** Where leads come from: debris behind a name that is surely a first name ("Layla Website"). */
const SOURCES = words("website webform crm google ads olx wa insta fb")

/** Debris where nothing else stands; beside a name they may be part of it ("Will Self"). */
const PLACEHOLDERS = words(`
  wireless unavailable restricted tbc self true false empty blank copy form submission enter deleted linkedin member foo bar lorem ipsum
  kunde cliente müşteri musteri زائر زائره аноним не указано указан 访客`)

/** Before a name and no part of it. Ranks ("Dr.", "Capt.", "Sheikha") stay on view. */
const SALUTATION =
  /(?:^|(?<=,\s*))(?:(?:mr|mrs|ms|miss|mx|mister|sir|madam|madame|maam|ma'am|mme|mlle|monsieur|sr|sra|smt|shri|sri|shree|janab|г-н|г-жа|господин|госпожа|السيده?|السيدة|الاستاذه?|الأستاذة?|الاخ|الأخ|الاخت|الأخت|جناب|محترم|محترمہ|श्री|श्रीमती)(?:\.?\s*(?:[/,&]|and\b)\s*|\.\s*|\s+))+(?=[^\s.])/iu

const ADDRESS =
  /<?(?:mailto:)?[^\s<>()[\],;:"|/\\]+@[^\s<>()[\],;:"|/\\]+\.[^\s<>()[\],;:"|/\\]+>?|(?<!\S)(?:https?:\/\/|www\.)\S+|(?<!\S)@[\p{L}\p{N}_.]+/giu
const NUMBER = /(?:\b(?:tel|phone|mob|mobile|whatsapp|wa|ph|no)\b\.?\s*:?\s*)?[+(]?\d(?:[\s().-]?\d){6,}\)?/giu
/** Tags that a template did not fill, and what software prints for nothing. */
const TAGS =
  /\{\{?[^{}]*\}?\}|\$\{[^}]*\}|\*\|\w*\|\*|<[^<>@]{1,100}>|%%?\w+%%?|\[object \w+\]|\[\w*[ _-]?name\]|#(?:n\/a|ref!|value!|name\?)|(?<![\p{L}\p{N}])n\/a(?![\p{L}\p{N}])|\((?:blank|none|null|empty|no name|not set)\)|(?<!\S)(?:__\w+__|\$(?:first|last|full|f|l)?_?name)(?!\S)/giu
const ENTITIES: readonly [RegExp, string][] = [
  [/&(?:#0?39|apos|rsquo);/gi, "'"],
  [/&amp;/gi, "&"],
  [/&(?:nbsp|#160);/gi, " "],
  [/&(?:quot|lt|gt);/gi, " "],
  [/%20/g, " "],
  [/^\s*["“”«»„]([^"“”«»„]*)["“”«»„]\s*$/g, "$1"],
]
/** "reem_darwish", "reem.darwish_01" */
const HANDLE = /(?<!\S)\p{L}{2,}(?:[._]+\p{L}{2,})+(?:[._]+\d+)?(?!\S)/gu
const BRACKETS = /[([{（【]([^()[\]{}（）【】]*)[)\]}）】]/gu
const SEPARATOR = /\s+[-–—~:•·@]+\s+|\s*[|/\\•–—]+\s*|\s+[-–—:]+$|^[-–—:]+\s+/u
/** Keys struck at random, and one letter again and again. */
const REPEATED = /^([a-hj-z])\1{2,}$/i
const MASHED = /^(?:(\p{L})\1{2,}|(?:asd|sdf|dfg|fgh|jkl|qwe|zxc)[asdfghjklqwezxc]*)$/iu

const plain = (word: string): string => foldArabic(word.toLowerCase()).replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "")

const isHard = (word: string): boolean =>
  HARD.has(plain(word)) ||
  REPEATED.test(word) ||
  /^(?:test|tester|lead|customer|client|user|guest|visitor|contact|caller)[\d_]+$/i.test(word)
const isNumber = (word: string): boolean => /^[#№(]?\d[\d.,/:-]*\)?$/.test(word)

const isAside = (word: string): boolean => SOFT.has(plain(word)) || ROLES.has(plain(word))

function isDebris(word: string): boolean {
  const bare = plain(word)
  return bare === "" || isNumber(word) || isHard(word) || isAside(word) || PLACEHOLDERS.has(bare) || MASHED.test(bare)
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "")

/** The text of a name field without debris; empty where nothing else stands. Of a company the words stay. */
export function withoutDebris(raw: string, isCompany: (text: string) => boolean): string {
  const text = pass(raw, isCompany)
  // What is taken out may uncover more of it; every pass makes the text shorter.
  return text === raw ? text : withoutDebris(text, isCompany)
}

function pass(raw: string, isCompany: (text: string) => boolean): string {
  const typed = ENTITIES.reduce((text, [pattern, character]) => text.replace(pattern, character), raw)
  const spaced = typed.replace(TAGS, " ").replace(ADDRESS, " ").replace(NUMBER, " ")
  const named = spaced.replaceAll(HANDLE, (word) => word.replaceAll(/[._]+/g, " "))
  const text = isCompany(spaced) ? spaced : withoutSalutation(withoutWords(withoutAsides(named)))
  return wordsOf(text).every(isDebris) ? "" : withoutRepeats(trimmed(wordsOf(text))).join(" ")
}

/** From the first to the last word that has letters or digits. */
function trimmed(all: string[]): string[] {
  const isWord = (word: string): boolean => /[\p{L}\p{N}]/u.test(word)
  return all.slice(all.findIndex(isWord), all.findLastIndex(isWord) + 1)
}

/** Brackets and parts between separators that hold nothing but debris; the first other part is the name. */
function withoutAsides(text: string): string {
  const open = text.replace(BRACKETS, (whole, inner: string) => (wordsOf(inner).every(isDebris) ? " " : whole))
  const parts = open.split(SEPARATOR)
  const kept = parts.filter((part) => !wordsOf(part).every(isDebris))
  return kept.length === parts.length ? open : kept.join(" ")
}

/** Hard words and leading roles with the numbers after them, and what joined them to the name. */
function withoutWords(text: string): string {
  const all = wordsOf(text)
  const isRole = (at: number): boolean => ROLES.has(plain(all[at] ?? ""))
  const end = endOfName(all)
  const isOut = (at: number): boolean => at >= end || isHard(all[at] ?? "") || (isRole(at) && all.slice(0, at).every(isDebris))
  const kept = all.filter((word, at) => !isOut(at) && !(isNumber(word) && at > 0 && isOut(at - 1)))
  if (kept.length === all.length) return text
  while (kept.length > 1 && /^(?:from|via|by|on|at|through|من|عبر|-)$/i.test(kept.at(-1) ?? "")) kept.pop()
  return kept.join(" ")
}

/**
 * "Ahmed new customer", "Ali via Website": two such words end the name where one of them is surely none. One alone may be a surname, unless it is a role or a
 * source a known name stands before it.
 */
function endOfName(all: readonly string[]): number {
  const end = all.findLastIndex((word) => !isAside(word) && !isNumber(word) && !isHard(word)) + 1
  const asides = all.slice(end).filter(isAside)
  const [aside = ""] = asides
  const isListed = ROLES.has(plain(aside)) || SOURCES.has(plain(aside))
  const isKnown = all.slice(0, end).some((word) => knownName(plain(word)) !== undefined)
  const isSure = (word: string): boolean =>
    ROLES.has(plain(word)) || SOURCES.has(plain(word)) || /^(?:name|provided|available|specified|applicable|set)$/.test(plain(word))
  return (asides.length > 1 && asides.some(isSure)) || (asides.length === 1 && isListed && isKnown) ? end : all.length
}

function withoutSalutation(text: string): string {
  const rest = text.trim().replace(SALUTATION, "")
  return /\p{L}{2}|\p{Script=Han}/u.test(rest) ? rest : text
}

/**
 * "Ahmed Khan Ahmed Khan", and "Ahmed Ahmed Khan" where the first name was typed into both fields. Short nicknames ("Bong
 * Bong") are doubled by nature.
 */
function withoutRepeats(all: string[]): string[] {
  const small = all.map((word) => word.toLowerCase())
  const half = all.length / 2
  if (all.length >= 4 && small.slice(0, half).every((word, at) => word === small[at + half])) return all.slice(0, half)
  const [first = "", second] = small
  return first === second && (first.length >= 5 || knownName(foldArabic(first)) !== undefined) ? all.slice(1) : all
}
