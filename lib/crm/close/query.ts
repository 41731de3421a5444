import { z } from "zod"
import { crmLines } from "@/lib/core/sync/crm-phones"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { codeOf, RestError, type Raw, type RestApi, type RestCrm } from "@/lib/crm/rest/descriptor"
import { chunks } from "@/lib/crm/rest/reads"
import { KEYS } from "@/lib/crm/rest/own-properties"
import { PATHS } from "./objects"
import { fieldIdsOf } from "./schema"

/**
 * Reading and finding. A search lags behind what was written, so what it names is read again. An empty field of the account's
 * own is left out of a record, and so is one that the account no longer has: which of the two, its fields say.
 */
const READ_MAX = 100
const LIST_MAX = 100
const TERMS_MAX = 20
const SEARCH_TURNS = 4
/** A long list of ids is read by a POST. */
const LONG_READ_TURNS = 2

const Rows = z.object({ data: z.array(z.looseObject({ id: z.string() })), has_more: z.boolean().optional() })
const Found = z.object({ data: z.array(z.looseObject({ id: z.string(), lead_id: z.string().nullish() })), cursor: z.string().nullish() })

const OBJECT_TYPES = { contact: "lead", deal: "opportunity" } as const satisfies Record<CrmObject, string>
const CUSTOM = "custom."

export async function read(api: RestApi, object: CrmObject, ids: readonly string[]): Promise<Raw[]> {
  const raws = object === "contact" ? await readLeads(api, ids) : await readOneByOne(api, ids)
  return await withEmptyFields(api, object, raws)
}

async function readLeads(api: RestApi, ids: readonly string[]): Promise<Raw[]> {
  const raws: Raw[] = []
  for (const part of chunks([...new Set(ids)], READ_MAX)) {
    const { body } = await api.send({
      operation: "contact.read",
      method: "POST",
      path: PATHS.contact,
      headers: { "x-http-method-override": "GET" },
      body: { _params: { id__in: part.join(","), _limit: READ_MAX } },
      isRead: true,
      cost: LONG_READ_TURNS,
    })
    raws.push(...Rows.parse(body).data)
  }
  return raws
}

async function readOneByOne(api: RestApi, ids: readonly string[]): Promise<Raw[]> {
  const raws: Raw[] = []
  for (const id of new Set(ids)) {
    try {
      raws.push(z.looseObject({}).parse((await api.send({ operation: "deal.read", path: `${PATHS.deal}${id}/` })).body))
    } catch (error) {
      if (!(error instanceof RestError) || error.status !== 404) throw error
    }
  }
  return raws
}

async function withEmptyFields(api: RestApi, object: CrmObject, raws: readonly Raw[]): Promise<Raw[]> {
  if (raws.length === 0) return []
  const empty = Object.fromEntries((await fieldIdsOf(api, object)).map((id) => [`${CUSTOM}${id}`, null]))
  return raws.map((raw) => ({ ...empty, ...raw }))
}

type Query = Record<string, unknown>
const and = (...queries: Query[]): Query => ({ type: "and", queries })
const or = (queries: Query[]): Query => ({ type: "or", queries })
const isOf = (object_type: string): Query => ({ type: "object_type", object_type })
const isText = (field: Query, value: string): Query => ({
  type: "field_condition",
  field,
  condition: { type: "text", mode: "phrase", value },
})

async function search(api: RestApi, operation: string, type: string, query: Query): Promise<z.infer<typeof Found>["data"]> {
  const found: z.infer<typeof Found>["data"] = []
  for (let cursor: string | null = ""; cursor !== null;) {
    const body: Query = {
      query: and(isOf(type), query),
      _fields: { [type]: ["id", "lead_id"] },
      _limit: LIST_MAX,
      ...(cursor === "" ? {} : { cursor }),
    }
    const answer = await api.send({ operation, method: "POST", path: "/data/search/", body, isRead: true, cost: SEARCH_TURNS })
    const page: z.infer<typeof Found> = Found.parse(answer.body)
    found.push(...page.data)
    cursor = page.cursor ?? null
  }
  return found
}

/** Records whose field of our own has one of these values. */
async function withValues(api: RestApi, object: CrmObject, code: string, values: readonly string[]): Promise<Raw[]> {
  if (!code.startsWith(CUSTOM)) return []
  const field = { type: "custom_field", custom_field_id: code.slice(CUSTOM.length) }
  const ids: string[] = []
  for (const part of chunks([...new Set(values)], TERMS_MAX)) {
    const query = or(part.map((value) => isText(field, value)))
    ids.push(...(await search(api, `${object}.search`, OBJECT_TYPES[object], query)).map(({ id }) => id))
  }
  return await read(api, object, ids)
}

export const findByKeys: RestCrm["findByKeys"] = (api, object, keys) =>
  withValues(api, object, codeOf(api.property(object, KEYS[object])), keys)

/** Addresses and numbers stand on contacts; numbers as the whole world writes them. */
export const findPeople: RestCrm["findPeople"] = async (api, { emails, phones }) => {
  const leadIds = new Set<string>()
  const look = async (related: string, field_name: string, values: readonly string[]): Promise<void> => {
    const field = { type: "regular_field", object_type: related, field_name }
    const has = (value: string): Query => ({
      type: "has_related",
      this_object_type: "contact",
      related_object_type: related,
      related_query: isText(field, value),
    })
    for (const part of chunks([...new Set(values)], TERMS_MAX))
      for (const { lead_id } of await search(api, `${related}.search`, "contact", or(part.map(has)))) if (lead_id) leadIds.add(lead_id)
  }
  await look("contact_email", "email", emails)
  await look(
    "contact_phone",
    "phone",
    crmLines(phones).map(({ e164 }) => e164),
  )
  return await read(api, "contact", [...leadIds])
}

export const dealsOf: RestCrm["dealsOf"] = async (api, contactIds) => {
  const found: { contactId: string; dealId: string }[] = []
  for (const lead_id of contactIds) {
    const { body } = await api.send({ operation: "deals", path: PATHS.deal, query: { lead_id, _limit: LIST_MAX } })
    found.push(...Rows.parse(body).data.map(({ id }) => ({ contactId: lead_id, dealId: id })))
  }
  return found
}

export const dealsMarked: RestCrm["dealsMarked"] = async (api, markField, ids) =>
  (await withValues(api, "deal", markField, ids)).flatMap((raw) => {
    const [mark, contactId] = [raw[markField], raw["lead_id"]]
    return typeof mark === "string" && typeof contactId === "string" && ids.includes(mark) ? [{ mark, contactId }] : []
  })

export const list: RestCrm["list"] = async (api, object, after) => {
  const skip = Number(after ?? 0)
  const query = { _limit: LIST_MAX, _skip: skip, ...(object === "deal" ? { _order_by: "date_created" } : {}) }
  const { data } = Rows.parse((await api.send({ operation: `${object}.list`, path: PATHS[object], query })).body)
  return { raws: await withEmptyFields(api, object, data), after: data.length < LIST_MAX ? null : String(skip + data.length) }
}
