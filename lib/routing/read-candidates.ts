import { sql } from "drizzle-orm"
import { fromPersonSql } from "@/lib/core/response/who-spoke"
import { idsIn } from "@/db/sql"
import type { Database, Transaction } from "@/db/client"
import type { Channel } from "@/lib/core/channels"
import type { Band, Role, StageId } from "@/lib/core/lead-states"
import { readCountry, readEmirate, readLanguage, type LeadFacts } from "@/lib/core/routing/lead-facts"
import { isOpenLead } from "./open-leads"

/** An open lead as routing sees it. */
export type Candidate = {
  id: string
  run: number
  stageId: StageId
  ownerId: string | null
  owner: { role: Role; isActive: boolean; isByHand: boolean } | null
  /** What became of it when it was last asked about. */
  last: { outcome: string; reason: string; run: number } | null
  facts: LeadFacts
}

type Row = {
  id: string
  run: number
  stage_id: StageId
  band: Band
  first_channel: Channel
  language: string | null
  country: string | null
  emirate: string | null
  vehicle: string | null
  vehicle_class: string | null
  name: string | null
  phone: string | null
  owner_id: string | null
  owner_role: Role | null
  owner_active: boolean | null
  by_hand: boolean | null
  earlier_owner_id: string | null
  is_returning: boolean
  wrote: string | null
  added_by: string | null
  last_outcome: string | null
  last_reason: string | null
  last_run: number | null
}

/** How much of a conversation rules look at: enough to find a word or a script, whatever the length. */
const TOUCHES = 5
const TEXT_MAX = 600

export async function readCandidates(db: Database | Transaction, leadIds: readonly string[]): Promise<Candidate[]> {
  if (leadIds.length === 0) return []
  const { rows } = await db.execute<Row>(sql`
    select l.id, l.run, l.stage_id, l.band, l.first_channel, l.language, l.country, l.emirate, l.vehicle, l.vehicle_class, l.name,
           l.phones[1] as phone, l.owner_id, u.role as owner_role, u.active as owner_active, given.by_user_id is not null as by_hand,
           coalesce(l.owner_id, given.to_user_id, given.from_user_id) as earlier_owner_id,
           l.run > 1 or exists (select 1 from bookings b where b.lead_id = l.id) as is_returning, said.wrote, said.added_by,
           r.outcome as last_outcome, r.reason as last_reason, r.run as last_run
    from leads l
    left join users u on u.id = l.owner_id
    left join lateral (select from_user_id, to_user_id, by_user_id from owner_history where lead_id = l.id order by at desc, id desc limit 1) given on true
    left join lateral (select outcome, reason, run from routing_receipts where lead_id = l.id order by at desc, id desc limit 1) r on true
    left join lateral (select string_agg(left(text, ${TEXT_MAX}), ' ') as wrote, max(details ->> 'enteredById') as added_by from (
        select text, details from touchpoints s where lead_id = l.id and ${sql.raw(fromPersonSql("s"))}
        order by occurred_at desc, id desc limit ${TOUCHES}) t) said on true
    where l.id in ${idsIn(leadIds)} and ${isOpenLead()} and l.restricted_at is null
    order by l.first_touch_at, l.id`)
  return rows.map(candidateOf)
}

function candidateOf(row: Row): Candidate {
  const wrote = row.wrote ?? ""
  return {
    id: row.id,
    run: row.run,
    stageId: row.stage_id,
    ownerId: row.owner_id,
    owner: row.owner_role === null ? null : { role: row.owner_role, isActive: row.owner_active ?? false, isByHand: row.by_hand ?? false },
    last: row.last_outcome === null ? null : { outcome: row.last_outcome, reason: row.last_reason ?? "", run: row.last_run ?? 1 },
    facts: {
      channel: row.first_channel,
      language: readLanguage(row.language, wrote, row.name),
      country: readCountry(row.country, row.phone),
      emirate: readEmirate(row.emirate),
      vehicle: [row.vehicle, row.vehicle_class].filter(Boolean).join(" ").toLowerCase(),
      band: row.band,
      isReturning: row.is_returning,
      text: wrote.toLowerCase(),
      ownerId: row.owner_id,
      earlierOwnerId: row.earlier_owner_id,
      addedById: row.added_by,
    },
  }
}
