import type { CrmObject } from "@/lib/core/sync/crm-schema"
import { crmLines } from "@/lib/core/sync/crm-phones"
import type { CrmHooks } from "@/lib/crm/hooks"
import type { ActivityRow, ActivityType, CrmProvider, CrmRecord, ReadShape, RowResult } from "@/lib/crm/provider"
import { createHubspotClient, type HubspotClient } from "./client"
import { HubspotError } from "./errors"
import { grantedToken } from "./granted-token"
import { KEYS } from "./mapping"
import { describeSchema, provision, ACTIVITY_KEY } from "./provision"
import type { Page } from "./read-calls"
import { asFailure, readByIds, recordOf, shapeOf, TYPES } from "./read-rows"
import type { HubspotObjectType } from "./records"
import { readChanges } from "./scan-changes"
import type { HubspotOptions } from "./transport"
import { sendOrHalve, writeRows } from "./write-rows"

/** HubSpot behind the engine's narrow interface. Nothing outside this folder knows that it is HubSpot. */
const DEAL_TO_CONTACT = 3
const ACTIVITY_TYPE = { note: "notes", call: "calls", message: "communications" } as const satisfies Record<ActivityType, HubspotObjectType>
const TO_CONTACT = { note: 202, call: 194, message: 81 } as const
const TO_DEAL = { note: 214, call: 206, message: 85 } as const
/** A search body holds 3,000 characters, and an `IN` a hundred values. */
const PHONES_A_SEARCH = 100

type ProviderOptions = Omit<HubspotOptions, "onCall" | "accessToken" | "grant"> & { accessToken?: string | undefined }

/** Without an access token of its own, the account was signed in to, and its token is the shared one. */
export function createHubspotProvider({ accessToken, ...options }: ProviderOptions, hooks: CrmHooks): CrmProvider {
  const way = accessToken === undefined ? { accessToken: "", grant: grantedToken(hooks) } : { accessToken }
  const client = admitted(
    createHubspotClient({ ...options, ...way, onCall: (call) => hooks.onCall({ ...call, problem: call.problem?.kind ?? null }) }),
    hooks,
  )
  return {
    describeSchema: () => describeSchema(client),
    provision: (plan) => provision(client, plan),
    write: (object, rows) => writeRows(client, TYPES[object], KEYS[object], rows),
    associate: async (links) => {
      const pairs = links.map(({ dealId, contactId }) => ({ fromId: dealId, toId: contactId, typeId: DEAL_TO_CONTACT }))
      if (pairs.length > 0) await asFailure(client.associate("deals", "contacts", pairs))
    },
    readByIds: (object, ids, shape) => readByIds(client, object, ids, shape),
    readByKeys: async (object, keys, shape) => {
      const property = KEYS[object]
      const found = new Map<string, CrmRecord>()
      for (let at = 0; at < keys.length; at += 100) {
        const asked = { ...shapeOf(object, shape), idProperty: property }
        for (const raw of await asFailure(client.readMany(TYPES[object], keys.slice(at, at + 100), asked)))
          found.set(raw.properties[property] ?? "", recordOf(object, raw))
      }
      return found
    },
    findContacts: (people, shape) => findContacts(client, people, shape),
    dealsOf: async (contactIds) =>
      contactIds.length === 0 ? new Map<string, string[]>() : await asFailure(client.associations("contacts", "deals", contactIds)),
    readChanges: (object, from, shape) => readChanges(client, object, from, shape),
    count: async (object) => (await asFailure(client.search(TYPES[object], { groups: [], properties: [], limit: 1 }))).total,
    listAll: async (object, after, shape) => {
      const page = await asFailure(client.list(TYPES[object], { ...shapeOf(object, shape), ...(after === null ? {} : { after }) }))
      return { records: page.records.map((raw) => recordOf(object, raw)), after: page.after }
    },
    merge: {
      contact: (primaryId, otherId) => merge(client, "contact", primaryId, otherId),
      deal: (primaryId, otherId) => merge(client, "deal", primaryId, otherId),
    },
    unsubscribe: (email) => asFailure(client.unsubscribe(email)),
    logActivities: (type, rows) => logActivities(client, type, rows),
    close: client.close,
  }
}

/** An id that was merged before leads to the survivor. */
async function merge(client: HubspotClient, object: CrmObject, primaryId: string, otherId: string): Promise<CrmRecord> {
  const { records } = await readByIds(client, object, [primaryId, otherId], { properties: [] })
  const [primary, other] = [records.get(primaryId), records.get(otherId)]
  if (primary && (!other || other.id === primary.id)) return primary
  if (!primary && other) return other
  return recordOf(object, await asFailure(client.merge(TYPES[object], primaryId, otherId)))
}

/** Every call waits for the shared budget before it goes out. */
const admitted = (client: HubspotClient, hooks: CrmHooks): HubspotClient =>
  Object.fromEntries(
    Object.entries(client).map(([name, call]) => [
      name,
      name === "close"
        ? call
        : async (...given: unknown[]): Promise<unknown> => {
            const release = await hooks.admit(name === "search" ? "search" : "burst")
            try {
              return await (call as (...given: unknown[]) => Promise<unknown>)(...given)
            } finally {
              release()
            }
          },
    ]),
  ) as HubspotClient

async function findContacts(
  client: HubspotClient,
  { emails, phones }: { emails: readonly string[]; phones: readonly string[] },
  shape: ReadShape,
): Promise<CrmRecord[]> {
  const asked = shapeOf("contact", shape)
  const found = new Map<string, CrmRecord>()
  for (let at = 0; at < emails.length; at += 100) {
    const records = await asFailure(client.readMany("contacts", emails.slice(at, at + 100), { ...asked, idProperty: "email" }))
    for (const record of records) found.set(record.id, recordOf("contact", record))
  }
  const numbers = crmLines(phones).map(({ nsn }) => nsn)
  for (let at = 0; at < numbers.length; at += PHONES_A_SEARCH) {
    const filter = {
      property: "hs_searchable_calculated_phone_number",
      operator: "IN" as const,
      values: numbers.slice(at, at + PHONES_A_SEARCH),
    }
    for (let after: string | null = "0"; after !== null;) {
      const page: Page = await asFailure(client.search("contacts", { groups: [[filter]], properties: asked.properties, limit: 200, after }))
      for (const record of page.records) found.set(record.id, recordOf("contact", record))
      after = page.after
    }
  }
  return [...found.values()]
}

async function logActivities(client: HubspotClient, type: ActivityType, rows: readonly ActivityRow[]): Promise<Map<string, RowResult>> {
  const objectType = ACTIVITY_TYPE[type]
  const results = await sendOrHalve(
    rows,
    ({ key }) => key,
    (part) =>
      client.upsert(
        objectType,
        ACTIVITY_KEY,
        part.map((row) => ({ id: row.key, properties: activityProperties(type, row) })),
      ),
  )
  const idOf = (key: string): string | null => {
    const result = results.get(key)
    return result?.outcome === "ok" ? result.id : null
  }
  const links = rows.flatMap(({ key, contactId, dealId }) => {
    const id = idOf(key)
    return id === null ? [] : [{ id, contactId, dealId }]
  })
  if (links.length > 0) {
    await link(
      client,
      objectType,
      "contacts",
      links.map(({ id, contactId }) => ({ fromId: id, toId: contactId, typeId: TO_CONTACT[type] })),
    )
    const deals = links.flatMap(({ id, dealId }) => (dealId === null ? [] : [{ fromId: id, toId: dealId, typeId: TO_DEAL[type] }]))
    await link(client, objectType, "deals", deals)
  }
  return results
}

async function link(
  client: HubspotClient,
  from: HubspotObjectType,
  to: "contacts" | "deals",
  links: readonly { fromId: string; toId: string; typeId: number }[],
): Promise<void> {
  if (links.length === 0) return
  try {
    await client.associate(from, to, links)
  } catch (error) {
    // One end is gone: the entry itself stands, and what is left of the batch is linked one by one.
    if (!(error instanceof HubspotError) || (error.problem.kind !== "invalid" && error.problem.kind !== "not_found"))
      return await asFailure(Promise.reject(error as Error))
    if (links.length > 1) for (const one of links) await link(client, from, to, [one])
  }
}

function activityProperties(type: ActivityType, { at, title, body, call }: ActivityRow): Record<string, string> {
  const moment = { hs_timestamp: at.toISOString() }
  if (type === "note") return { ...moment, hs_note_body: body }
  if (type === "message")
    return { ...moment, hs_communication_channel_type: "WHATS_APP", hs_communication_logged_from: "CRM", hs_communication_body: body }
  return {
    ...moment,
    hs_call_title: title,
    hs_call_body: body,
    hs_call_direction: call?.isInbound === false ? "OUTBOUND" : "INBOUND",
    hs_call_status: call?.wasAnswered === false ? "NO_ANSWER" : "COMPLETED",
    ...(call?.durationMs === null || call?.durationMs === undefined ? {} : { hs_call_duration: String(call.durationMs) }),
  }
}
