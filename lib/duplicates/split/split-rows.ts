import { getTableColumns, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import type { SplitSnapshot, StrengthBefore } from "@/db/schema"
import { newId } from "@/lib/platform/ids"
import { LEAD_CHILDREN } from "@/lib/leads/children"
import { keyColumn } from "@/lib/duplicates/merge/move-children"
import { shareIdentity } from "@/lib/duplicates/items/share-identity"

/** What happens to the identity that both used. `shared`: it never decides alone again. */
type ContestedIdentity = "stays" | "goes" | "shared"

type Split = { from: string; to: string; touchIds: readonly string[] }

/** Moves the touchpoints and every row that came with one of them, except identities. */
export async function moveTouches(tx: Transaction, { from, to, touchIds }: Split): Promise<Record<string, string[]>> {
  const moved: Record<string, string[]> = {}
  for (const [name, table] of Object.entries(LEAD_CHILDREN)) {
    const key = name === "touchpoints" ? sql`id` : "touchpointId" in getTableColumns(table) ? sql`touchpoint_id` : null
    if (key === null || name === "lead_identities") continue
    const { rows } = await tx.execute<{ id: string }>(sql`
      update ${table} set lead_id = ${to}
      where lead_id = ${from} and ${key} in ${idsIn(touchIds)} returning ${keyColumn(name)} as id`)
    moved[name] = rows.map(({ id }) => id)
  }
  moved["conversations"] = await moveConversations(tx, { from, to })
  return moved
}

/** A conversation moves when all of its messages do. */
async function moveConversations(tx: Transaction, { from, to }: Pick<Split, "from" | "to">): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    update conversations c set lead_id = ${to}
    where c.lead_id = ${from}
      and exists (select 1 from touchpoints t where t.lead_id = ${to} and t.conversation_id = c.id)
      and not exists (select 1 from touchpoints t where t.lead_id = ${from} and t.conversation_id = c.id)
    returning c.id`)
  return rows.map(({ id }) => id)
}

type IdentityRow = { id: string; kind: string; value: string; in_moved: boolean; in_rest: boolean }

/**
 * Moves identities, after the touchpoints: one that only moved touchpoints claim moves. The contested one, and channel
 * ids that come with it (a WhatsApp number is also a WhatsApp id), follow the reviewer's choice. A lead that claims a
 * value owned by the other gets a weak copy.
 */
export async function partIdentities(
  tx: Transaction,
  { from, to }: Pick<Split, "from" | "to">,
  contested: { kind: string; value: string } | null,
  choice: ContestedIdentity,
): Promise<Pick<SplitSnapshot, "strengths" | "copies"> & { moved: string[] }> {
  const { rows } = await tx.execute<IdentityRow>(sql`
    select i.id, i.kind, i.value,
      exists (select 1 from touchpoints t, jsonb_array_elements(t.claims) c where t.lead_id = ${to} and c->>'kind' = i.kind and c->>'value' = i.value) as in_moved,
      exists (select 1 from touchpoints t, jsonb_array_elements(t.claims) c where t.lead_id = ${from} and c->>'kind' = i.kind and c->>'value' = i.value)
        or i.touchpoint_id is null as in_rest
    from lead_identities i where i.lead_id = ${from} order by i.id`)
  const isContested = (row: IdentityRow): boolean =>
    (row.kind === contested?.kind && row.value === contested.value) || (row.kind !== "phone" && row.kind !== "email" && row.in_rest)
  const result = { strengths: [] as StrengthBefore[], copies: [] as string[], moved: [] as string[] }
  for (const row of rows.filter(({ in_moved }) => in_moved)) {
    const goes = isContested(row) ? choice === "goes" : !row.in_rest
    const isShared = isContested(row) && choice === "shared"
    if (goes) result.moved.push(row.id)
    if (isShared) result.strengths.push(...(await shareIdentity(tx, row)))
    if (goes) await tx.execute(sql`update lead_identities set lead_id = ${to} where id = ${row.id}`)
    if (!goes || row.in_rest) result.copies.push(await copyIdentity(tx, row.id, goes ? from : to, isShared ? "shared" : "weak"))
  }
  return result
}

async function copyIdentity(tx: Transaction, id: string, leadId: string, strength: "shared" | "weak"): Promise<string> {
  const copy = newId()
  await tx.execute(sql`
    insert into lead_identities (id, lead_id, kind, value, raw, strength, source, channel, touchpoint_id, traits, first_seen_at, last_seen_at)
    select ${copy}, ${leadId}, kind, value, raw, ${strength}, source, channel, touchpoint_id, traits, first_seen_at, last_seen_at
    from lead_identities where id = ${id}`)
  return copy
}
