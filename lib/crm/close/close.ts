import { z } from "zod"
import type { FailureKind } from "@/lib/crm/provider"
import { DATE, NUMBER } from "@/lib/crm/rest/codecs"
import type { RestCrm } from "@/lib/crm/rest/descriptor"
import { changes } from "./changes"
import { subscribe } from "./notices"
import { CENTS, CLOSE_DEAL, CLOSE_OBJECTS, CLOSE_OWN_PROPERTIES, firstOf } from "./objects"
import { dealsMarked, dealsOf, findByKeys, findPeople, list, read } from "./query"
import { CLOSE_PROVISION, CLOSE_SCHEMA } from "./schema"
import { refusalOf, write, WRITE_TURNS } from "./write"

/** Close, API v1. Every path ends with a slash; nothing is unique there and nothing is upserted. */
const Refusal = z.looseObject({
  error: z.string().catch(""),
  errors: z.array(z.string()).catch([]),
  "field-errors": z.record(z.string(), z.unknown()).catch({}),
})
const Entries = z.object({ data: z.array(z.looseObject({ note: z.string().nullish() })) })
const Made = z.looseObject({ id: z.string() })

/** `limit=100, remaining=0, reset=0.6`: seconds until there is more, in parts too. */
function resetMs(headers: Headers): number | null {
  const seconds = /reset=([\d.]+)/.exec(headers.get("ratelimit") ?? "")?.[1]
  return seconds === undefined ? null : Math.ceil(Number(seconds) * 1_000)
}

export const CLOSE: RestCrm = {
  access: {
    baseUrl: ({ apiUrl = "" }) => `${apiUrl.replace(/\/$/, "")}/api/v1`,
    headers: ({ apiKey = "" }) => ({ Authorization: `Basic ${Buffer.from(`${apiKey}:`).toString("base64")}` }),
    signIn: null,
  },
  quotaOf: () => null,
  failureOf: ({ status, headers }): FailureKind | undefined => {
    const retryAfterMs = status === 429 ? resetMs(headers) : null
    return retryAfterMs === null ? undefined : { kind: "rate_limited", isDaily: false, retryAfterMs }
  },
  wordsOf: (body) => {
    const refused = Refusal.safeParse(body).data
    if (!refused) return ""
    const fields = Object.entries(refused["field-errors"]).map(([name, message]) => `${name}: ${String(message)}`)
    return [refused.error, ...refused.errors, ...fields].filter(Boolean).join("; ")
  },
  objects: CLOSE_OBJECTS,
  deal: CLOSE_DEAL,
  codecs: { emails: firstOf("email", "office"), phones: firstOf("phone", "mobile"), cents: CENTS, number: NUMBER, date: DATE },
  optOut: null,
  batch: { read: 100, write: 1 },
  read,
  findByKeys,
  findPeople,
  dealsOf,
  dealsMarked,
  list,
  changes,
  count: null,
  write,
  refusalOf,
  // What the other had goes to the one that stays, its people too.
  merge: {
    contact: async (api, destination, source) => {
      await api.send({ operation: "contact.merge", method: "POST", path: "/lead/merge/", body: { source, destination }, cost: WRITE_TURNS })
    },
  },
  activities: {
    textsOf: async (api, type, lead_id, since) => {
      const query = { lead_id, date_created__gte: since.toISOString(), _limit: 100 }
      const { body } = await api.send({ operation: `${type}.list`, path: `/activity/${type === "call" ? "call" : "note"}/`, query })
      return Entries.parse(body).data.map(({ note }) => note ?? "")
    },
    log: async (api, type, { title, body, at, contactId: lead_id, call }) => {
      const common = { lead_id, activity_at: at.toISOString(), note: `${title}\n${body}` }
      const entry = call
        ? {
            ...common,
            direction: call.isInbound ? "inbound" : "outbound",
            duration: Math.round((call.durationMs ?? 0) / 1_000),
            status: call.wasAnswered ? "completed" : "no-answer",
          }
        : common
      const path = `/activity/${type === "call" ? "call" : "note"}/`
      return Made.parse((await api.send({ operation: `${type}.log`, method: "POST", path, body: entry, cost: WRITE_TURNS })).body).id
    },
  },
  schema: CLOSE_SCHEMA,
  subscribe,
  ownProperties: CLOSE_OWN_PROPERTIES,
  provision: CLOSE_PROVISION,
}
