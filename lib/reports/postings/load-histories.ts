import { sql, type SQL } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { visitsOf } from "@/lib/core/metrics/attribution"
import type { LeadHistory } from "@/lib/core/metrics/lead-entries"
import type { Band } from "@/lib/core/lead-states"
import { CONTACT_PATTERN } from "@/lib/core/privacy/contact-pattern"
import { fromPersonSql, judgedQuestionSql } from "@/lib/core/response/who-spoke"

/** The histories of some leads, in a fixed number of statements. A lead that counts for nothing (merged, off the board, gone) is left out. */
export async function loadHistories(tx: Pick<Transaction, "execute">, leadIds: readonly string[]): Promise<LeadHistory[]> {
  if (leadIds.length === 0) return []
  const ids = uuidsOf(leadIds)
  const leads = await tx.execute<LeadRow>(sql`
    select id, first_touch_at, first_channel, owner_id, band, stage_id, stage_entered_at
    from leads where id = any (${ids}) and state = 'active' and kind = 'lead'`)
  const moves = byLead(
    await tx.execute<MoveRow>(
      sql`select lead_id, to_stage_id, at from stage_history where lead_id = any (${ids}) order by lead_id, at, id`,
    ),
  )
  const bookings = byLead(
    await tx.execute<BookingRow>(sql`
      select lead_id, status, coalesce(booked_at, status_at) as at, amount_minor, currency from bookings where lead_id = any (${ids}) order by lead_id, 3, id`),
  )
  const touches = byLead(await tx.execute<TouchRow>(touchesOf(ids)))
  const doubles = byLead(await tx.execute<DoubleRow>(doublesOf(ids)))
  const questions = byLead(
    await tx.execute<QuestionRow>(
      sql`select l.id as lead_id, q.* from leads l cross join lateral (${sql.raw(judgedQuestionSql("l"))}) q where l.id = any (${ids})`,
    ),
  )
  return leads.rows.map((lead) => ({
    leadId: lead.id,
    firstTouchAt: new Date(lead.first_touch_at),
    firstChannel: lead.first_channel,
    ownerId: lead.owner_id,
    band: lead.band,
    stageId: lead.stage_id,
    stageEnteredAt: new Date(lead.stage_entered_at),
    moves: (moves.get(lead.id) ?? []).map(({ to_stage_id, at }) => ({ to: to_stage_id, at: new Date(at) })),
    visits: visitsOf(
      (touches.get(lead.id) ?? []).map(({ at, channel, source, campaign }) => ({ at: new Date(at), channel, source, campaign })),
    ),
    bookings: (bookings.get(lead.id) ?? []).map(({ status, at, amount_minor, currency }) => ({
      status,
      at: new Date(at),
      amountMinor: amount_minor === null ? null : Number(amount_minor),
      currency,
    })),
    isQuestioned: doubles.get(lead.id)?.[0]?.questioned ?? false,
    merges: (doubles.get(lead.id)?.[0]?.merges ?? []).map((at) => new Date(at)),
    asked: questionOf(questions.get(lead.id)?.[0]),
  }))
}

type LeadRow = {
  id: string
  first_touch_at: string
  first_channel: string
  owner_id: string | null
  band: string
  stage_id: string
  stage_entered_at: string
}
type MoveRow = { lead_id: string; to_stage_id: string; at: string }
type BookingRow = { lead_id: string; status: string; at: string; amount_minor: string | null; currency: string | null }
type TouchRow = { lead_id: string; at: string; channel: string; source: string; campaign: string }
type DoubleRow = { lead_id: string; questioned: boolean; merges: string[] | null }
type QuestionRow = {
  lead_id: string
  asked_at: string
  known_at: string
  answered_at: string | null
  settled_at: string | null
  band: Band
}

/** Anybody may write anybody's contact into a link. Sums outlive the lead, and so its erasure, so it never gets into them. */
const saidIn = (column: SQL): SQL =>
  sql`(select nullif(nullif(value, ''), '-') from (select lower(trim(${column})) as value) said where value !~* ${CONTACT_PATTERN})`

/**
 * A source is what the link says (utm_source), else the network whose click id it carries; `-` is how many forms write
 * none. Of a person's touches those that begin a visit are among those that change the channel or say a source.
 */
const touchesOf = (ids: SQL): SQL => sql`
  with said as (
    select t.lead_id, t.occurred_at, t.id, t.channel,
      coalesce(${saidIn(sql`a.utm_source`)}, case when a.gclid is not null then 'google' when a.fbclid is not null then 'facebook'
        when coalesce(a.ctwa_clid, a.ad_id) is not null then 'meta' end, '') as source,
      coalesce(${saidIn(sql`a.utm_campaign`)}, '') as campaign
    from touchpoints t left join attributions a on a.touchpoint_id = t.id
    where t.lead_id = any (${ids}) and ${sql.raw(fromPersonSql("t"))}
  ), beside as (
    select *, lag(channel) over (partition by lead_id order by occurred_at, id) as before from said
  )
  select lead_id, occurred_at as at, channel, left(source, 100) as source, left(campaign, 100) as campaign from beside
  where before is distinct from channel or source <> '' or campaign <> '' order by lead_id, occurred_at, id`

/** What is known of a lead that came in more than once: its own past and that of every lead merged into it. */
const doublesOf = (ids: SQL): SQL => sql`
  with recursive family(lead_id, id) as (
    select id, id from unnest(${ids}) as given(id)
    union all select f.lead_id, l.id from family f join leads l on l.merged_into = f.id
  ), told as (
    select f.lead_id, null::timestamptz as at from family f
    where exists (select 1 from duplicate_items i where i.kind = 'pair' and i.lead_a = f.id)
      or exists (select 1 from duplicate_items i where i.kind = 'pair' and i.lead_b = f.id)
    union all select f.lead_id, m.at from family f join merges m on m.survivor_id = f.id where m.undone_at is null
  )
  select lead_id, bool_or(at is null) as questioned, json_agg(at) filter (where at is not null) as merges from told group by lead_id`

const dateOf = (at: string | null): Date | null => (at === null ? null : new Date(at))

const questionOf = (row: QuestionRow | undefined): LeadHistory["asked"] =>
  row
    ? {
        askedAt: new Date(row.asked_at),
        knownAt: new Date(row.known_at),
        answeredAt: dateOf(row.answered_at),
        settledAt: dateOf(row.settled_at),
        band: row.band,
      }
    : null

/**
 * A list of ids as one parameter, for `= any (…)`. As an array it is worked out once and every table is asked by its
 * index; as a subquery the planner may choose to walk it for each row.
 */
export const uuidsOf = (ids: readonly string[]): SQL => sql`array${idsIn(ids)}`

function byLead<T extends { lead_id: string }>({ rows }: { rows: T[] }): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(row.lead_id)
    if (group) group.push(row)
    else groups.set(row.lead_id, [row])
  }
  return groups
}
