import type { Stored } from "@/e2e/simulators/shared/store"
import { CloseProblem, type Kind, type Org } from "./org"

/** Searching by a tree of conditions. New records hide for a while, and deleted ones stay as long. */
type Query = {
  type: string
  queries?: Query[]
  object_type?: string
  field?: { type: string; custom_field_id?: string; field_name?: string }
  condition?: { type: string; mode: string; value: string }
  related_object_type?: string
  related_query?: Query
}

const LISTS: Record<string, [string, string]> = { contact_email: ["emails", "email"], contact_phone: ["phones", "phone"] }

export function search({ store, clock, settings }: Org, body: Record<string, unknown>): Record<string, unknown> {
  const query = body["query"] as Query
  const kind = kindIn(query)
  const since = clock.now() - settings.searchLagSeconds * 1_000
  const seen = [
    ...store.list(kind).filter(({ createdAt }) => createdAt <= since),
    ...store.deleted(kind).filter(({ deletedAt }) => (deletedAt ?? 0) > since),
  ]
  const found = seen.filter((record) => isHit(record, query))
  return {
    data: found.map(({ id, type, values }) => ({ __object_type: type, id, lead_id: type === "lead" ? id : values["lead_id"] })),
    cursor: null,
  }
}

function kindIn(query: Query): Kind {
  const named = query.queries?.find(({ type }) => type === "object_type")?.object_type
  if (named !== "lead" && named !== "contact" && named !== "opportunity")
    throw new CloseProblem(400, "", { query: "object_type is required." })
  return named
}

function isHit(record: Stored, query: Query): boolean {
  switch (query.type) {
    case "and":
      return (query.queries ?? []).every((one) => isHit(record, one))
    case "or":
      return (query.queries ?? []).some((one) => isHit(record, one))
    case "object_type":
      return record.type === query.object_type
    case "field_condition":
      return isPhrase(query, record.values[`custom.${query.field?.custom_field_id}`])
    case "has_related": {
      const [list = "", field = ""] = LISTS[query.related_object_type ?? ""] ?? []
      const items = (record.values[list] ?? []) as Record<string, unknown>[]
      return items.some((item) => query.related_query !== undefined && isPhrase(query.related_query, item[field]))
    }
    default:
      throw new CloseProblem(400, "", { query: `Unknown query type ${query.type}.` })
  }
}

const isPhrase = ({ condition }: Query, value: unknown): boolean =>
  typeof value === "string" && value.toLowerCase().includes(String(condition?.value).toLowerCase())
