import { and, desc, eq, gte, sql } from "drizzle-orm"
import { HOUR_MS } from "@/lib/core/time"
import { crmAgreements, crmBuckets, crmBudget, crmConflicts, crmMinutes, crmSchemas, leads, users } from "@/db/schema"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { canReceive } from "@/lib/core/sync/check-mapping"
import type { DriftAlert } from "@/lib/core/sync/crm-schema"
import { isOnHold, type BlockReason } from "@/lib/core/sync/refusals"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting } from "@/lib/platform/settings/setting"
import { dayUsed } from "@/lib/sync/connection/budget"
import { readCursor } from "@/lib/sync/inbox/poll-changes"
import {
  groupDeadChanges,
  groupErrors,
  groupWithheld,
  listUnknownOwners,
  type DeadChange,
  type ErrorCause,
  type UnknownOwner,
  type WithheldGroup,
} from "./causes"
import { crmSettings } from "@/lib/sync/connection/crm-settings"
import { readLabels } from "./value-labels"
import { countStates, isHeldNow } from "./sync-states"
import type { SyncState } from "@/lib/core/filters/sync"

/** How the leads and the CRM stand to each other, for the sync screen. */
export type SyncOverview = {
  /** The connection's name. */
  crm: string
  label: string
  /** Where a person works in the account; the demo's has pages of its own. */
  accountUrl: string
  hasToken: boolean
  isPaused: boolean
  isDisconnected: boolean
  /** Adds up to all leads. */
  counts: Record<SyncState, number>
  total: number
  errors: ErrorCause[]
  withheld: WithheldGroup[]
  unknownOwners: UnknownOwner[]
  exclusions: { reason: string; count: number }[]
  quota: {
    dayUsed: number
    dayMax: number | null
    buckets: { name: string; max: number; windowMs: number }[]
    alertAtPercent: number
    /** While calls are stopped, and not only for the rate. */
    stopped: { until: string; why: BlockReason } | null
  } | null
  minutes: { at: string; pushed: number; lagMs: number; lagMsMax: number; calls: number; refused: number }[]
  comparisons: { at: string; percent: number; equal: number; different: number; missingHere: number; missingThere: number }[]
  /** Of what is missing here, contacts of people who are known already. */
  wouldLink: number
  conflicts: {
    id: string
    leadId: string
    name: string | null
    property: string
    ours: string | null
    theirs: string | null
    winner: "ours" | "theirs"
    rule: string
    at: string
    /** Whether the loser can be put in place from here. */
    canTurn: boolean
    settled: { at: string; by: string | null; for: "ours" | "theirs" } | null
  }[]
  drift: DriftAlert[]
  schemaReadAt: string | null
  deadChanges: DeadChange[]
}

export async function readSyncOverview(ctx: CrmCtx): Promise<SyncOverview> {
  requirePermission(ctx, "sync.read")
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  const { account, definition } = ctx.crm
  const isHeld = await isHeldNow(ctx)
  const [counts, errors, withheld, unknownOwners, exclusions, quota, minutes, comparisons, conflicts, [schema], deadChanges] =
    await Promise.all([
      countStates(ctx, isHeld),
      groupErrors(ctx),
      groupWithheld(ctx),
      listUnknownOwners(ctx, settings),
      countExclusions(ctx),
      readQuota(ctx, settings.alertAtPercent),
      lastMinutes(ctx),
      ctx.db.select().from(crmAgreements).where(eq(crmAgreements.provider, ctx.crm.name)).orderBy(desc(crmAgreements.at)).limit(30),
      listConflicts(ctx),
      ctx.db.select().from(crmSchemas).where(eq(crmSchemas.provider, ctx.crm.name)),
      groupDeadChanges(ctx),
    ])
  const compared = await readCursor<{ wouldLink?: number }>(ctx, "compare")
  return {
    crm: ctx.crm.name,
    label: ctx.crm.label,
    accountUrl: account ? definition.accountUrl(account) : "",
    hasToken: account !== null,
    isPaused: settings.isPaused,
    isDisconnected: settings.isDisconnected,
    counts,
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    errors,
    withheld,
    unknownOwners,
    exclusions,
    quota,
    minutes,
    comparisons: comparisons.reverse().map(comparisonView),
    wouldLink: compared?.wouldLink ?? 0,
    conflicts,
    drift: schema?.drift ?? [],
    schemaReadAt: schema?.readAt.toISOString() ?? null,
    deadChanges,
  }
}

async function readQuota({ db, crm, now }: CrmCtx, alertAtPercent: number): Promise<SyncOverview["quota"]> {
  const at = now()
  const [limits] = await db
    .select({
      dayUsed: sql<number>`round(${dayUsed(crm, at)})::int`,
      dayMax: crmBudget.dayMax,
      blockedUntil: crmBudget.blockedUntil,
      blockedWhy: crmBudget.blockedWhy,
    })
    .from(crmBudget)
    .where(eq(crmBudget.provider, crm.name))
  if (!limits) return null
  const { blockedUntil, blockedWhy, ...counts } = limits
  const buckets = await db
    .select({ name: crmBuckets.name, max: crmBuckets.max, windowMs: crmBuckets.windowMs })
    .from(crmBuckets)
    .where(eq(crmBuckets.provider, crm.name))
    .orderBy(crmBuckets.name)
  const isStopped = blockedUntil !== null && blockedWhy !== null && blockedUntil > at && isOnHold(blockedWhy)
  return { ...counts, buckets, alertAtPercent, stopped: isStopped ? { until: blockedUntil.toISOString(), why: blockedWhy } : null }
}

async function countExclusions({ db, crm }: CrmCtx): Promise<SyncOverview["exclusions"]> {
  const { rows } = await db.execute<{ reason: string; count: number }>(sql`
    select case when x.reason is not null then x.reason else l.kind end as reason, count(*)::int as count
    from leads l left join crm_exclusions x on x.lead_id = l.id and x.provider = ${crm.name}
    where l.state = 'active' and (x.lead_id is not null
      or (l.kind <> 'lead' and not exists (select 1 from crm_links k where k.lead_id = l.id and k.provider = ${crm.name})))
    group by 1 order by 2 desc`)
  return rows
}

async function lastMinutes({ db, crm, now }: CrmCtx): Promise<SyncOverview["minutes"]> {
  const rows = await db
    .select()
    .from(crmMinutes)
    .where(and(eq(crmMinutes.provider, crm.name), gte(crmMinutes.minute, new Date(now().getTime() - HOUR_MS))))
    .orderBy(crmMinutes.minute)
  return rows.map(({ minute, pushed, lagMsSum, lagMsMax, calls, refused }) => ({
    at: minute.toISOString(),
    pushed,
    lagMs: pushed === 0 ? 0 : Math.round(lagMsSum / pushed),
    lagMsMax,
    calls,
    refused,
  }))
}

async function listConflicts({ db, crm }: CrmCtx): Promise<SyncOverview["conflicts"]> {
  const say = await readLabels({ db, crm })
  const rows = await db
    .select({ conflict: crmConflicts, name: leads.name, settledBy: users.name })
    .from(crmConflicts)
    .innerJoin(leads, eq(leads.id, crmConflicts.leadId))
    .leftJoin(users, eq(users.id, crmConflicts.settledBy))
    .where(eq(crmConflicts.provider, crm.name))
    .orderBy(sql`${crmConflicts.settledAt} is not null`, desc(crmConflicts.at))
    .limit(20)
  return rows.map(({ conflict: { settledAt, settledFor, ...conflict }, name, settledBy }) => ({
    ...conflict,
    ours: say(conflict.property, conflict.ours),
    theirs: say(conflict.property, conflict.theirs),
    name,
    at: conflict.at.toISOString(),
    canTurn: canReceive(conflict.property),
    settled: settledAt && settledFor ? { at: settledAt.toISOString(), by: settledBy, for: settledFor } : null,
  }))
}

function comparisonView({
  at,
  equal,
  different,
  missingHere,
  missingThere,
}: typeof crmAgreements.$inferSelect): SyncOverview["comparisons"][number] {
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
