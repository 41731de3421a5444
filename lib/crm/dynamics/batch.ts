import type { RowResult } from "@/lib/crm/provider"
import { refusalIn, rowResultOf } from "./errors"

/** Many calls as one text, and their answers. Line ends are CRLF, or the server reads nothing. */
export type Part = { method: "POST" | "PATCH" | "GET" | "DELETE"; path: string; headers?: Record<string, string>; body?: unknown }
export type PartAnswer = { status: number; body: unknown }

const BOUNDARY = "batch_onelead"
const LINE = "\r\n"

export const BATCH_TYPE = `multipart/mixed; boundary="${BOUNDARY}"`

/** Parts of a set of several stand or fall as one: they are a change set. */
export function batchBody(sets: readonly (readonly Part[])[], root: string): string {
  const texts = sets.map((parts, at) => {
    const [only, ...others] = parts
    if (only !== undefined && others.length === 0) return partText(BOUNDARY, only, root)
    const boundary = `changeset_${at}`
    const head = [`--${BOUNDARY}`, `Content-Type: multipart/mixed; boundary="${boundary}"`, "", ""].join(LINE)
    return `${head}${parts.map((part, place) => partText(boundary, part, root, place + 1)).join("")}--${boundary}--${LINE}${LINE}`
  })
  return `${texts.join("")}--${BOUNDARY}--${LINE}`
}

const partText = (boundary: string, { method, path, headers, body }: Part, root: string, contentId?: number): string =>
  [
    `--${boundary}`,
    "Content-Type: application/http",
    "Content-Transfer-Encoding: binary",
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    "",
    `${method} ${root}${path} HTTP/1.1`,
    "Content-Type: application/json",
    "Accept: application/json",
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    "",
    body === undefined ? "" : JSON.stringify(body),
    "",
  ].join(LINE)

/** In the order of the sets, fewer where the batch ended early. A set that failed has one answer, whatever was in it. */
export function setAnswers(text: string): PartAnswer[][] {
  const boundary = /^--\S+/m.exec(text)?.[0]
  if (boundary === undefined) return []
  return text.split(boundary).slice(1, -1).map(answersIn)
}

const answersIn = (text: string): PartAnswer[] =>
  text
    .split(/^HTTP\/1\.1 /m)
    .slice(1)
    .map((part) => {
      const [head = "", ...rest] = part.split("\r\n\r\n")
      return { status: Number(head.slice(0, 3)), body: jsonIn(rest.join("\r\n\r\n").trim()) }
    })

/** What follows the last brace is the next part's head. */
function jsonIn(text: string): unknown {
  try {
    return text.startsWith("{") ? (JSON.parse(text.slice(0, text.lastIndexOf("}") + 1)) as unknown) : null
  } catch {
    return null
  }
}

/** What became of a part that was not carried out; null where it was. */
export function failedPart(answer: PartAnswer | undefined): RowResult | null {
  if (answer === undefined) return { outcome: "busy", retryAfterMs: null }
  return answer.status >= 400 ? rowResultOf(refusalIn(answer.status, answer.body)) : null
}
