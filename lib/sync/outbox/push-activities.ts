import { sql } from "drizzle-orm"
import { required } from "@/lib/core/required"
import { idsIn } from "@/db/sql"
import { insertRows } from "@/db/bulk"
import { crmActivities } from "@/db/schema"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { lockLeads } from "@/lib/platform/lock-order"
import { channelLabel } from "@/lib/core/channels"
import type { ActivityRow, ActivityType, RowResult } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"
import { excludedLeads, readLinks } from "@/lib/sync/reconcile/links"
import { heldRows, settleOutbox, type Lease, type LeasedRow, type PushOutcome } from "@/lib/sync/queue/outbox"
import { ATTEMPTS_MAX, backoffMs } from "@/lib/sync/queue/on-failure"
import type { SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * What was said and done goes onto the CRM's timeline: a call as a call, a WhatsApp conversation as a message of all that was
 * said since the last one, everything else as a note. Which touches make up an entry is written down before it is sent, under
 * a key that the CRM keeps unique, so that sending it twice leaves one entry.
 */
const NO_CONTACT_MS = 30_000
const TEXT_MAX = 10_000

type Touch = {
  id: string
  lead_id: string
  channel: string
  kind: string
  direction: string
  occurred_at: Date | string
  text: string | null
  author_role: string
  author_name: string | null
  conversation_id: string | null
  details: Record<string, unknown>
  activity_key: string | null
  external_id: string | null
}

const SILENT_KINDS = ["delivery_update", "contact_updated", "conversation_event", "message_edited", "not_understood"]

export async function pushActivities(run: SyncRun, lease: Lease): Promise<PushOutcome[]> {
  const { ctx } = run
  const leadIds = lease.rows.map(({ leadId }) => leadId)
  const [links, excluded] = [await readLinks(ctx.db, ctx.crm, leadIds), await excludedLeads(ctx.db, ctx.crm, leadIds)]
  const idOf = (leadId: string, type: string) => links.get(leadId)?.findLast(({ objectType }) => objectType === type)?.externalId ?? null
  const kept = lease.rows.filter(({ leadId }) => excluded.has(leadId))
  const known = lease.rows.filter((row) => !kept.includes(row) && idOf(row.leadId, "contact") !== null)
  const later = lease.rows.filter((row) => !kept.includes(row) && !known.includes(row))
  const touches = await planEntries(
    run,
    known.map(({ leadId }) => leadId),
  )
  run.step("entries planned")
  const unsent = new Set<string>()
  for (const type of ["call", "message", "note"] as const) {
    const entries = entriesOf(touches, type)
    for (let at = 0; at < entries.length; at += 100) {
      const rows = entries
        .slice(at, at + 100)
        .map(({ leadId, row }) => ({ ...row, contactId: required(idOf(leadId, "contact"), "contact"), dealId: idOf(leadId, "deal") }))
      const results = await run.provider.logActivities(type, rows)
      run.step("entries sent")
      const done = rows.flatMap(({ key }) => settledId(key, results.get(key)))
      await keepExternalIds(run, entries.slice(at, at + 100), done)
      const settled = new Set(done.map(({ key }) => key))
      for (const { leadId, row } of entries.slice(at, at + 100)) if (!settled.has(row.key)) unsent.add(leadId)
    }
  }
  const now = ctx.now()
  const outcomes: PushOutcome[] = [
    ...kept.map(({ id }): PushOutcome => ({ id, outcome: "done" })),
    ...known.map((row) => (unsent.has(row.leadId) ? busyOutcome(row, now) : { id: row.id, outcome: "done" as const })),
    ...later.map(({ id, attempts }): PushOutcome =>
      attempts > 20
        ? { id, outcome: "done" }
        : {
            id,
            outcome: "later",
            notBefore: new Date(now.getTime() + NO_CONTACT_MS),
            errorClass: "waiting",
            error: "It waits for its contact.",
            isCounted: true,
          },
    ),
  ]
  await changeLeads(ctx, async ({ db: tx }) => {
    const held = await heldRows(tx, lease)
    await settleOutbox(
      tx,
      lease,
      outcomes.filter(({ id }) => held.has(id)),
      now,
    )
  })
  return outcomes
}

/** What the CRM was too busy for, or did not answer, is not settled: it is sent again under the same key. */
const settledId = (key: string, result: RowResult | undefined): { key: string; id: string }[] =>
  result === undefined || result.outcome === "busy" ? [] : [{ key, id: result.outcome === "ok" ? result.id : `refused:${result.outcome}` }]

function busyOutcome({ id, attempts }: LeasedRow, now: Date): PushOutcome {
  const why = { errorClass: "busy" as const, error: "The CRM was busy with the record." }
  if (attempts + 1 >= ATTEMPTS_MAX) return { id, outcome: "dead", ...why }
  return { id, outcome: "later", notBefore: new Date(now.getTime() + backoffMs(attempts, id)), isCounted: true, ...why }
}

async function keepExternalIds({ ctx }: SyncRun, entries: readonly Entry[], done: readonly { key: string; id: string }[]): Promise<void> {
  await changeLeads(ctx, async ({ db: tx }) => {
    await lockLeads(
      tx,
      entries.map(({ leadId }) => leadId),
    )
    await tx.execute(sql`
      update crm_activities a set external_id = d.id from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as d(key text, id text)
      where a.provider = ${ctx.crm.name} and a.activity_key = d.key`)
  })
}

/** Touches that are on no entry yet get one: those of one conversation share it. */
async function planEntries({ ctx, settings }: SyncRun, leadIds: readonly string[]): Promise<Touch[]> {
  if (leadIds.length === 0) return []
  const since = settings.activitiesSince ?? new Date(0).toISOString()
  const { rows } = await ctx.db.execute<Touch>(sql`
    select t.id, t.lead_id, t.channel, t.kind, t.direction, t.occurred_at, t.text, t.author_role, t.author_name, t.conversation_id, t.details,
      a.activity_key, a.external_id
    from touchpoints t left join crm_activities a on a.provider = ${ctx.crm.name} and a.touchpoint_id = t.id
    where t.lead_id in ${idsIn(leadIds)} and t.channel <> ${ctx.crm.definition.channel} and a.external_id is null
      and t.created_at >= ${since}::timestamptz and t.kind <> all(${sql.raw(`array[${SILENT_KINDS.map((kind) => `'${kind}'`).join(", ")}]`)})
    order by t.occurred_at, t.id`)
  const keyOf = new Map<string, string>()
  const planned = rows.filter(({ activity_key }) => activity_key === null)
  for (const touch of planned) {
    const group = touch.conversation_id === null || typeOf(touch) === "call" ? touch.id : `${touch.conversation_id}`
    const key = keyOf.get(group) ?? `${touch.lead_id}:${touch.id}`
    keyOf.set(group, key)
    touch.activity_key = key
  }
  const now = ctx.now()
  await changeLeads(ctx, async ({ db: tx }) => {
    await lockLeads(tx, leadIds)
    await insertRows(
      tx,
      crmActivities,
      planned.map((touch) => ({
        id: newId(),
        leadId: touch.lead_id,
        provider: ctx.crm.name,
        touchpointId: touch.id,
        activityKey: touch.activity_key ?? touch.id,
        objectType: typeOf(touch),
        externalId: null,
        at: now,
      })),
      sql`on conflict do nothing`,
    )
  })
  return rows
}

const typeOf = ({ kind, channel }: Touch): ActivityType =>
  kind.startsWith("call_") ? "call" : channel === "botspace" && kind === "message" ? "message" : "note"

type Entry = { leadId: string; row: Omit<ActivityRow, "contactId" | "dealId"> }

function entriesOf(touches: readonly Touch[], type: ActivityType): Entry[] {
  const groups = new Map<string, Touch[]>()
  for (const touch of touches.filter((one) => typeOf(one) === type)) {
    const key = touch.activity_key ?? touch.id
    groups.set(key, [...(groups.get(key) ?? []), touch])
  }
  return [...groups].flatMap(([key, list]): Entry[] => {
    const first = list[0]
    return first ? [{ leadId: first.lead_id, row: entryOf(key, first, list) }] : []
  })
}

function entryOf(key: string, first: Touch, list: readonly Touch[]): Entry["row"] {
  const title = `${channelLabel(first.channel)}: ${first.kind.replaceAll("_", " ")}`
  const lines = list
    .map((touch) => `${list.length > 1 ? `${touch.author_name ?? touch.author_role}: ` : ""}${touch.text ?? ""}`.trim())
    .filter((line) => line !== "")
  const body = (lines.length > 0 ? lines.join("\n") : title).slice(0, TEXT_MAX)
  const row = {
    key,
    at: new Date(first.occurred_at),
    title,
    body: first.kind === "message" ? body : `${title}\n${lines.join("\n")}`.trim().slice(0, TEXT_MAX),
  }
  if (!first.kind.startsWith("call_")) return row
  const seconds = Number(first.details["durationSeconds"] ?? first.details["duration"] ?? Number.NaN)
  return {
    ...row,
    call: {
      isInbound: first.direction === "inbound",
      wasAnswered: first.kind !== "call_missed",
      durationMs: Number.isNaN(seconds) ? null : seconds * 1000,
    },
  }
}
