import { z } from "zod"
import { CrmFailure, type FailureKind } from "@/lib/crm/provider"
import { changesByTime, type TimedChanges } from "@/lib/crm/rest/changes"
import { BOOLEAN, DATE, LOOKUP, NUMBER } from "@/lib/crm/rest/codecs"
import { codeOf, RestError, type RestCrm } from "@/lib/crm/rest/descriptor"
import { refreshToken } from "@/lib/crm/rest/sign-in"
import { MODULES, OPT_OUT, STAGE, ZOHO_OBJECTS, ZOHO_OWN_PROPERTIES } from "./modules"
import { changedAfter, findPeople, inParts, list, momentOf, rowsIn } from "./query"
import { resultOf, sendRows, write } from "./rows"
import { ZOHO_PROVISION, ZOHO_SCHEMA } from "./schema"
import { watch } from "./watch"

/** Zoho CRM v8. Empty answers are 204, costs are credits, and a token belongs to a data centre whose address comes with it. */
const DAY_MS = 86_400_000
/** How many credits are left when the day counts as over. */
const LAST_CREDITS = 10

const Refusal = z.object({ code: z.string(), message: z.string().catch(""), details: z.looseObject({}).catch({}) })
const Link = z.looseObject({ id: z.string() })
function linkId(value: unknown): string[] {
  const read = Link.safeParse(value)
  return read.success ? [read.data.id] : []
}

function creditsLeft(headers: Headers): number | null {
  const left = headers.get("x-api-credits-remaining")
  return left === null ? null : Number(left)
}

const CHANGES: TimedChanges = {
  overlapMs: 2 * 60_000,
  // The bin keeps for 60 days what the list of deletions names.
  deletionsKeptMs: 55 * DAY_MS,
  page: async ({ api }, object, after, fields) => {
    const { raws, isFull } = await changedAfter(api, MODULES[object], fields, after)
    return { raws, next: isFull ? { id: String(raws.at(-1)?.["id"]) } : null }
  },
  deletions: async ({ api }, object, since) => {
    const found: { id: string; at: Date }[] = []
    for (let page = 1; ; page += 1) {
      const { body } = await api.send({
        operation: `${object}.deleted`,
        path: `/${MODULES[object]}/deleted`,
        query: { type: "all", page, per_page: 200 },
        headers: { "If-Modified-Since": momentOf(since) },
        cost: 2,
      })
      if (body === null) return found
      const { data, info } = Deleted.parse(body)
      found.push(...data.map(({ id, deleted_time }) => ({ id, at: new Date(deleted_time) })))
      if (!info.more_records) return found
    }
  },
}
const Deleted = z.object({
  data: z.array(z.looseObject({ id: z.string(), deleted_time: z.string() })),
  info: z.looseObject({ more_records: z.boolean() }),
})

export const ZOHO: RestCrm = {
  access: {
    baseUrl: ({ apiUrl }, token) => `${apiUrl ?? token?.baseUrl ?? ""}/crm/v8`,
    headers: (_account, token) => ({ Authorization: `Zoho-oauthtoken ${token?.accessToken ?? ""}` }),
    signIn: ({ accountsUrl = "", clientId = "", clientSecret = "", refreshToken: given = "" }, newest, now) =>
      refreshToken(
        new URL("/oauth/v2/token", accountsUrl),
        {
          grant_type: "refresh_token",
          client_id: clientId,
          client_secret: clientSecret,
          refresh_token: newest?.refreshToken ?? given,
        },
        now,
      ),
  },
  quotaOf: (headers) => {
    const dailyLeft = creditsLeft(headers)
    return dailyLeft === null ? null : { dailyMax: null, dailyLeft, burstMax: null }
  },
  failureOf: ({ status, body, headers }): FailureKind | null | undefined => {
    const code = Refusal.safeParse(body).data?.code
    if (code === "OAUTH_SCOPE_MISMATCH") return { kind: "scope", scopes: [] }
    if (status !== 429) return undefined
    const left = creditsLeft(headers)
    return { kind: "rate_limited", isDaily: left !== null && left <= LAST_CREDITS, retryAfterMs: null }
  },
  wordsOf: (body) => {
    const { code = "", message = "" } = Refusal.safeParse(body).data ?? {}
    return [code, message].filter(Boolean).join(": ")
  },
  objects: ZOHO_OBJECTS,
  deal: {
    stageOf: ({ Pipeline, [STAGE]: stage }) =>
      typeof stage === "string" ? { pipelineId: typeof Pipeline === "string" ? Pipeline : "", stageId: stage } : null,
    putStage: (body, { pipelineId, stageId }) => Object.assign(body, { Pipeline: pipelineId, [STAGE]: stageId }),
    putContact: (body, id) => Object.assign(body, { Contact_Name: { id } }),
  },
  codecs: {
    integer: NUMBER,
    double: NUMBER,
    currency: NUMBER,
    bigint: NUMBER,
    boolean: BOOLEAN,
    date: DATE,
    ownerlookup: LOOKUP,
    lookup: LOOKUP,
  },
  optOut: OPT_OUT,
  batch: { read: 100, write: 100 },
  read: async (api, object, ids, fields) =>
    rowsIn(
      (
        await api.send({
          operation: `${object}.read`,
          path: `/${MODULES[object]}`,
          query: { ids: ids.join(","), fields: fields.join(","), per_page: 200 },
        })
      ).body,
    ),
  findByKeys: (api, object, keys, fields) =>
    inParts(api, `${object}.keys`, MODULES[object], fields, [codeOf(api.property(object, ZOHO_OBJECTS[object].key)), keys]),
  findPeople,
  dealsOf: async (api, contactIds) =>
    (await inParts(api, "deals", MODULES.deal, ["id", "Contact_Name"], ["Contact_Name.id", contactIds])).flatMap(({ id, Contact_Name }) =>
      linkId(Contact_Name).map((contactId) => ({ contactId, dealId: String(id) })),
    ),
  dealsMarked: async (api, markField, ids) =>
    (await inParts(api, "deals.marked", MODULES.deal, ["id", "Contact_Name", markField], [markField, ids])).flatMap((raw) =>
      linkId(raw["Contact_Name"]).map((contactId) => ({ mark: String(raw[markField]), contactId })),
    ),
  list,
  changes: (rest, object, from, shape) => changesByTime(CHANGES, rest, object, from, shape),
  count: async (api, object) =>
    z
      .object({ count: z.coerce.number() })
      .parse((await api.send({ operation: `${object}.count`, path: `/${MODULES[object]}/actions/count` })).body).count,
  write,
  refusalOf: (_api, _object, error) => ({ outcome: "invalid", offences: [{ property: "", cause: "value", message: error.words }] }),
  merge: {
    contact: async (api, primaryId, otherId) => {
      const path = `/${MODULES.contact}/${primaryId}/actions/merge`
      const body = { merge: [{ data: [{ id: otherId, _fields: [] }], master_record_fields: [] }] }
      const answer = await api.send({ operation: "contact.merge", method: "POST", path, body })
      // With many related rows it is done later.
      if (JSON.stringify(answer.body).includes('"SCHEDULED"'))
        throw new CrmFailure({ kind: "transient", retryAfterMs: null }, "contact.merge")
    },
  },
  activities: {
    textsOf: async (api, type, contactId, since) => {
      const [list, field] = type === "call" ? ["Calls", "Description"] : ["Notes", "Note_Content"]
      const { body } = await api.send({
        operation: `${type}.list`,
        path: `/${MODULES.contact}/${contactId}/${list}`,
        query: { fields: field, per_page: 200 },
        headers: { "If-Modified-Since": momentOf(since) },
      })
      return rowsIn(body).map((row) => String(row[field] ?? ""))
    },
    log: async (api, type, { title, body, at, contactId, call }) => {
      const seconds = Math.round((call?.durationMs ?? 0) / 1000)
      const clock = [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(":")
      const row =
        type === "call"
          ? {
              Subject: title.slice(0, 255),
              Call_Type: call?.wasAnswered === false ? "Missed" : call?.isInbound ? "Inbound" : "Outbound",
              Call_Start_Time: momentOf(at),
              Call_Duration: clock,
              Who_Id: { id: contactId },
              Description: body,
            }
          : {
              Note_Title: title.slice(0, 120),
              Note_Content: body,
              Parent_Id: { module: { api_name: MODULES.contact }, id: contactId },
            }
      const path = type === "call" ? "/Calls" : "/Notes"
      const operation = `${type}.log`
      const [answer] = await sendRows(api.send({ operation, method: "POST", path, body: { data: [row] } }))
      const result = resultOf(api, "contact", answer)
      if (result.outcome === "ok") return result.id
      throw new RestError(operation, { status: 400, body: answer }, `${answer?.code ?? ""}: ${answer?.message ?? ""}`)
    },
  },
  schema: ZOHO_SCHEMA,
  subscribe: watch,
  ownProperties: ZOHO_OWN_PROPERTIES,
  provision: ZOHO_PROVISION,
}
