import { normalisePhone } from "@/lib/core/identity/phone"
import { toAsciiDigits } from "@/lib/core/identity/text"

/**
 * A chat exported from WhatsApp as text. Lines read "[12/11/2026, 10:22:15] Reem: Hello" on iOS and
 * "12/11/2026, 10:22 - Reem: Hello" on Android, in the phone's own date format; a line without a date goes on with the
 * message above it. Each person but ourselves becomes one row: one conversation is one enquiry.
 */
export const WHATSAPP_COLUMNS = ["WhatsApp date", "WhatsApp name", "WhatsApp number", "WhatsApp chat"] as const

const LINE =
  /^\[?(\d{1,4}[./-]\d{1,2}[./-]\d{1,4})[,،]?\s+(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?\s?m\.?|\s?[صم])?)\]?(?:\s*[-–]\s*|\s+)(.*)$/i
/** Directional marks, and the narrow spaces before AM and PM. */
const MARKS = /[\u200e\u200f\u202a-\u202e]/g
const THIN_SPACES = /[\u202f\u00a0]/g
/** "WhatsApp Chat with Reem.txt", "WhatsApp Chat - Reem.txt", "دردشة واتساب مع ريم.txt". */
const FILE_NAME = /(?:whatsapp[^-]*?(?:with|avec|con|mit|-)|واتس ?ا?ب\s+مع)\s*(.+?)(?:\.\w{3})?$/i
const HEAD_LINES = 30
const MESSAGE_MAX = 10_000

type Message = { at: string; author: string; text: string }

/** The rows of the chat under `WHATSAPP_COLUMNS`; null when the text is no such export. */
export function whatsappRows(text: string, fileName: string): string[][] | null {
  const lines = toAsciiDigits(text.replaceAll(MARKS, "").replaceAll(THIN_SPACES, " ")).split(/\r?\n/)
  const dated = lines.slice(0, HEAD_LINES).filter((line) => LINE.test(line)).length
  const messages = dated >= 2 ? messagesIn(lines) : []
  if (messages.length === 0) return null
  const authors = [...new Set(messages.map(({ author }) => author))]
  const others = othersOf(authors, fileName)
  return others.map((author) => {
    const own = messages.filter((message) => message.author === author)
    const told = others.length === 1 ? messages : own
    const phone = isPhone(author)
    const chat = told.map((message) => `${message.author}: ${message.text}`).join("\n")
    return [own[0]?.at ?? "", phone ? "" : author, phone ? author : phoneIn(fileName), chat.slice(0, MESSAGE_MAX).toWellFormed()]
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
    if (author !== undefined) messages.push({ at: `${date} ${time ?? ""}`, author: author.trim(), text: (said ?? "").trim() })
  }
  return messages
}

/** Whom the chat is with: as the file is named, else whoever wrote first of the two, else everybody in a group. */
function othersOf(authors: readonly string[], fileName: string): string[] {
  const named = FILE_NAME.exec(fileName.replaceAll(MARKS, ""))?.[1]?.trim().toLowerCase()
  const known = authors.filter((author) => author.toLowerCase() === named)
  if (known.length > 0) return known
  if (authors.length > 2) return [...authors]
  const unsaved = authors.filter(isPhone)
  return unsaved.length === 1 ? unsaved : authors.slice(0, 1)
}

const isPhone = (author: string): boolean => /^[+\d()\s-]+$/.test(author) && normalisePhone(author).some(({ ok }) => ok)

const phoneIn = (fileName: string): string => /\+\d[\d\s-]{7,18}\d/.exec(fileName)?.[0] ?? ""
