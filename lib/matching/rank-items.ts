import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { pipelined } from "@/db/pipelined"
import { lockShared } from "@/lib/platform/lock-order"

/**
 * Which question comes first: certainty × value, the hot leads before the cold.
 *
 * Value rises with the score and with the stage, and halves for every fortnight without activity. Stored as
 * log2(probability × value) + fortnights of the last activity since 1970, the order is that of the product at any
 * moment, so no row has to be written again because time has passed. It is recomputed when one of the leads changes.
 */
const HALF_LIFE_S = 14 * 86_400

function valueOf(alias: "a" | "b") {
  const lead = sql.identifier(alias)
  return sql`ln((0.5 + ${lead}.score / 100.0)
      * case when ${lead}.kind <> 'lead' then 0.4 when ${lead}.stage_id = 'lost' then 0.5 when ${lead}.stage_id in ('new_lead', 'booked') then 1 else 1.5 end) / ln(2)
    + extract(epoch from ${lead}.last_activity_at) / ${sql.raw(String(HALF_LIFE_S))}`
}

/** Ranks the open items of these leads. Most leads have none, and then nothing is locked. */
export async function rankItems(tx: Transaction, leadIds: readonly string[]): Promise<void> {
  const named = idsIn(leadIds)
  const { rows } = await tx.execute<{ id: string }>(sql`
    select i.id from duplicate_items i join ${named} n on i.lead_a = n.id where i.status in ('pending', 'later')
    union
    select i.id from duplicate_items i join ${named} n on i.lead_b = n.id where i.status in ('pending', 'later')`)
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await pipelined(
    () => lockShared(tx),
    () => writeRanks(tx, ids),
  )
}

const writeRanks = (tx: Transaction, ids: readonly string[]) =>
  tx.execute(sql`
    with ranked as (
      select items.id, ln(greatest(items.probability, 0.01)) / ln(2) + greatest(${valueOf("a")}, ${valueOf("b")}) as rank
      from duplicate_items items join leads a on a.id = items.lead_a join leads b on b.id = items.lead_b
      where items.id in ${idsIn(ids)} and items.status in ('pending', 'later')
    )
    update duplicate_items d set rank = ranked.rank from ranked where d.id = ranked.id and d.rank is distinct from ranked.rank`)
