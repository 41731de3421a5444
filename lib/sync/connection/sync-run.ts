import { eq, sql } from "drizzle-orm"
import { crmCalls, crmSchemas, users } from "@/db/schema"
import { insertRows } from "@/db/bulk"
import type { Database } from "@/db/client"
import type { CrmCtx, CrmDb } from "./crm-connection"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"
import type { CrmObject, CrmPipeline, CrmSchema, StageRef } from "@/lib/core/sync/crm-schema"
import { driftOf, isEssential, type FieldMapping } from "@/lib/core/sync/mapping"
import { stageKey, type TransformContext } from "@/lib/core/sync/transforms"
import type { CrmCall, CrmHooks } from "@/lib/crm/hooks"
import { CrmFailure, type CrmProvider } from "@/lib/crm/provider"
import { newId } from "@/lib/platform/ids"
import { inTransaction } from "@/lib/platform/transaction"
import { readSetting } from "@/lib/platform/settings/setting"
import { admitCall, noteAnswers, releaseSlot } from "./budget"
import { checkAccount } from "./same-account"
import { connectionTokens } from "./tokens"
import { crmSettings, type CrmSettings } from "./crm-settings"

/**
 * What a piece of sync work holds in its hands: the CRM behind the shared budget, the mapping as the account can serve it
 * today, and a log of its calls. Time comes from the context and waiting from outside, so that a test moves both.
 */
export type SyncDeps = {
  connect: (hooks: CrmHooks, schema: CrmSchema | null) => CrmProvider
  /** Waits for its turn; a pause longer than this is a failure instead. */
  wait: (ms: number) => Promise<void>
  /** Called between steps; a test ends the work there. */
  step?: (name: string) => void
}

export type SyncRun = {
  ctx: CrmCtx
  provider: CrmProvider
  settings: CrmSettings
  mappings: FieldMapping[]
  context: TransformContext
  pipelines: readonly CrmPipeline[]
  /** Contact properties that are `true` for a person who withdrew consent; the one for all marketing first. */
  optOuts: readonly { property: string; label: string; purpose: string }[]
  /** The account has been read, is the one that the links are of, and has the properties by which our records are found again. */
  isReady: boolean
  step: (name: string) => void
  /** Files the calls so far under these leads. */
  logCalls: (purpose: string, leadIds: readonly string[], attempt?: number) => Promise<void>
}

const PATIENCE_MS = 15_000

/** `isPatient`: its calls stand behind everybody else's. */
export async function openRun(ctx: CrmCtx, deps: SyncDeps, { isPatient = false }: { isPatient?: boolean } = {}): Promise<SyncRun> {
  const calls: { at: Date; call: CrmCall }[] = []
  const releasing: Promise<void>[] = []
  const hooks: CrmHooks = {
    admit: async (bucket, cost) => {
      const until = ctx.now().getTime() + PATIENCE_MS
      for (;;) {
        const admission = await admitCall(ctx, { bucket, isPatient, ...(cost === undefined ? {} : { cost }) }, ctx.now())
        // A slot that could not be given back is free again by itself after a while.
        if (admission.ok)
          return () => void (admission.slot !== null && releasing.push(releaseSlot(ctx, admission.slot).catch(() => undefined)))
        const isTooLong = admission.waitMs > PATIENCE_MS || (isPatient && ctx.now().getTime() > until)
        if (admission.why !== null || isTooLong)
          throw new CrmFailure({ kind: "rate_limited", isDaily: true, retryAfterMs: admission.waitMs }, admission.why ?? "budget")
        await deps.wait(admission.waitMs)
      }
    },
    now: ctx.now,
    onCall: (call) => void calls.push({ at: ctx.now(), call }),
    tokens: connectionTokens(ctx),
  }
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  const schema = await knownSchema(ctx)
  const provider = deps.connect(hooks, schema)
  const mappings = usableMappings(ctx, settings, schema)
  return {
    ctx,
    provider,
    settings,
    mappings,
    isReady:
      schema !== null &&
      settings.mappings.filter(isEssential).every((mapping) => mappings.includes(mapping)) &&
      (await checkAccount(ctx)) === "same",
    context: await contextOf(ctx, settings, schema),
    pipelines: schema?.pipelines ?? [],
    optOuts: optOutsOf(schema),
    step: deps.step ?? (() => undefined),
    logCalls: async (purpose, leadIds, attempt = 1) => {
      await Promise.all(releasing.splice(0))
      await fileCalls(ctx, calls.splice(0), { purpose, leadIds, attempt })
    },
  }
}

async function fileCalls(
  ctx: CrmCtx,
  calls: readonly { at: Date; call: CrmCall }[],
  { purpose, leadIds, attempt }: { purpose: string; leadIds: readonly string[]; attempt: number },
): Promise<void> {
  if (calls.length === 0) return
  const turn = newId()
  const rows = calls.map(({ at, call }) => ({
    id: newId(),
    at,
    provider: ctx.crm.name,
    operation: call.operation,
    purpose,
    attempt,
    status: call.status,
    problem: call.problem,
    durationMs: call.durationMs,
    correlationId: call.correlationId,
    leadIds: [...leadIds],
    turn,
  }))
  const refused = calls.filter(({ call }) => call.problem === "rate_limited").length
  const now = ctx.now()
  await inTransaction(ctx, async (tx) => {
    await insertRows(tx, crmCalls, rows)
    await tx.execute(sql`
      insert into crm_minutes as m (id, provider, minute, calls, refused)
      values (${newId()}, ${ctx.crm.name}, date_trunc('minute', ${now.toISOString()}::timestamptz), ${calls.length}, ${refused})
      on conflict (provider, minute) do update set calls = m.calls + excluded.calls, refused = m.refused + excluded.refused`)
  })
  await noteAnswers(
    ctx,
    calls.map(({ call }) => call),
    now,
  )
}

const optOutsOf = (schema: CrmSchema | null): SyncRun["optOuts"] =>
  (schema?.properties.contact ?? [])
    .flatMap(({ name, label, optOut }) => (optOut === undefined ? [] : [{ property: name, label, purpose: optOut }]))
    .toSorted((a, b) => Number(b.purpose === "marketing") - Number(a.purpose === "marketing"))

export async function knownSchema({ db, crm }: Pick<CrmDb, "crm"> & { db: Pick<Database, "select"> }): Promise<CrmSchema | null> {
  const [row] = await db.select({ schema: crmSchemas.schema }).from(crmSchemas).where(eq(crmSchemas.provider, crm.name))
  return row?.schema ?? null
}

/** A mapping that the account cannot serve waits; the others go on. */
function usableMappings({ crm }: CrmCtx, { mappings }: CrmSettings, schema: CrmSchema | null): FieldMapping[] {
  const { findsByKey: hasUniqueKeys } = crm.definition.capabilities
  const broken = new Set(
    schema ? driftOf(schema, mappings, { since: "", hasUniqueKeys }).map(({ object, property }) => `${object}.${property}`) : [],
  )
  return mappings.filter(({ isOn, object, properties }) => isOn && !properties.some((name) => broken.has(`${object}.${name}`)))
}

/** Stages and owners as the CRM knows them. An owner that an admin named counts before one with the same address. */
export async function contextOf(
  ctx: Pick<CrmCtx, "db" | "crm">,
  settings: CrmSettings,
  schema: CrmSchema | null,
): Promise<TransformContext> {
  const people = await ctx.db.select({ id: users.id, email: users.email }).from(users)
  const ownerByEmail = new Map((schema?.owners ?? []).flatMap(({ id, email }) => (email ? [[email.toLowerCase(), id] as const] : [])))
  const known = new Set((schema?.owners ?? []).map(({ id }) => id))
  const ownerOf = people.flatMap(({ id, email }): [string, string][] => {
    const named = settings.owners[id]
    const owner = named !== undefined && known.has(named) ? named : ownerByEmail.get(email.toLowerCase())
    return owner === undefined ? [] : [[id, owner]]
  })
  return { ...stagesOf(settings, schema), ownerOf: new Map(ownerOf) }
}

/**
 * Our pipeline where the account has it, else its first one, stage by stage: won and lost by what they mean, the open ones
 * in their order. Of several that are won, or lost, deals go to the first, and all mean the same here.
 */
export function stagesOf(
  settings: Pick<CrmSettings, "pipelineLabel">,
  schema: CrmSchema | null,
): Pick<TransformContext, "stageOf" | "meaningOf"> {
  const pipeline = schema?.pipelines.find(({ label }) => label === settings.pipelineLabel) ?? schema?.pipelines[0]
  const openIds = STAGE_IDS.filter((id) => id !== "booked" && id !== "lost")
  const open = pipeline?.stages.filter(({ outcome }) => outcome === "open") ?? []
  const meant = (pipeline?.stages ?? []).flatMap((stage): { id: StageId; at: StageRef }[] => {
    const id = stage.outcome === "won" ? "booked" : stage.outcome === "lost" ? "lost" : openIds[open.indexOf(stage)]
    return pipeline && id ? [{ id, at: { pipelineId: pipeline.id, stageId: stage.id } }] : []
  })
  return {
    stageOf: new Map(meant.toReversed().map(({ id, at }) => [id, at])),
    meaningOf: new Map(meant.map(({ id, at }) => [stageKey(at), id])),
  }
}

/** Every property that is read of an object: what is mapped, and what tells records apart. */
export const readProperties = (run: Pick<SyncRun, "mappings" | "optOuts">, object: CrmObject): string[] => [
  ...new Set([
    ...run.mappings.filter((mapping) => mapping.object === object).flatMap(({ properties }) => properties),
    ...(object === "contact" ? run.optOuts.map(({ property }) => property) : []),
  ]),
]
