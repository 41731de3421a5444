import { eq } from "drizzle-orm"
import { crmSchemas } from "@/db/schema"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { driftOf, type FieldMapping, type SyncField } from "@/lib/core/sync/mapping"
import type { CrmSchema, DriftAlert } from "@/lib/core/sync/crm-schema"
import { STAGE_IDS } from "@/lib/core/lead-states"
import type { Provisioned, ProvisionPlan } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { readStages } from "@/lib/pipeline/stages/read-stages"
import { inTransaction } from "@/lib/platform/transaction"
import { readSetting } from "@/lib/platform/settings/setting"
import { readWorkingTime } from "@/lib/platform/settings/working-time-setting"
import { setBudgetZone } from "./connection/budget"
import { crmSettings } from "./connection/crm-settings"
import { noteAccount } from "./connection/same-account"
import { recheckLinked } from "./reconcile/recheck-linked"
import { openRun, stagesOf, type SyncDeps } from "./connection/sync-run"

/** Reads the account's properties, stages and owners, and says what of our mapping they no longer serve. */
export async function refreshSchema(ctx: CrmCtx, deps: SyncDeps): Promise<{ schema: CrmSchema; drift: DriftAlert[] }> {
  const run = await openRun(ctx, deps)
  try {
    const schema = await run.provider.describeSchema()
    const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
    const [before] = await ctx.db.select({ drift: crmSchemas.drift }).from(crmSchemas).where(eq(crmSchemas.provider, ctx.crm.name))
    const since = ctx.now().toISOString()
    const found = [
      ...driftOf(schema, settings.mappings, { since, hasUniqueKeys: ctx.crm.definition.capabilities.findsByKey }),
      ...missingStages(schema, settings.pipelineLabel, since),
    ]
    const drift = found.map((alert) => before?.drift.find((known) => isSameAlert(known, alert)) ?? alert)
    const row = { schema, drift, readAt: ctx.now() }
    await ctx.db
      .insert(crmSchemas)
      .values({ id: newId(), provider: ctx.crm.name, ...row })
      .onConflictDoUpdate({ target: crmSchemas.provider, set: row })
    await noteAccount(ctx, schema)
    await setBudgetZone(ctx, schema.timeZone ?? (await readWorkingTime(ctx.db)).timeZone)
    const resolved = (before?.drift ?? []).filter((known) => !drift.some((alert) => isSameAlert(known, alert)))
    if (resolved.length > 0) await recheckLinked(ctx, fieldsOf(settings.mappings, resolved))
    return { schema, drift }
  } finally {
    await run.logCalls("schema", [])
    run.provider.close()
  }
}

/** What waits while these alerts stand. */
const fieldsOf = (mappings: readonly FieldMapping[], alerts: readonly DriftAlert[]): SyncField[] =>
  mappings
    .filter(({ object, properties }) => alerts.some((alert) => alert.object === object && properties.includes(alert.property)))
    .map(({ field }) => field)

const isSameAlert = (a: DriftAlert, b: DriftAlert): boolean => a.object === b.object && a.property === b.property && a.problem === b.problem

function missingStages(schema: CrmSchema, pipelineLabel: string, since: string): DriftAlert[] {
  const { stageOf } = stagesOf({ pipelineLabel }, schema)
  return STAGE_IDS.filter((id) => !stageOf.has(id)).map((id) => ({
    object: "deal",
    property: `stage ${id}`,
    problem: "has no stage over there",
    since,
  }))
}

/** Makes what is missing in the CRM, and reads the result. Doing it twice makes nothing twice. */
export async function provisionCrm(ctx: CrmCtx, deps: SyncDeps): Promise<Provisioned & { drift: DriftAlert[] }> {
  requirePermission(ctx, "sync.manage")
  const run = await openRun(ctx, deps)
  try {
    const provisioned = await run.provider.provision(await planOf(ctx))
    await inTransaction(ctx, (tx) => writeAudit(ctx, tx, { action: "crm.provisioned", subject: ctx.crm.name, change: { ...provisioned } }))
    const { drift } = await refreshSchema(ctx, deps)
    return { ...provisioned, drift }
  } finally {
    await run.logCalls("provision", [])
    run.provider.close()
  }
}

async function planOf(ctx: CrmCtx): Promise<ProvisionPlan> {
  const { pipelineLabel } = await readSetting(ctx.db, crmSettings(ctx.crm))
  const stages = await readStages(ctx.db)
  return {
    pipelineLabel,
    stages: stages.map(({ id, name, probability, outcome }) => ({ id, label: name, probability: probability / 100, outcome })),
    properties: ctx.crm.definition.ownProperties,
  }
}
