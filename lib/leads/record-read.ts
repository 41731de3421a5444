import { sql } from "drizzle-orm"
import { MINUTE_MS } from "@/lib/core/time"
import type { Ctx } from "@/lib/platform/context"
import type { leadReads } from "@/db/schema"

/** How somebody saw a lead: its page, or another that shows its details, the REST API, a chatbot's question, an export of many, the export of one person. */
type ReadWay = (typeof leadReads.$inferSelect)["way"]

const QUIET_MS = 5 * MINUTE_MS

/**
 * Records who saw leads, one row a day, reader and way, so that a person can be told. A page that refreshes itself counts
 * once in five minutes. Lists and the board show names in passing and are not recorded.
 */
export async function recordReads(
  { db, actor, now }: Pick<Ctx, "db" | "actor" | "now">,
  leadIds: readonly string[],
  way: ReadWay,
): Promise<void> {
  if (leadIds.length === 0) return
  const at = now().toISOString()
  const actorId = actor.kind === "system" ? actor.name : actor.id
  await db.execute(sql`
    insert into lead_reads (lead_id, actor_kind, actor_id, way, day, first_at, last_at)
    select value::uuid, ${actor.kind}, ${actorId}, ${way}, (${at}::timestamptz at time zone 'UTC')::date, ${at}, ${at}
    from jsonb_array_elements_text(${JSON.stringify([...new Set(leadIds)])}::jsonb)
    where exists (select 1 from leads where id = value::uuid)
    on conflict (lead_id, actor_kind, actor_id, way, day) do update set last_at = excluded.last_at, times = lead_reads.times + 1
    where lead_reads.last_at < ${new Date(now().getTime() - QUIET_MS).toISOString()}`)
}
