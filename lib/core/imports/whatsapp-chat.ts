import { readName } from "@/lib/core/identity/names/person-name"
import { normalisePhone } from "@/lib/core/identity/phone"
import { toAsciiDigits } from "@/lib/core/identity/text"
import { DATE_ORDERS, type DateOrder } from "@/lib/core/input-format"

/**
 * A chat exported from WhatsApp as text. Lines read "[12/11/2026, 10:22:15] Reem: Hello" on iOS and
 * "12/11/2026, 10:22 - Reem: Hello" on Android, in the phone's own date format; a line without a date goes on with the
 * message above it. Each person but ourselves becomes one row: one conversation is one enquiry. Which number is the day is decided
 * over the whole chat: by a day above twelve, and by messages that follow one another in one order only.
 */
export const WHATSAPP_COLUMNS = ["WhatsApp date", "WhatsApp name", "WhatsApp number", "WhatsApp chat"] as const

const LINE =
  /^\[?(\d{1,4}[./-]\d{1,2}[./-]\d{1,4})[,،]?\s+(?:(?:à|at|um|às|alle|a las|в|om|الساعة)\s+)?(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?\s?m\.?|\s?[صم])?)\]?(?:\s*[-–]\s*|\s+)(.*)$/i
/** Directional marks, and the narrow spaces before AM and PM. */
const MARKS = /[\u200e\u200f\u202a-\u202e]/g
const THIN_SPACES = /[\u202f\u00a0]/g
/** "WhatsApp Chat with Reem.txt", "WhatsApp Chat - Reem.txt", "دردشة واتساب مع ريم.txt", "Reem ile WhatsApp Sohbeti.txt". */
const FILE_NAMES = [/(?:whatsapp.*?\s(?:with|avec|con|com|mit|met|с контактом|с|مع|-)|واتس ?ا?ب\s+مع)\s+(.+?)$/i, /^(.+?) ile whatsapp/i]
const FILE_ENDING = /(?:\.\w{3})+$|\s*\(\d+\)(?=\.|$)/g
/** WhatsApp writes this line in the name of the chat, which is the other person's. */
const ENCRYPTION =
  /end-to-end encrypted|مشفرة تمام|chiffrés de bout en bout|cifrad[oa]s de (?:extremo a extremo|ponta a ponta)|Ende-zu-Ende|сквозн/i
const WE_DELETED = /^(?:you deleted this message|لقد حذفت هذه الرسالة|vous avez supprimé ce message)/i
/** Words of our own trade; a customer's name has none. */
const OUR_TRADE =
  /(?<!\p{L})(?:rent(?:al|als|s|ing)?|rent-a-car|cars?|motors?|autos?|vehicles?|limousines?|تأجير|لتأجير|سيارات|السيارات|прокат|аренда)(?!\p{L})/iu
const HEAD_LINES = 30
const MESSAGE_MAX = 10_000

/** `isUnsaved`: the author goes by "~Reem", as people do whom the phone has not saved. */
type Message = { date: string; time: string; author: string; isUnsaved: boolean; text: string }

/** The rows of the chat under `WHATSAPP_COLUMNS`; null when the text is no such export. `ours` are the names of our team. */
export function whatsappRows(text: string, fileName: string, ours: readonly string[] = []): string[][] | null {
  const lines = toAsciiDigits(text.replaceAll(MARKS, "").replaceAll(THIN_SPACES, " ")).split(/\r?\n/)
  const dated = lines.slice(0, HEAD_LINES).filter((line) => LINE.test(line)).length
  const messages = dated >= 2 ? messagesIn(lines) : []
  if (messages.length === 0) return null
  const said = messages.filter((message) => !ENCRYPTION.test(message.text))
  const order = orderOf(messages.map(({ date }) => date))
  const others = othersOf(messages, fileName, ours)
  return others.map((author) => {
    const own = said.filter((message) => message.author === author)
    const told = others.length === 1 ? said : own
    const first = own[0] ?? told[0]
    const phone = isPhone(author)
    const chat = told.map((message) => `${message.author}: ${message.text}`).join("\n")
    return [
      first ? `${dayIn(first.date, order)} ${first.time}` : "",
      phone ? "" : author,
      phone ? author : phoneIn(fileName),
      chat.slice(0, MESSAGE_MAX).toWellFormed(),
    ]
  })
}

function messagesIn(lines: readonly string[]): Message[] {
  const messages: Message[] = []
  let isSystem = true
  for (const line of lines) {
    const [, date, time, rest = ""] = LINE.exec(line) ?? []
    const last = messages.at(-1)
    if (date === undefined) {
      if (!isSystem && last && line.trim() !== "") last.text += `\n${line.trim()}`
      continue
    }
    const [, author, said] = /^([^:\n]{1,80}):\s(.*)$/.exec(rest) ?? []
    isSystem = author === undefined
    if (author === undefined) continue
    const isUnsaved = /^\s*~/.test(author)
    messages.push({ date, time: time ?? "", author: author.replace(/^[\s~]+/, "").trim(), isUnsaved, text: (said ?? "").trim() })
  }
  return messages
}

/**
 * The customers of a chat: as the file is named; else the author with a sign of being the customer (not saved, named by
 * WhatsApp's own messages, not one of our team); else the first author. In a group, all authors but our team.
 */
function othersOf(messages: readonly Message[], fileName: string, ours: readonly string[]): string[] {
  const authors = [...new Set(messages.map(({ author }) => author))]
  const named = nameOfChat(fileName)?.toLowerCase()
  const known = authors.filter((author) => author.toLowerCase() === named)
  if (known.length > 0) return known
  const team = new Set(ours.map((name) => name.trim().toLowerCase()))
  const isTeam = (author: string): boolean => team.has(author.toLowerCase())
  if (authors.length > 2) return authors.filter((author) => !isTeam(author))
  const wrote = (author: string, test: (message: Message) => boolean): boolean =>
    messages.some((message) => message.author === author && test(message))
  const signs: ((author: string) => boolean)[] = [
    isPhone,
    (author) => wrote(author, ({ isUnsaved }) => isUnsaved),
    (author) => wrote(author, ({ text }) => ENCRYPTION.test(text)),
    (author) => !isTeam(author),
    (author) => !wrote(author, ({ text }) => WE_DELETED.test(text)),
    (author) => !OUR_TRADE.test(author) && !readName(author).organisation,
  ]
  const told = signs.map((sign) => authors.filter(sign)).find((found) => found.length === 1)
  return told ?? authors.slice(0, 1)
}

function nameOfChat(fileName: string): string | undefined {
  const bare = fileName.replaceAll(MARKS, "").replaceAll(FILE_ENDING, "").replaceAll("_", " ").trim()
  return FILE_NAMES.map((pattern) =>
    pattern
      .exec(bare)?.[1]
      ?.replace(/^[\s~]+/, "")
      .trim(),
  ).find((name) => name !== undefined)
}

const SHORT_DATE = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})$/

/** The only order in which every day exists and none is before the day above it; null when both are possible, or neither. */
function orderOf(dates: readonly string[]): DateOrder | null {
  const parts = dates.flatMap((date) => {
    const [, one, two, year] = SHORT_DATE.exec(date) ?? []
    return one === undefined ? [] : [{ one: Number(one), two: Number(two), year: Number(year) }]
  })
  const isPossible = (order: DateOrder): boolean => {
    const days = parts.map(({ one, two, year }) => (order === "dmy" ? { day: one, month: two, year } : { day: two, month: one, year }))
    const keys = days.map(({ day, month, year }) => (year * 100 + month) * 100 + day)
    return days.every(({ day, month }) => month <= 12 && day <= 31) && keys.every((key, at) => at === 0 || key >= (keys[at - 1] ?? 0))
  }
  const possible = DATE_ORDERS.filter(isPossible)
  return possible.length === 1 ? (possible[0] ?? null) : null
}

/** A date in a known order, with the year in front; any other as it is written. */
function dayIn(date: string, order: DateOrder | null): string {
  const [, one = "", two = "", year = ""] = SHORT_DATE.exec(date) ?? []
  if (order === null || one === "") return date
  const [day, month] = order === "dmy" ? [one, two] : [two, one]
  return `${year.padStart(4, "20")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`
}

const isPhone = (author: string): boolean => /^[+\d()\s-]+$/.test(author) && normalisePhone(author).some(({ ok }) => ok)

const phoneIn = (fileName: string): string => /\+\d[\d\s-]{7,18}\d/.exec(fileName)?.[0] ?? ""
