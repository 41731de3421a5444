import { pipelined } from "@/db/pipelined"
import { sql } from "drizzle-orm"
import { contactSql, fromPersonSql } from "@/lib/core/response/who-spoke"
import type { Database, Transaction } from "@/db/client"
import type { Band } from "@/lib/core/lead-states"
import type { ContactFact, LeadFacts, MessageFact, ReplyFact } from "@/lib/core/scoring/facts"
import type { ScorePart } from "@/lib/core/scoring/score-lead"
import { readMessages, type NewTouches } from "./read-messages"
import { factsOf, type FactRow } from "./fact-rows"

/** A lead as scoring sees it: its facts, and its last score. */
export type ScoredLead = {
  leadId: string
  facts: LeadFacts
  /** As on the lead's card. */
  score: number
  band: Band
  /** The newest row of its history; null before the first. */
  last: { id: string; at: string; score: number; band: Band; parts: ScorePart[]; heldUnder: number } | null
}

type Reader = Pick<Database | Transaction, "execute">

type ReadOptions = {
  /** Touchpoints since the last score, by lead. For every other lead all messages are read. */
  newTouches?: NewTouches
  /** Lead → an instant (ISO 8601) from which its touchpoints are left out. */
  until?: ReadonlyMap<string, string>
  /** The rules version that the last score must have for its high-intent words to count. */
  version?: number
}

/**
 * The facts of active leads in three statements, whatever their number. Texts are the expensive part of a long chat: if
 * a lead's last score was made under the same rules, only new messages are read, and the words found before are taken
 * from that score.
 *
 * `offset 0` keeps each look-up one index probe per lead: on tables that grow while the statistics lag behind, the
 * planner otherwise chooses full scans.
 */
export async function readFacts(db: Reader, leadIds: readonly string[], options: ReadOptions = {}): Promise<ScoredLead[]> {
  return leadIds.length === 0 ? [] : await factsOfLeads(db, await readLeads(db, leadIds), options)
}

/** The second half of it, for a caller that has read the leads already. */
export async function factsOfLeads(db: Reader, rows: readonly LeadRow[], options: ReadOptions): Promise<ScoredLead[]> {
  const ids = rows.map(({ id }) => id)
  const newTouches = new Map<string, readonly string[]>()
  for (const { id, last } of rows) {
    const touches = options.newTouches?.get(id)
    if (touches && last && last.heldUnder === options.version) newTouches.set(id, touches)
  }
  const [touches, messages] = await pipelined(
    () => readTouches(db, ids, options.until),
    () => readMessages(db, ids, newTouches),
  )
  return rows.map((row) => ({
    leadId: row.id,
    score: row.score,
    band: row.band,
    last: row.last,
    facts: {
      ...factsOf(row),
      contacts: touches.contacts.get(row.id) ?? [],
      replies: touches.replies.get(row.id) ?? [],
      messages: messages.get(row.id) ?? ([] as MessageFact[]),
      intent: newTouches.has(row.id) ? (row.last?.parts.find(({ rule }) => rule === "high_intent_words")?.evidence ?? []) : [],
    },
  }))
}

type LeadRow = FactRow & { id: string; score: number; band: Band; last: ScoredLead["last"] }

export async function readLeads(db: Reader, leadIds: readonly string[]): Promise<LeadRow[]> {
  const { rows } = await db.execute<LeadRow>(sql`
    select l.id, l.score, l.band, l.provenance->'vehicle' as vehicle, l.provenance->'vehicle_class' as vehicle_class,
      (select min(h.at) from stage_history h where h.lead_id = l.id and h.run = l.run) as run_started_at,
      (select jsonb_agg(jsonb_build_object('identityId', i.id, 'value', i.value, 'strength', i.strength, 'at', i.first_seen_at, 'touchpointId', i.touchpoint_id))
       from (select * from lead_identities where lead_id = l.id offset 0) i where i.kind = 'phone' and i.strength = 'personal') as phones,
      (select jsonb_agg(jsonb_build_object('bookingId', b.external_id, 'status', b.status, 'vehicle', b.vehicle, 'bookedAt', b.booked_at, 'statusAt', b.status_at, 'touchpointId', b.touchpoint_id))
       from bookings b where b.lead_id = l.id) as bookings,
      (select jsonb_build_object('id', s.id, 'at', s.at, 'score', s.score, 'band', s.band, 'parts', s.parts, 'heldUnder', s.held_under)
       from lead_scores s where s.lead_id = l.id order by s.id desc limit 1) as last
    from jsonb_array_elements_text(${JSON.stringify(leadIds)}::jsonb) asked(id)
    cross join lateral (select * from leads where id = asked.id::uuid offset 0) l
    where l.state = 'active' and l.restricted_at is null
    order by l.id`)
  return rows
}

type TouchRow = { lead_id: string; what: "contact" | "message" | "call"; id: string; channel: string; at: string; our_at: string | null }

/** The first touchpoint of each channel, and the fastest reply to a contact of ours. */
async function readTouches(
  db: Reader,
  leadIds: readonly string[],
  until: ReadonlyMap<string, string> = new Map(),
): Promise<{ contacts: Map<string, ContactFact[]>; replies: Map<string, ReplyFact[]> }> {
  const asked = leadIds.map((id) => ({ id, until: until.get(id) ?? null }))
  const { rows } = await db.execute<TouchRow>(sql`
    with touch as materialized (
      select t.lead_id, t.id, t.channel, t.direction, t.kind, t.author_role, t.occurred_at as at,
        max(t.occurred_at) filter (where ${sql.raw(contactSql("t"))})
          over (partition by t.lead_id order by t.occurred_at range between unbounded preceding and interval '1 microsecond' preceding) as our_at
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as asked(id uuid, until timestamptz)
      cross join lateral (select * from touchpoints where lead_id = asked.id offset 0) t
      where asked.until is null or t.occurred_at < asked.until
    ), contact as (
      select distinct on (lead_id, channel) lead_id, 'contact' as what, id, channel, at, null::timestamptz as our_at
      from touch where ${sql.raw(fromPersonSql("touch"))} order by lead_id, channel, at, id
    ), reply as (
      select distinct on (lead_id) lead_id, case when kind = 'message' then 'message' else 'call' end as what, id, channel, at, our_at
      from touch
      where our_at is not null
        and ((kind = 'message' and ${sql.raw(fromPersonSql("touch"))}) or (kind = 'call_answered' and direction in ('inbound', 'outbound')))
      order by lead_id, at - our_at, at, id
    )
    select lead_id, what, id, channel, to_json(at) #>> '{}' as at, to_json(our_at) #>> '{}' as our_at from contact
    union all select lead_id, what, id, channel, to_json(at) #>> '{}', to_json(our_at) #>> '{}' from reply`)
  const contacts = new Map<string, ContactFact[]>()
  const replies = new Map<string, ReplyFact[]>()
  for (const { lead_id: leadId, what, id, channel, at, our_at: ourAt } of rows) {
    const when = new Date(at).toISOString()
    if (what === "contact") contacts.set(leadId, [...(contacts.get(leadId) ?? []), { channel, at: when, touchpointId: id }])
    else if (ourAt) replies.set(leadId, [{ kind: what, at: when, ourAt: new Date(ourAt).toISOString(), touchpointId: id }])
  }
  return { contacts, replies }
}
