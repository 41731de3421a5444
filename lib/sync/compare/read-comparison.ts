import { desc, eq, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { crmAgreements, type ComparisonLists } from "@/db/schema"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { requirePermission } from "@/lib/platform/permissions"
import { readLabels } from "@/lib/sync/status/value-labels"

type Named<T> = T & { name: string }

/** The newest comparison with the first lines of its four lists. */
export type Comparison = {
  at: string
  counts: { equal: number; different: number; missingHere: number; missingThere: number }
  lists: {
    different: Named<ComparisonLists["different"][number]>[]
    missingHere: ComparisonLists["missingHere"]
    missingThere: Named<{ leadId: string }>[]
    equal: Named<{ leadId: string; externalId: string }>[]
  }
}

const SHOWN = 20

export async function readComparison(ctx: CrmCtx): Promise<Comparison | null> {
  requirePermission(ctx, "sync.read")
  const [last] = await ctx.db
    .select()
    .from(crmAgreements)
    .where(eq(crmAgreements.provider, ctx.crm.name))
    .orderBy(desc(crmAgreements.at))
    .limit(1)
  if (!last) return null
  const { at, equal, different, missingHere, missingThere, lists } = last
  const differing = lists.different.slice(0, SHOWN)
  const absent = lists.missingThere.slice(0, SHOWN)
  const say = await readLabels(ctx)
  const names = await namesOf(
    ctx,
    [...differing, ...absent].map(({ leadId }) => leadId),
  )
  const named = <T extends { leadId: string }>(one: T): Named<T> => ({ ...one, name: names.get(one.leadId) ?? "Somebody" })
  return {
    at: at.toISOString(),
    counts: { equal, different, missingHere, missingThere },
    lists: {
      different: differing.map((one) => ({
        ...named(one),
        ours: say(one.property, one.ours) ?? "",
        theirs: say(one.property, one.theirs) ?? "",
      })),
      missingHere: lists.missingHere.slice(0, SHOWN),
      missingThere: absent.map(named),
      equal: await equalLeads(ctx, lists, at),
    },
  }
}

async function namesOf({ db }: CrmCtx, leadIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.execute<{ id: string; name: string | null }>(
    sql`select id, coalesce(name, phones[1], emails[1]) as name from leads where id in ${idsIn(leadIds)}`,
  )
  return new Map(rows.map(({ id, name }) => [id, name ?? "Somebody"]))
}

/** Linked before the comparison, and in none of its other lists. */
async function equalLeads({ db, crm }: CrmCtx, lists: ComparisonLists, at: Date): Promise<Comparison["lists"]["equal"]> {
  const others = [...lists.different, ...lists.missingThere].map(({ leadId }) => leadId)
  const { rows } = await db.execute<{ id: string; name: string | null; external_id: string }>(sql`
    select l.id, coalesce(l.name, l.phones[1], l.emails[1]) as name, k.external_id
    from crm_links k join leads l on l.id = k.lead_id and l.state = 'active'
    where k.provider = ${crm.name} and k.object_type = 'contact' and k.synced_at <= ${at.toISOString()}::timestamptz
      and l.id not in ${idsIn(others)}
    order by k.synced_at desc, k.id limit ${SHOWN}`)
  return rows.map(({ id, name, external_id: externalId }) => ({ leadId: id, name: name ?? "Somebody", externalId }))
}
