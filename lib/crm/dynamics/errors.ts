import { z } from "zod"
import { maskContacts } from "@/lib/core/mask-contacts"
import type { OffenceCause } from "@/lib/core/sync/refusals"
import { CrmFailure, type FailureKind, type RowResult } from "@/lib/crm/provider"

/** What went wrong with a call or with one part of a batch. The code decides where there is one, then the status, then the text. */
export class DynamicsError extends Error {
  readonly status: number
  readonly code: string
  /** In the words of the CRM, which may hold what was written. */
  readonly words: string

  constructor(operation: string, { status, code, words }: Refusal) {
    super(`${operation}: ${code || status}`)
    this.name = "DynamicsError"
    this.status = status
    this.code = code
    this.words = words
  }
}

export type Refusal = { status: number; code: string; words: string }

const Body = z.object({ error: z.object({ code: z.string().catch(""), message: z.string().catch("") }) })

export function refusalIn(status: number, body: unknown): Refusal {
  const read = Body.safeParse(body)
  return { status, code: read.success ? read.data.error.code : "", words: read.success ? read.data.error.message : "" }
}

const SQL_TROUBLE = new Set(["0x80044150", "0x80044151", "0x80040255"])

/** Null where the answer is about what was asked, and the rest of the account is well. */
export function accountFailure({ status, code, words }: Refusal, isWrite: boolean, retryAfterMs: number | null): FailureKind | null {
  if (code === "0x80044352") return { kind: "cursor_expired" }
  if (status === 401 || code === "0x80072560") return { kind: "auth", message: maskContacts(words) || "the token is not accepted" }
  if (status === 403) return { kind: "scope", scopes: [/prv\w+/.exec(words)?.[0] ?? maskContacts(words)] }
  if (status === 429 || code.startsWith("0x8007232")) return { kind: "rate_limited", isDaily: false, retryAfterMs: retryAfterMs ?? 5_000 }
  if (SQL_TROUBLE.has(code)) return { kind: "transient", retryAfterMs }
  if (code === "0x80040333") return null
  // A proxy may have given up on a write that was then finished.
  if (status >= 500) return isWrite ? { kind: "lost" } : { kind: "transient", retryAfterMs }
  return null
}

const TAKEN = new Set(["0x80060892", "0x80040237", "0x80073002", "0x80040333"])
const NAMED = [
  /undeclared property '([^']+)'/,
  /property named '([^']+)'/,
  /Invalid property '([^']+)'/,
  /length of the '([^']+)'/,
  /of '([^']+)' on record/,
]
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

export const unknownProperty = ({ words }: Pick<Refusal, "words">): string | null =>
  /(?:undeclared property|property named|Invalid property) '([^']+)'/.exec(words)?.[1]?.replace(/@odata\.bind$/, "") ?? null

export function rowResultOf(refusal: Refusal): RowResult {
  const { status, code, words } = refusal
  if (SQL_TROUBLE.has(code) || status === 429) return { outcome: "busy", retryAfterMs: null }
  if (code === "0x80060882") return { outcome: "stale" }
  if (TAKEN.has(code)) return { outcome: "conflict", existingId: GUID.exec(/<Id>[^<]*/i.exec(words)?.[0] ?? "")?.[0] ?? null }
  if (status === 404 && unknownProperty(refusal) === null && code !== "0x8006088a") return { outcome: "missing" }
  const property = NAMED.flatMap((pattern) => pattern.exec(words)?.[1] ?? [])[0]?.replace(/@odata\.bind$/, "") ?? ""
  const cause: OffenceCause = unknownProperty(refusal) === null ? (/outside the valid range/.test(words) ? "option" : "value") : "property"
  return { outcome: "invalid", offences: [{ property, cause, message: maskContacts(words) }] }
}

export async function asFailure<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof DynamicsError)) throw error
    throw new CrmFailure({ kind: "refused", message: maskContacts(error.words) || error.message }, error.message)
  }
}
