import { z } from "zod"
import { crmLines } from "@/lib/core/sync/crm-phones"
import type { CrmObject } from "@/lib/core/sync/crm-schema"
import type { Offence, RowResult } from "@/lib/crm/provider"
import { withOthers } from "@/lib/crm/rest/codecs"
import { changesByTime, type TimedChanges } from "@/lib/crm/rest/changes"
import { codeOf, type Raw, type RestApi, type RestCrm } from "@/lib/crm/rest/descriptor"
import { CONTACT_MARK } from "@/lib/crm/rest/own-properties"
import { chunks } from "@/lib/crm/rest/reads"
import { customIn, LOST, PATHS } from "./objects"

/**
 * Records of persons and deals. A search finds values without saying in which field, and lags behind: what it names is read
 * again. Writing is one record a call, and one bad key refuses the whole record.
 */
const DAY_MS = 86_400_000
const PAGE = 500
const READ_MAX = 100
/** Half as many searches as calls are allowed in a moment. */
const SEARCH_TURNS = 2

const Page = z.object({
  data: z.array(z.looseObject({ id: z.number(), is_deleted: z.boolean().optional() })).nullable(),
  additional_data: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
})
const Found = z.object({ data: z.object({ items: z.array(z.object({ item: z.looseObject({ id: z.number() }) })) }) })
const Written = z.object({ data: z.looseObject({ id: z.number(), update_time: z.string().nullish() }) })

const One = z.object({ data: z.looseObject({}) })

type Query = Record<string, string | number>

async function page(api: RestApi, operation: string, path: string, query: Query): Promise<{ raws: Raw[]; cursor: string | null }> {
  const { data, additional_data } = Page.parse((await api.send({ operation, path, query })).body)
  return { raws: (data ?? []).filter(({ is_deleted }) => is_deleted !== true), cursor: additional_data?.next_cursor ?? null }
}

async function everything(api: RestApi, operation: string, path: string, query: Query): Promise<Raw[]> {
  const raws: Raw[] = []
  for (let cursor: string | null = ""; cursor !== null;) {
    const answer: Awaited<ReturnType<typeof page>> = await page(api, operation, path, {
      limit: PAGE,
      ...query,
      ...(cursor === "" ? {} : { cursor }),
    })
    raws.push(...answer.raws)
    cursor = answer.cursor
  }
  return raws
}

export const read: RestCrm["read"] = async (api, object, ids) =>
  (await page(api, `${object}.read`, PATHS[object], { ids: ids.join(","), limit: READ_MAX })).raws

async function search(api: RestApi, object: CrmObject, terms: readonly string[], fields: string, isExact: boolean): Promise<Raw[]> {
  const ids = new Set<string>()
  for (const term of new Set(terms)) {
    const query = { term, fields, exact_match: isExact, limit: READ_MAX }
    const { body } = await api.send({ operation: `${object}.search`, path: `${PATHS[object]}/search`, query, cost: SEARCH_TURNS })
    for (const { item } of Found.parse(body).data.items) ids.add(String(item.id))
  }
  const found: Raw[] = []
  for (const part of chunks([...ids], READ_MAX)) found.push(...(await read(api, object, part, [])))
  return found
}

export const findByKeys: RestCrm["findByKeys"] = (api, object, keys) => search(api, object, keys, "custom_fields", true)

/** Numbers by their national digits, because a person writes the rest in many ways. */
export const findPeople: RestCrm["findPeople"] = async (api, { emails, phones }) => [
  ...(await search(api, "contact", emails, "email", true)),
  ...(await search(
    api,
    "contact",
    crmLines(phones).map(({ nsn }) => nsn),
    "phone",
    false,
  )),
]

export const dealsOf: RestCrm["dealsOf"] = async (api, contactIds) => {
  const found: { contactId: string; dealId: string }[] = []
  for (const contactId of contactIds)
    for (const { id } of await everything(api, "deals", PATHS.deal, { person_id: contactId })) found.push({ contactId, dealId: String(id) })
  return found
}

export const dealsMarked: RestCrm["dealsMarked"] = async (api, markField, ids) =>
  (await search(api, "deal", ids, "custom_fields", true))
    .flatMap((raw) => movedFrom(raw, markField))
    .filter(({ mark }) => ids.includes(mark))

/** Where a deal's contact was, and where it is. */
function movedFrom(raw: Raw, markField: string): { mark: string; contactId: string }[] {
  const mark = customIn(raw)[markField]
  return typeof mark === "string" && typeof raw["person_id"] === "number" ? [{ mark, contactId: String(raw["person_id"]) }] : []
}

export const list: RestCrm["list"] = async (api, object, after) => {
  const { raws, cursor } = await page(api, `${object}.list`, PATHS[object], {
    limit: PAGE,
    sort_by: "id",
    sort_direction: "asc",
    ...(after === null ? {} : { cursor: after }),
  })
  return { raws, after: cursor }
}

/** Whole seconds. */
const momentOf = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`

const CHANGES: TimedChanges = {
  overlapMs: 60_000,
  deletionsKeptMs: 29 * DAY_MS,
  page: async ({ api }, object, { at, mark }) => {
    const order = { sort_by: "update_time", sort_direction: "asc", limit: PAGE }
    const query = { updated_since: momentOf(at), ...order, ...(mark === null ? {} : { cursor: mark }) }
    const { raws, cursor } = await page(api, `${object}.changes`, PATHS[object], query)
    return { raws, next: cursor === null ? null : { mark: cursor } }
  },
  // Deleted persons are listed nowhere; that one was merged away shows in deals that moved.
  deletions: async ({ api }, object, since) => {
    const updated_since = momentOf(since)
    if (object === "deal") {
      const answer = await api.send({
        operation: "deal.deleted",
        path: PATHS.deal,
        query: { status: "deleted", updated_since, limit: PAGE },
      })
      return (Page.parse(answer.body).data ?? []).map(({ id, update_time }) => ({ id: String(id), at: new Date(String(update_time)) }))
    }
    const markField = codeOf(api.property("deal", CONTACT_MARK))
    return (await everything(api, "contact.moved", PATHS.deal, { updated_since })).flatMap((raw) =>
      movedFrom(raw, markField)
        .filter(({ mark, contactId }) => mark !== contactId)
        .map(({ mark }) => ({ id: mark, at: new Date(String(raw["update_time"])) })),
    )
  },
}

export const changes: RestCrm["changes"] = (rest, object, from, shape) => changesByTime(CHANGES, rest, object, from, shape)

export const write: RestCrm["write"] = async (api, object, act, rows) => {
  const results: RowResult[] = []
  for (const { row, body } of rows) {
    // Only a lost deal has a reason.
    if ("status" in body && body["status"] !== LOST) delete body["lost_reason"]
    const isNew = act === "create"
    const path = isNew ? PATHS[object] : `${PATHS[object]}/${row.externalId}`
    if (!isNew) await keepOthers(api, path, body)
    const answer = await api.send({ operation: `${object}.${act}`, method: isNew ? "POST" : "PATCH", path, body })
    const { id, update_time } = Written.parse(answer.body).data
    results.push({ outcome: "ok", id: String(id), isNew, updatedAt: update_time ? new Date(update_time) : null })
  }
  return results
}

/** A list is written as a whole: what a person added to it stays. */
async function keepOthers(api: RestApi, path: string, body: Raw): Promise<void> {
  const lists = ["emails", "phones"].filter((name) => name in body)
  if (lists.length === 0) return
  const { data } = One.parse((await api.send({ operation: "contact.lists", path })).body)
  for (const name of lists) body[name] = withOthers(body[name], data[name])
}

export const refusalOf: RestCrm["refusalOf"] = (api, object, { status, words }) => {
  if (status === 404 || status === 410) return { outcome: "missing" }
  const said = /^Validation failed: (.+)$/s.exec(words)?.[1]?.split("; ") ?? []
  const offences = said.flatMap((sentence) => offenceIn(api, object, sentence))
  return { outcome: "invalid", offences: offences.length > 0 ? offences : [{ property: "", cause: "value", message: words }] }
}

/** `custom_fields.<code>: Parameter '<code>' is not allowed for this request` */
function offenceIn({ schema }: RestApi, object: CrmObject, sentence: string): Offence[] {
  const [, field] = /^(?:custom_fields\.)?(\w+): /.exec(sentence) ?? []
  if (field === undefined) return []
  const known = schema?.properties[object].find((property) => codeOf(property) === field)
  const cause = /is not allowed/.test(sentence) ? "property" : known?.options ? "option" : "value"
  return [{ property: known?.name ?? field, cause, message: sentence }]
}
