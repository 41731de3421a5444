import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import type { Change, Org } from "./org"
import { errorBody, refused } from "./problems"

/** Many calls in one, in order: to the first error, or to the end where the caller says so. A change set stands or falls as one. */
const MAX = 1_000

type Send = (call: SimCall) => SimAnswer
type Part = { head: string; body: string }

export function answerBatch(org: Org, call: SimCall, send: Send): SimAnswer {
  const parts = partsOf(call.raw, call.headers["content-type"] ?? "")
  if (parts.length > MAX) throw refused(400, "0x80048d19", `The number of requests in a batch may not exceed ${MAX}`)
  const goesOn = /odata\.continue-on-error/.test(call.headers["prefer"] ?? "")
  const answers: string[] = []
  for (const part of parts) {
    const { answer, text } = isChangeSet(part) ? changeSet(org, part, call, send) : single(part, call, send)
    answers.push(text)
    if (answer.status >= 400 && !goesOn) return multipart(answer.status, answers)
  }
  return multipart(200, answers)
}

const isChangeSet = ({ head }: Part): boolean => /multipart\/mixed/i.test(head)

const boundaryIn = (head: string): string => /boundary="?([^";\r\n]+)"?/i.exec(head)?.[1] ?? ""

function partsOf(raw: string, contentType: string): Part[] {
  const boundary = boundaryIn(contentType)
  // Line ends count: with bare line feeds the server reads nothing.
  if (boundary === "" || /[^\r]\n/.test(raw) || !raw.includes(`\r\n--${boundary}--`))
    throw refused(400, "0x80048d19", "Stream was not readable.")
  return raw
    .split(new RegExp(`(?:^|\r\n)--${boundary.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?:--)?(?:\r\n|$)`))
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const at = part.indexOf("\r\n\r\n")
      return { head: part.slice(0, at), body: part.slice(at + 4) }
    })
}

function single(part: Part, outer: SimCall, send: Send): { answer: SimAnswer; text: string } {
  const [lines = "", ...rest] = part.body.split("\r\n\r\n")
  const [request = "", ...headers] = lines.split("\r\n")
  const [, method = "GET", target = ""] = /^(\w+) (\S+) HTTP\/1\.1$/.exec(request) ?? []
  const given = Object.fromEntries(
    headers.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  )
  const url = new URL(target.startsWith("/") || target.startsWith("http") ? target : `/api/data/v9.2/${target}`, outer.url)
  const answer = send({
    method,
    url,
    headers: { authorization: outer.headers["authorization"] ?? "", ...given },
    raw: rest.join("\r\n\r\n").trim(),
  })
  return { answer, text: partText(answer) }
}

function changeSet(org: Org, part: Part, outer: SimCall, send: Send): { answer: SimAnswer; text: string } {
  const before = new Map(
    [...org.rows.values()].map((row) => [row, { values: { ...row.values }, isDeleted: row.isDeleted, version: row.version }]),
  )
  const texts: string[] = []
  // A change set that is rolled back notifies nobody.
  const told: Change[] = []
  const listeners = org.listeners.splice(0, org.listeners.length, (change) => void told.push(change))
  try {
    for (const inner of partsOf(part.body, part.head)) {
      const { answer, text } = single(inner, outer, send)
      if (answer.status >= 400) {
        for (const row of org.rows.values()) Object.assign(row, before.get(row) ?? { isDeleted: true })
        return { answer, text }
      }
      texts.push(text)
    }
  } finally {
    org.listeners.splice(0, 1, ...listeners)
  }
  for (const change of told) for (const listener of org.listeners) listener(change)
  const boundary = "changesetresponse_5d0c"
  const body = texts.map((text) => `--${boundary}\r\n${text}\r\n`).join("")
  return { answer: { status: 200 }, text: `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${body}--${boundary}--\r\n` }
}

function partText({ status, body, headers = {} }: SimAnswer): string {
  const lines = Object.entries({
    ...headers,
    ...(body === undefined ? {} : { "Content-Type": "application/json; odata.metadata=minimal" }),
  })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")
  return `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 ${status} ${status < 400 ? "OK" : "Bad Request"}\r\n${head}\r\n${body === undefined ? "" : JSON.stringify(body)}\r\n`
}

function multipart(status: number, parts: readonly string[]): SimAnswer {
  const boundary = "batchresponse_5d0c"
  const text = `${parts.map((part) => `--${boundary}\r\n${part}`).join("")}--${boundary}--\r\n`
  return { status, text, headers: { "Content-Type": `multipart/mixed; boundary=${boundary}` } }
}

export const plainRefusal = (error: Parameters<typeof errorBody>[0]): SimAnswer => ({
  status: error.status,
  body: errorBody(error),
  headers: error.headers,
})
