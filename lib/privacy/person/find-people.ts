import { sql } from "drizzle-orm"
import { z } from "zod"
import { PERSONAL_DATA } from "@/db/personal-data"
import { leads } from "@/db/schema"
import { everyIdOf, findLeadOrThrow } from "@/lib/leads/find-lead"
import { listLeads } from "@/lib/leads/list-leads"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { heldKindOf, type HeldKind } from "./held-kinds"
import { readColumnTypes, tableName } from "@/lib/privacy/erase/erase-quotes"
import { isOf } from "./own-rows"

export type FoundPerson = {
  leadId: string
  name: string | null
  phones: string[]
  emails: string[]
  lastActivityAt: string
  isRestricted: boolean
}

const SHOWN = 10

/** People by phone in any format, email or name: the search of the list of leads. */
export async function findPeople(ctx: Ctx, { q }: { q: string }): Promise<FoundPerson[]> {
  requirePermission(ctx, "privacy.manage")
  if (q.trim() === "") return []
  const { data } = await listLeads(ctx, { q, limit: SHOWN })
  return data.map(({ id, name, phones, emails, lastActivityAt, restrictedAt }) => ({
    leadId: id,
    name,
    phones,
    emails,
    lastActivityAt,
    isRestricted: restrictedAt !== null,
  }))
}

export type HeldData = { person: FoundPerson; held: { kind: HeldKind; count: number }[] }

/** What is held about one person, as numbers of records; the export has the records themselves. */
export async function readHeld(ctx: Ctx, { leadId }: { leadId: string }): Promise<HeldData> {
  requirePermission(ctx, "privacy.manage")
  const lead = await findLeadOrThrow(ctx.db, leadId)
  const [types, leadIds] = [await readColumnTypes(ctx), await everyIdOf(ctx.db, lead.id)]
  const counts = Object.entries(PERSONAL_DATA).flatMap(([table, data]) =>
    (data.of ?? []).length === 0 || (data.personal ?? []).length === 0
      ? []
      : [
          sql`select ${table}::text as name, (select count(*)::int from ${tableName(table)} t
            where ${isOf(data, types.get(table) ?? new Map(), leadIds)}) as count`,
        ],
  )
  const { rows } = await ctx.db.execute(sql.join(counts, sql` union all `))
  const held = new Map<HeldKind, number>()
  for (const row of rows) {
    const { name, count } = Count.parse(row)
    const kind = heldKindOf(name)
    if (count > 0) held.set(kind, (held.get(kind) ?? 0) + count)
  }
  return { person: personOf(lead), held: [...held].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => b.count - a.count) }
}

const Count = z.object({ name: z.string(), count: z.number() })

const personOf = (lead: typeof leads.$inferSelect): FoundPerson => ({
  leadId: lead.id,
  name: lead.name,
  phones: lead.phones,
  emails: lead.emails,
  lastActivityAt: lead.lastActivityAt.toISOString(),
  isRestricted: lead.restrictedAt !== null,
})
