import { eq } from "drizzle-orm"
import { z } from "zod"
import { crmConnections } from "@/db/schema"
import type { BlockReason } from "@/lib/core/sync/refusals"
import type { CrmDefinition } from "@/lib/crm/definition"
import { CrmFailure } from "@/lib/crm/provider"
import { credentialsKey } from "@/lib/crm/registry/connected"
import { CRM_DEFINITIONS } from "@/lib/crm/registry/definitions"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { seal } from "@/lib/platform/sealed"
import { readSetting } from "@/lib/platform/settings/setting"
import { inTransaction } from "@/lib/platform/transaction"
import { failureWords } from "./queue/failure-words"
import { blockReason, openBudget } from "./connection/budget"
import { readConnections, type CrmConnection, type CrmCtx } from "./connection/crm-connection"
import { crmSettings } from "./connection/crm-settings"
import { knownSchema, openRun, type SyncDeps } from "./connection/sync-run"

/** Connected CRMs as an admin sees them. A secret that was given never comes back. */
export type ConnectionView = {
  name: string
  label: string
  kind: string
  source: CrmConnection["source"]
  state: "no_credentials" | "disconnected" | "paused" | "stopped" | "connected"
  stoppedBy: BlockReason | null
  fields: FieldView[]
  /** What the account lacks of what the sync needs; null before it was read. */
  missing: string[] | null
}
export type FieldView = { name: string; label: string; isSecret: boolean; isRequired: boolean; value: string; isGiven: boolean }
export type KindView = { kind: string; label: string; fields: FieldView[] }

export async function listConnections(ctx: Ctx): Promise<{ connections: ConnectionView[]; kinds: KindView[] }> {
  requirePermission(ctx, "sync.manage")
  const all = await readConnections(ctx.db)
  return {
    connections: await Promise.all(all.map((crm) => viewOf({ ...ctx, crm }))),
    kinds: CRM_DEFINITIONS.map(({ kind, label, fields }) => ({ kind, label, fields: fieldsOf({ fields }, {}) })),
  }
}

async function viewOf(ctx: CrmCtx): Promise<ConnectionView> {
  const { name, label, definition, source, account } = ctx.crm
  const [settings, stoppedBy, schema] = [
    await readSetting(ctx.db, crmSettings(ctx.crm)),
    await blockReason(ctx, ctx.now()),
    await knownSchema(ctx),
  ]
  const has = (object: "contact" | "deal", property: string) => schema?.properties[object].some((known) => known.name === property)
  const properties = definition.ownProperties.filter((own) => !has(own.object, own.name)).map((own) => `${own.object}: ${own.label}`)
  const lacksPipeline =
    definition.capabilities.makesPipelines === true && !schema?.pipelines.some((known) => known.label === settings.pipelineLabel)
  const pipeline = lacksPipeline ? [`pipeline: ${settings.pipelineLabel}`] : []
  return {
    name,
    label,
    kind: definition.kind,
    source,
    state:
      account === null
        ? "no_credentials"
        : settings.isDisconnected
          ? "disconnected"
          : settings.isPaused
            ? "paused"
            : stoppedBy === null
              ? "connected"
              : "stopped",
    stoppedBy,
    fields: fieldsOf(definition, account ?? {}),
    missing: schema && [...properties, ...pipeline],
  }
}

const fieldsOf = ({ fields }: Pick<CrmDefinition, "fields">, account: Readonly<Record<string, string>>): FieldView[] =>
  fields.map(({ name, label, isSecret, isRequired, fallback }) => ({
    name,
    label,
    isSecret,
    isRequired,
    value: isSecret ? "" : (account[name] ?? fallback ?? ""),
    isGiven: Boolean(account[name]),
  }))

export const SaveConnection = z.object({
  kind: z.string().max(40),
  /** Of one that is known already. */
  name: z.string().max(40).optional(),
  /** An empty secret keeps the one that was given before. */
  fields: z.record(z.string().max(60), z.string().trim().max(4_000)),
})

/** Connects an account, or gives a connected one other credentials: its links, its mapping and its history stay. */
export async function saveConnection(ctx: Ctx, input: z.infer<typeof SaveConnection>): Promise<string> {
  requirePermission(ctx, "sync.manage")
  const { kind, name: given, fields } = SaveConnection.parse(input)
  const definition = CRM_DEFINITIONS.find((one) => one.kind === kind)
  if (!definition) throw new AppError("not_found", "There is no such kind of CRM.")
  const all = await readConnections(ctx.db)
  const known = all.find(({ name }) => name === given)
  if (given !== undefined && !known) throw new AppError("not_found", "There is no such CRM.")
  if (known?.source === "environment" && known.account !== null)
    throw new AppError("conflict", "This connection is described by environment variables. Change it there.")
  const { account, secrets } = accountOf(definition, fields, known?.account ?? {})
  const name = known?.name ?? freeName(kind, all)
  const now = ctx.now()
  const kept = {
    source: "stored" as const,
    account,
    secrets: seal(JSON.stringify(secrets), credentialsKey(), name),
    token: null,
    updatedAt: now,
  }
  await inTransaction(ctx, async (tx) => {
    const label = name === kind ? definition.label : `${definition.label} ${name.slice(kind.length + 1)}`
    await tx
      .insert(crmConnections)
      .values({ id: newId(), name, kind, label, createdAt: now, ...kept })
      .onConflictDoUpdate({ target: crmConnections.name, set: kept })
    await openBudget({ db: tx, crm: { name, definition } }, now)
    const change = { kind, fields: Object.keys({ ...account, ...secrets }) }
    await writeAudit(ctx, tx, { action: known ? "crm.credentials_changed" : "crm.connected", subject: name, change })
  })
  return name
}

/** The first account of a kind has its name; the next ones are counted. */
function freeName(kind: string, all: readonly CrmConnection[]): string {
  for (let at = 1; ; at += 1) {
    const name = at === 1 ? kind : `${kind}_${at}`
    if (!all.some((one) => one.name === name)) return name
  }
}

function accountOf(
  definition: CrmDefinition,
  given: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): { account: Record<string, string>; secrets: Record<string, string> } {
  const account: Record<string, string> = {}
  const secrets: Record<string, string> = {}
  const missing: Record<string, string> = {}
  for (const { name, isSecret, isRequired, fallback } of definition.fields) {
    const value = given[name] || (isSecret ? before[name] : undefined) || fallback
    if (value) (isSecret ? secrets : account)[name] = value
    else if (isRequired) missing[name] = "This is needed."
  }
  if (Object.keys(missing).length > 0) throw new AppError("invalid", "Some credentials are missing.", { fields: missing })
  return { account, secrets }
}

/** Asks the account for its shape. Null when it answers; else what is wrong, in words. */
export async function tryConnection(ctx: CrmCtx, deps: SyncDeps | null): Promise<string | null> {
  requirePermission(ctx, "sync.manage")
  if (!deps) return "Its credentials are missing, or can no longer be read."
  const run = await openRun(ctx, deps)
  try {
    await run.provider.describeSchema()
    return null
  } catch (error) {
    if (!(error instanceof CrmFailure)) throw error
    return failureWords(error.failure)
  } finally {
    await run.logCalls("test", [])
    run.provider.close()
  }
}

/** What was given is forgotten; links, mapping and history stay for when it is given again. */
export async function forgetCredentials(ctx: CrmCtx): Promise<void> {
  requirePermission(ctx, "sync.manage")
  const { name, source } = ctx.crm
  if (source === "environment") throw new AppError("conflict", "This connection is described by environment variables. Change it there.")
  await inTransaction(ctx, async (tx) => {
    await tx.update(crmConnections).set({ secrets: null, token: null, updatedAt: ctx.now() }).where(eq(crmConnections.name, name))
    await writeAudit(ctx, tx, { action: "crm.credentials_forgotten", subject: name, change: {} })
  })
}
