import type { z } from "zod"
import { addDays } from "@/lib/core/days"
import { isAsOfNow, LeadsBehind } from "./leads-behind"
import { DAYS_MAX, ReportQuery } from "./report-query"

/**
 * The address of a page is typed, shared, and outlives what it names. A page shows what can be understood of it: what
 * makes no sense is left out, alone, and days are brought into order. The API takes the same questions by the same
 * schemas and says what is wrong instead.
 */
type Given = Record<string, string | string[] | undefined>

export const readReportQuery = (given: Given, now: Date): ReportQuery => inOrder(understood(ReportQuery, given), now)

export const readLeadsBehind = (given: Given, now: Date): LeadsBehind => {
  const search = understood(LeadsBehind, given, { metric: "leads" })
  return isAsOfNow(search.metric) ? forwards(search) : inOrder(search, now)
}

const LISTS = new Set(["owner", "channel", "band"])

const understood = <S extends z.ZodObject>(schema: S, given: Given, fallback: Record<string, string> = {}): z.output<S> => {
  const filled: Record<string, string> = { ...fallback }
  for (const [key, value] of Object.entries(given)) {
    const text = Array.isArray(value) ? (LISTS.has(key) ? value.join(",") : (value[0] ?? "")) : (value ?? "")
    if (text.trim() !== "") filled[key] = text
  }
  const whole = schema.safeParse(filled)
  if (whole.success) return whole.data
  for (const { path } of whole.error.issues) {
    const key = String(path[0])
    const part = LISTS.has(key) ? goodPart(schema.shape[key], filled[key] ?? "") : fallback[key]
    if (part) filled[key] = part
    else delete filled[key]
  }
  return schema.parse(filled)
}

/** Of several, those that can be understood. */
const goodPart = (list: z.core.$ZodType | undefined, value: string): string =>
  value
    .split(",")
    .filter((one) => one !== "" && (list as z.ZodType | undefined)?.safeParse(one).success)
    .join(",")

type Days = { from?: string | undefined; to?: string | undefined }

const forwards = <Q extends Days>(query: Q): Q =>
  query.from !== undefined && query.to !== undefined && query.from > query.to ? { ...query, from: query.to, to: query.from } : query

/** The last ten years of what was asked. The day in the team's time zone may be one later than the server's. */
const inOrder = <Q extends Days>(asked: Q, now: Date): Q => {
  const query = forwards(asked)
  if (query.from === undefined) return query
  const earliest = addDays(query.to ?? now.toISOString().slice(0, 10), 1 - DAYS_MAX)
  return query.from < earliest ? { ...query, from: earliest } : query
}
