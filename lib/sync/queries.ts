import { and, desc, eq, gte, sql } from "drizzle-orm"
import { crmAgreements, crmBudget, crmConflicts, crmMinutes, crmSchemas, leads, type AgreementLists } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import type { DriftAlert } from "@/lib/core/sync/crm-schema"
import { env } from "@/lib/env"
import { requirePermission } from "@/lib/permissions"
import { readSetting } from "@/lib/settings/setting"
import { readCursor } from "./poll-changes"
import { crmSettings, PROVIDER, PROVIDER_LABEL } from "./crm-settings"

/** How the leads and the CRM stand to each other, for the sync screen. */
export const SYNC_STATES = ["in_sync", "pending", "failing", "parked", "excluded"] as const
export type SyncState = (typeof SYNC_STATES)[number]

export type SyncOverview = {
  label: string
  hasToken: boolean
  isPaused: boolean
  isDisconnected: boolean
  /** Adds up to all leads. */
  counts: Record<SyncState, number>
  total: number
  errors: { errorClass: string; error: string; state: string; count: number; leadId: string }[]
  withheld: { leadId: string; name: string | null; field: string; value: string; why: string }[]
  exclusions: { reason: string; count: number }[]
  quota: {
    dayUsed: number
    dayMax: number | null
    burstMax: number
    alertAtPercent: number
    blockedUntil: string | null
    blockedWhy: string | null
  } | null
  minutes: { at: string; pushed: number; lagMs: number; calls: number; refused: number }[]
  agreements: { at: string; percent: number; equal: number; different: number; missingHere: number; missingThere: number }[]
  lists: AgreementLists | null
  /** Of what is missing here, contacts of people who are known already. */
  wouldLink: number
  conflicts: {
    id: string
    leadId: string
    name: string | null
    property: string
    ours: string | null
    theirs: string | null
    winner: string
    rule: string
    at: string
  }[]
  drift: DriftAlert[]
  schemaReadAt: string | null
  deadNotices: number
}

export const readSyncOverview = async (ctx: Ctx): Promise<SyncOverview> => {
  requirePermission(ctx, "sync.read")
  const settings = await readSetting(ctx.db, crmSettings)
  const [counts, errors, withheld, exclusions, budget, minutes, agreements, conflicts, schema, dead] = await Promise.all([
    countStates(ctx),
    groupErrors(ctx),
    listWithheld(ctx),
    countExclusions(ctx),
    ctx.db.select().from(crmBudget).where(eq(crmBudget.provider, PROVIDER)),
    lastMinutes(ctx),
    ctx.db.select().from(crmAgreements).where(eq(crmAgreements.provider, PROVIDER)).orderBy(desc(crmAgreements.at)).limit(30),
    listConflicts(ctx),
    ctx.db.select().from(crmSchemas).where(eq(crmSchemas.provider, PROVIDER)),
    ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from crm_inbox where provider = ${PROVIDER} and state = 'dead'`),
  ])
  const [limits] = budget
  const compared = await readCursor<{ wouldLink?: number }>(ctx, "compare")
  const isBlocked =
    limits?.blockedUntil !== null && limits?.blockedUntil !== undefined && limits.blockedUntil > ctx.now() && limits.blockedWhy !== "burst"
  const held = isBlocked || settings.isPaused || settings.isDisconnected ? { pending: 0, parked: counts.parked + counts.pending } : {}
  return {
    label: PROVIDER_LABEL,
    hasToken: env().HUBSPOT_ACCESS_TOKEN !== undefined,
    isPaused: settings.isPaused,
    isDisconnected: settings.isDisconnected,
    counts: { ...counts, ...held },
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    errors,
    withheld,
    exclusions,
    quota: limits
      ? {
          dayUsed: limits.dayUsed,
          dayMax: limits.dayMax,
          burstMax: limits.burstMax,
          alertAtPercent: settings.alertAtPercent,
          blockedUntil: isBlocked ? (limits.blockedUntil?.toISOString() ?? null) : null,
          blockedWhy: isBlocked ? limits.blockedWhy : null,
        }
      : null,
    minutes,
    agreements: agreements.reverse().map(agreementView),
    lists: agreements.at(-1)?.lists ?? null,
    wouldLink: compared?.wouldLink ?? 0,
    conflicts,
    drift: schema[0]?.drift ?? [],
    schemaReadAt: schema[0]?.readAt.toISOString() ?? null,
    deadNotices: dead.rows[0]?.n ?? 0,
  }
}

/** Every lead is in exactly one of the five. */
const countStates = async ({ db }: Ctx): Promise<Record<SyncState, number>> => {
  const { rows } = await db.execute<{ state: SyncState; n: number }>(sql`
    select case
        when x.lead_id is not null or (l.kind <> 'lead' and k.lead_id is null) then 'excluded'
        when o.state = 'dead' or (o.attempts > 0 and o.state <> 'done') then 'failing'
        when o.state = 'parked' then 'parked'
        when o.state in ('pending', 'leased') or k.lead_id is null then 'pending'
        else 'in_sync' end as state, count(*)::int as n
    from leads l
    left join crm_outbox o on o.lead_id = l.id and o.provider = ${PROVIDER} and o.kind = 'lead'
    left join (select distinct lead_id from crm_links where provider = ${PROVIDER} and object_type = 'contact') k on k.lead_id = l.id
    left join (select distinct lead_id from crm_exclusions where provider = ${PROVIDER}) x on x.lead_id = l.id
    where l.state = 'active' group by 1`)
  const counts: Record<SyncState, number> = { in_sync: 0, pending: 0, failing: 0, parked: 0, excluded: 0 }
  for (const { state, n } of rows) counts[state] = n
  return counts
}

const groupErrors = async ({ db }: Ctx): Promise<SyncOverview["errors"]> => {
  const { rows } = await db.execute<{ error_class: string; error: string; state: string; n: number; lead_id: string }>(sql`
    select error_class, error, state, count(*)::int as n, min(lead_id::text) as lead_id from crm_outbox
    where provider = ${PROVIDER} and error_class is not null and state <> 'done' group by 1, 2, 3 order by 4 desc limit 20`)
  return rows.map(({ error_class, error, state, n, lead_id }) => ({ errorClass: error_class, error, state, count: n, leadId: lead_id }))
}

const listWithheld = async ({ db }: Ctx): Promise<SyncOverview["withheld"]> => {
  const { rows } = await db.execute<{ lead_id: string; name: string | null; field: string; value: string; why: string }>(sql`
    select k.lead_id, l.name, w.key as field, w.value ->> 'value' as value, w.value ->> 'why' as why
    from crm_links k join leads l on l.id = k.lead_id cross join lateral jsonb_each(k.withheld) w
    where k.provider = ${PROVIDER} and k.withheld <> '{}' order by k.synced_at desc limit 50`)
  return rows.map(({ lead_id: leadId, ...row }) => ({ leadId, ...row }))
}

const countExclusions = async ({ db }: Ctx): Promise<SyncOverview["exclusions"]> => {
  const { rows } = await db.execute<{ reason: string; count: number }>(sql`
    select case when x.reason is not null then x.reason else l.kind end as reason, count(*)::int as count
    from leads l left join crm_exclusions x on x.lead_id = l.id and x.provider = ${PROVIDER}
    where l.state = 'active' and (x.lead_id is not null
      or (l.kind <> 'lead' and not exists (select 1 from crm_links k where k.lead_id = l.id and k.provider = ${PROVIDER})))
    group by 1 order by 2 desc`)
  return rows
}

const HOUR_MS = 3_600_000

const lastMinutes = async ({ db, now }: Ctx): Promise<SyncOverview["minutes"]> => {
  const rows = await db
    .select()
    .from(crmMinutes)
    .where(and(eq(crmMinutes.provider, PROVIDER), gte(crmMinutes.minute, new Date(now().getTime() - HOUR_MS))))
    .orderBy(crmMinutes.minute)
  return rows.map(({ minute, pushed, lagMsSum, calls, refused }) => ({
    at: minute.toISOString(),
    pushed,
    lagMs: pushed === 0 ? 0 : Math.round(lagMsSum / pushed),
    calls,
    refused,
  }))
}

const listConflicts = async ({ db }: Ctx): Promise<SyncOverview["conflicts"]> => {
  const rows = await db
    .select({ conflict: crmConflicts, name: leads.name })
    .from(crmConflicts)
    .innerJoin(leads, eq(leads.id, crmConflicts.leadId))
    .where(eq(crmConflicts.provider, PROVIDER))
    .orderBy(desc(crmConflicts.at))
    .limit(20)
  return rows.map(({ conflict, name }) => ({ ...conflict, name, at: conflict.at.toISOString() }))
}

const agreementView = ({
  at,
  equal,
  different,
  missingHere,
  missingThere,
}: typeof crmAgreements.$inferSelect): SyncOverview["agreements"][number] => {
  const all = equal + different + missingHere + missingThere
  return {
    at: at.toISOString(),
    percent: all === 0 ? 100 : Math.floor((1000 * equal) / all) / 10,
    equal,
    different,
    missingHere,
    missingThere,
  }
}
