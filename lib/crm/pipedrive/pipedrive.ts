import { z } from "zod"
import type { FailureKind } from "@/lib/crm/provider"
import { DATE, NUMBER, VALUES } from "@/lib/crm/rest/codecs"
import type { RestCrm } from "@/lib/crm/rest/descriptor"
import { subscribe } from "./notices"
import { PIPEDRIVE_DEAL, PIPEDRIVE_OBJECTS, PIPEDRIVE_OWN_PROPERTIES } from "./objects"
import { changes, dealsMarked, dealsOf, findByKeys, findPeople, list, read, refusalOf, write } from "./records"
import { PIPEDRIVE_PROVISION, PIPEDRIVE_SCHEMA } from "./schema"

/** Pipedrive: API v2 where it exists, v1 for notes, users and merging. Nothing there is unique and nothing is upserted. */
const SHUT_OUT_MS = 30 * 60_000
const BURST_MS = 2_000

const Refusal = z.looseObject({ error: z.string().catch(""), error_info: z.string().optional().catch(undefined) })
const Notes = z.object({ data: z.array(z.looseObject({ content: z.string().catch("") })).nullable() })
const Activities = z.object({ data: z.array(z.looseObject({ note: z.string().nullish() })).nullable() })
const Made = z.object({ data: z.looseObject({ id: z.number() }) })

function numberIn(headers: Headers, name: string): number | null {
  const text = headers.get(name)
  return text === null || Number.isNaN(Number(text)) ? null : Number(text)
}

const DAY_LEFT = "x-daily-ratelimit-token-remaining"

/** In v1 a moment has no zone and is UTC. */
const momentOf = (at: Date): string => at.toISOString().slice(0, 19).replace("T", " ")

const html = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\n", "<br>")

/** A call took from the moment it began; what is not known of it is left open. */
const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16)

export const PIPEDRIVE: RestCrm = {
  access: {
    baseUrl: ({ apiUrl = "" }) => `${apiUrl.replace(/\/$/, "")}/api`,
    headers: ({ apiToken = "" }) => ({ "x-api-token": apiToken }),
    signIn: null,
  },
  // Searches have a window of their own, which says nothing of the others.
  quotaOf: (headers, { path }) => {
    const [dailyMax, dailyLeft] = [numberIn(headers, "x-daily-ratelimit-token-limit"), numberIn(headers, DAY_LEFT)]
    const burstMax = path.endsWith("/search") ? null : numberIn(headers, "x-ratelimit-limit")
    return dailyLeft === null && burstMax === null ? null : { dailyMax, dailyLeft, burstMax }
  },
  failureOf: ({ status, headers, isHtml }): FailureKind | null | undefined => {
    // Who goes on after refusals is shut out for a while.
    if (status === 403 && isHtml) return { kind: "blocked", retryAfterMs: SHUT_OUT_MS }
    if (status !== 429) return undefined
    if (numberIn(headers, DAY_LEFT) === 0) return { kind: "rate_limited", isDaily: true, retryAfterMs: null }
    const seconds = numberIn(headers, "x-ratelimit-reset")
    return { kind: "rate_limited", isDaily: false, retryAfterMs: seconds === null ? BURST_MS : seconds * 1_000 }
  },
  wordsOf: (body) => Refusal.safeParse(body).data?.error ?? "",
  objects: PIPEDRIVE_OBJECTS,
  deal: PIPEDRIVE_DEAL,
  codecs: { values: VALUES, user: NUMBER, double: NUMBER, int: NUMBER, monetary: NUMBER, enum: NUMBER, stage: NUMBER, date: DATE },
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
  // The record that is named in the body stays, and its values win.
  merge: {
    contact: async (api, primaryId, otherId) => {
      const body = { merge_with_id: Number(primaryId) }
      await api.send({ operation: "contact.merge", method: "PUT", path: `/v1/persons/${otherId}/merge`, body })
    },
    deal: async (api, primaryId, otherId) => {
      const body = { merge_with_id: Number(primaryId) }
      await api.send({ operation: "deal.merge", method: "PUT", path: `/v1/deals/${otherId}/merge`, body })
    },
  },
  activities: {
    textsOf: async (api, type, contactId, since) => {
      if (type === "call") {
        const query = { person_id: contactId, updated_since: `${since.toISOString().slice(0, 19)}Z`, limit: 500 }
        const { body } = await api.send({ operation: "call.list", path: "/v2/activities", query })
        return (Activities.parse(body).data ?? []).map(({ note }) => note ?? "")
      }
      const query = { person_id: contactId, start_date: since.toISOString().slice(0, 10), limit: 100, sort: "add_time DESC" }
      const { body } = await api.send({ operation: "note.list", path: "/v1/notes", query })
      return (Notes.parse(body).data ?? []).map(({ content }) => content)
    },
    log: async (api, type, { title, body, at, contactId, dealId, call }) => {
      const deal = dealId === null ? {} : { deal_id: Number(dealId) }
      const [path, sent] =
        type === "call"
          ? [
              "/v2/activities",
              {
                subject: title,
                type: "call",
                done: true,
                due_date: at.toISOString().slice(0, 10),
                due_time: at.toISOString().slice(11, 16),
                ...(call?.durationMs == null ? {} : { duration: clock(call.durationMs) }),
                note: html(body),
                participants: [{ person_id: Number(contactId), primary: true }],
                ...deal,
              },
            ]
          : ["/v1/notes", { content: html(body), person_id: Number(contactId), add_time: momentOf(at), ...deal }]
      return String(Made.parse((await api.send({ operation: `${type}.log`, method: "POST", path, body: sent })).body).data.id)
    },
  },
  schema: PIPEDRIVE_SCHEMA,
  subscribe,
  ownProperties: PIPEDRIVE_OWN_PROPERTIES,
  provision: PIPEDRIVE_PROVISION,
}
