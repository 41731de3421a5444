import { sql, type SQL } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Database, Transaction } from "@/db/client"
import type { leads } from "@/db/schema"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { contactSql, reachedSql } from "@/lib/core/response/who-spoke"
import type { StageFacts } from "@/lib/core/stages"

/** The facts a gate is checked against. Contact attempts, ticks and bookings count from the start of the lead's current run. */
type LeadFacts = Omit<StageFacts, "reason">

type Lead = Pick<typeof leads.$inferSelect, "id" | "provenance">

/** The instant at which the lead's current run began; `l` is the lead. */
export const RUN_START: SQL = sql`(select least(min(h.at), case when l.run = 1 then l.first_touch_at end) from stage_history h where h.lead_id = l.id and h.run = l.run)`

/** Contacts of ours in the current run, which began at `r.since`. */
export const ATTEMPTS: SQL = sql.raw(
  `(select count(*)::int from touchpoints t where t.lead_id = l.id and t.occurred_at >= r.since and ${contactSql("t")})`,
)

export const REACHED: SQL = sql.raw(reachedSql("l", "r.since"))

/** Facts of each lead, by id. `leads` are rows as the caller holds them; everything else is read here, in one statement. */
export async function readFacts(
  db: Pick<Database | Transaction, "execute">,
  rows: readonly Lead[],
  now: Date,
): Promise<Map<string, LeadFacts>> {
  if (rows.length === 0) return new Map()
  const { rows: found } = await db.execute<{ id: string; attempts: number; reached: boolean; booked: boolean; ticked: string[] }>(sql`
    select l.id, ${ATTEMPTS} as attempts, ${REACHED} as reached,
      exists (select 1 from bookings b where b.lead_id = l.id and b.status <> 'cancelled'
        and (coalesce(b.booked_at, b.status_at) >= r.since or (b.status = 'created' and b.ends_at >= ${now.toISOString()}))) as booked,
      array(select c.item_id from lead_checklist c where c.lead_id = l.id and c.at >= r.since) as ticked
    from leads l cross join lateral (select coalesce(${RUN_START}, l.first_touch_at) as since) r
    where l.id in ${idsIn(rows.map(({ id }) => id))}`)
  const facts = new Map(found.map((row) => [row.id, row]))
  return new Map(
    rows.map(({ id, provenance }) => {
      const row = facts.get(id)
      return [
        id,
        {
          fields: Object.fromEntries(LEAD_FIELDS.map((field) => [field, provenance[field]?.value])),
          contactAttempts: row?.attempts ?? 0,
          isReached: row?.reached ?? false,
          checklist: new Set(row?.ticked ?? []),
          hasBooking: row?.booked ?? false,
        },
      ]
    }),
  )
}
