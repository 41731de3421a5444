import { desc, eq, and, sql } from "drizzle-orm"
import { crmInbox } from "@/db/schema"
import type { TroubleClass, WithheldCause } from "@/lib/core/sync/refusals"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { contextOf, knownSchema } from "@/lib/sync/connection/sync-run"
import { missingScopes } from "@/lib/sync/queue/failure-words"
import { wordsOf } from "./sync-states"
import type { CrmSettings } from "@/lib/sync/connection/crm-settings"

/**
 * What is wrong, by its cause, because a cause is what an admin can act on: a scope to grant, a property to make,
 * an address to correct, an owner to name. Counts are of leads, so that each leads to exactly those.
 */
export type ErrorCause = {
  errorClass: TroubleClass
  error: string
  /** Leads that are tried again by themselves, and leads that were given up. */
  waiting: number
  dead: number
  attempts: number
  oldestAt: string
  /** The permissions that the token lacks, where that is what is wrong; else empty. */
  scopes: string
}

/** A value that the CRM does not take: the records went through without it. */
export type WithheldGroup = {
  field: string
  why: string
  cause: WithheldCause
  count: number
  examples: { leadId: string; name: string | null; value: string }[]
}

export type UnknownOwner = { userId: string; name: string; email: string; count: number }

export type DeadChange = { error: string; count: number; newestId: string }

export async function groupErrors({ db, crm }: Pick<CrmCtx, "db" | "crm">): Promise<ErrorCause[]> {
  const { rows } = await db.execute<{
    error_class: ErrorCause["errorClass"]
    error: string
    waiting: number
    dead: number
    attempts: number
    oldest: Date | string
  }>(sql`
    select error_class, coalesce(error, '') as error, count(distinct lead_id) filter (where state <> 'dead')::int as waiting,
      count(distinct lead_id) filter (where state = 'dead')::int as dead, max(attempts)::int as attempts, min(dirty_at) as oldest
    from crm_outbox o where provider = ${crm.name} and error_class is not null and error_class not in ('waiting', 'no_consent') and state <> 'done'
      and exists (select 1 from leads l where l.id = o.lead_id and l.state = 'active')
    group by 1, 2 order by count(*) desc limit 20`)
  return rows.map(({ error_class: errorClass, oldest, ...row }) => ({
    ...row,
    errorClass,
    oldestAt: new Date(oldest).toISOString(),
    scopes: errorClass === "scope" ? missingScopes(row.error) : "",
  }))
}

export async function groupWithheld({ db, crm }: Pick<CrmCtx, "db" | "crm">): Promise<WithheldGroup[]> {
  const { rows } = await db.execute<WithheldGroup>(sql`
    select w.key as field, ${wordsOf(sql`w.value`)} as why, w.value ->> 'cause' as cause,
      count(distinct k.lead_id)::int as count,
      (array_agg(distinct jsonb_build_object('leadId', k.lead_id, 'name', l.name, 'value', w.value ->> 'value')))[1:5] as examples
    from crm_links k join leads l on l.id = k.lead_id and l.state = 'active' cross join lateral jsonb_each(k.withheld) w
    where k.provider = ${crm.name} and k.withheld <> '{}' group by 1, 2, 3 order by 4 desc limit 20`)
  return rows
}

/** Colleagues with leads who have no owner in the CRM: their leads have none there. */
export async function listUnknownOwners(ctx: CrmCtx, settings: CrmSettings): Promise<UnknownOwner[]> {
  const schema = await knownSchema(ctx)
  if (!schema || !settings.mappings.some(({ field, isOn }) => field === "owner" && isOn)) return []
  const { ownerOf } = await contextOf(ctx, settings, schema)
  const { rows } = await ctx.db.execute<UnknownOwner & { user_id: string }>(sql`
    select u.id as user_id, u.name, u.email, count(*)::int as count from leads l join users u on u.id = l.owner_id
    where l.state = 'active' and exists (select 1 from crm_links k where k.lead_id = l.id and k.provider = ${ctx.crm.name} and k.object_type = 'contact')
    group by u.id, u.name, u.email order by 4 desc`)
  return rows
    .filter(({ user_id }) => !ownerOf.has(user_id))
    .map(({ user_id: userId, name, email, count }) => ({ userId, name, email, count }))
}

export async function groupDeadChanges({ db, crm }: Pick<CrmCtx, "db" | "crm">): Promise<DeadChange[]> {
  const rows = await db
    .select({
      error: sql<string>`coalesce(${crmInbox.error}, 'it could not be read')`,
      count: sql<number>`count(*)::int`,
      newestId: sql<string>`(array_agg(${crmInbox.id} order by ${crmInbox.updatedAt} desc))[1]`,
    })
    .from(crmInbox)
    .where(and(eq(crmInbox.provider, crm.name), eq(crmInbox.state, "dead")))
    .groupBy(sql`1`)
    .orderBy(desc(sql`2`))
    .limit(10)
  return rows
}
