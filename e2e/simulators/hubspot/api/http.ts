import type { SimAnswer } from "@/e2e/simulators/shared/server"
import type { AppToken, Author } from "@/e2e/simulators/hubspot/account/portal"
import { invalid } from "@/e2e/simulators/hubspot/account/problems"

/** One call as the handlers see it, and what they answer. */
export type SimRequest = {
  method: string
  /** Segments of the path after the version, whichever of the two styles the caller used. */
  path: readonly string[]
  version: string
  query: URLSearchParams
  headers: Readonly<Record<string, string>>
  body: Record<string, unknown>
  raw: string
  app: AppToken
  author: Author
}

export type { SimAnswer } from "@/e2e/simulators/shared/server"

export const ok = (body: unknown): SimAnswer => ({ status: 200, body })
export const created = (body: unknown): SimAnswer => ({ status: 201, body })
export const noContent = (): SimAnswer => ({ status: 204 })

/** Lists may be repeated or comma-separated. */
export function listParameter(query: URLSearchParams, name: string): string[] | undefined {
  const given = query.getAll(name).flatMap((value) => value.split(","))
  return given.length > 0 ? given.filter((value) => value !== "") : undefined
}

export function limitParameter(query: URLSearchParams, fallback: number, max: number): number {
  const raw = query.get("limit")
  if (raw === null || raw === "") return fallback
  const limit = Number(raw)
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw invalid(`limit must be between 1 and ${max}, was ${raw}`)
  return limit
}

export const stringList = (raw: unknown): string[] =>
  Array.isArray(raw) ? raw.filter((item): item is string => typeof item === "string") : []

export function inputsOf(body: Record<string, unknown>, max: number): Record<string, unknown>[] {
  const inputs = body["inputs"]
  if (!Array.isArray(inputs)) throw invalid("Invalid input JSON: Some required fields were not set: [inputs]")
  if (inputs.length > max)
    throw invalid(`The maximum number of inputs supported in a batch request is ${max}. Please reduce the number of items and try again`)
  return inputs.map((input: unknown) => (typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {}))
}
