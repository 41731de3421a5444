import type { RowResult } from "@/lib/crm/provider"
import { refusalIn, rowResultOf } from "./errors"

/** Many calls as one text, and their answers. Line ends are CRLF, or the server reads nothing. */
export type Part = { method: "POST" | "PATCH" | "GET" | "DELETE"; path: string; headers?: Record<string, string>; body?: unknown }
export type PartAnswer = { status: number; body: unknown }

const BOUNDARY = "batch_onelead"
const LINE = "\r\n"

export const BATCH_TYPE = `multipart/mixed; boundary="${BOUNDARY}"`

export function batchBody(parts: readonly Part[], root: string): string {
  const texts = parts.map(({ method, path, headers, body }) =>
    [
      `--${BOUNDARY}`,
      "Content-Type: application/http",
      "Content-Transfer-Encoding: binary",
      "",
      `${method} ${root}${path} HTTP/1.1`,
      "Content-Type: application/json",
      "Accept: application/json",
      ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
      "",
      body === undefined ? "" : JSON.stringify(body),
      "",
    ].join(LINE),
  )
  return `${texts.join("")}--${BOUNDARY}--${LINE}`
}

/** In the order of the parts; fewer where the batch ended early. */
export function partAnswers(text: string): PartAnswer[] {
  return text
    .split(/^HTTP\/1\.1 /m)
    .slice(1)
    .map((part) => {
      const [head = "", ...rest] = part.split("\r\n\r\n")
      const json = rest
        .join("\r\n\r\n")
        .replace(/\r\n--\S+(?:--)?\s*$/, "")
        .trim()
      return { status: Number(head.slice(0, 3)), body: jsonIn(json) }
    })
}

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
