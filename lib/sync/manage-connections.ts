import { and, countDistinct, desc, eq } from "drizzle-orm"
import { z } from "zod"
import { auditLog, crmConnections, crmLinks } from "@/db/schema"
import type { BlockReason } from "@/lib/core/sync/refusals"
import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import type { AccountField, CrmDefinition } from "@/lib/crm/definition"
import { GRANTED, isGranted } from "@/lib/crm/oauth"
import { CrmFailure, type CrmAccount } from "@/lib/crm/provider"
import { addressToTell, callbackAddress, givenByEnvironment } from "@/lib/crm/registry/connected"
import { CRM_DEFINITIONS } from "@/lib/crm/registry/definitions"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { readSetting } from "@/lib/platform/settings/setting"
import { inTransaction } from "@/lib/platform/transaction"
import { failureWords } from "./queue/failure-words"
import { blockReason, unblockCalls } from "./connection/budget"
import { readConnections, type CrmConnection, type CrmCtx } from "./connection/crm-connection"
import { crmSettings, type CrmSettings } from "./connection/crm-settings"
import { checkAccount, holderOf, type AccountCheck } from "./connection/same-account"
import { lastCalls, type LastCalls } from "./accounts/last-calls"
import { accountOf, connectionToChange, storeConnection } from "./accounts/store-connection"
import { knownSchema, type SyncDeps } from "./connection/sync-run"
import { forgetCrm } from "./inbox/forget-crm"
import { refreshSchema } from "./schema-watch"

/** Connected CRMs as an admin sees them. A secret that was given never comes back. */
export type ConnectionView = LastCalls & {
  name: string
  label: string
  kind: string
  source: CrmConnection["source"]
  state: ConnectionState
  stoppedBy: BlockReason | null
  accountUrl: string
  /** As the CRM calls it: the one that the links are of, and the one that answers now. */
  accountId: string | null
  foundId: string | null
  /** The other connection that has the account that answers now. */
  heldBy: string | null
  isSignedInTo: boolean
  /** Where the CRM tells of changes by itself. */
  webhookAddress: string | null
  /** How many leads have a record there. */
  linked: number
  /** Of the way it is connected by. */
  fields: FieldView[]
  /** What the account lacks of what the sync needs; null before it was read. */
  missing: string[] | null
  /** What the newest provisioning left to be done over there, by the CRM or by a person. */
  left: { pending: string[]; manual: string[] }
}
/**
 * `new`: nothing was sent yet. `other_account`: the credentials are another account's than the links. `taken`: another
 * connection has the account.
 */
type ConnectionState = "no_credentials" | "other_account" | "taken" | "disconnected" | "new" | "paused" | "stopped" | "connected"
export type FieldView = Pick<AccountField, "name" | "label" | "isSecret" | "isRequired" | "options"> & {
  value: string
  /** A value is kept, or the environment gives one. */
  isGiven: boolean
}
export type KindView = {
  kind: string
  label: string
  fields: FieldView[]
  /** Where a person can let us in on a page of the CRM. */
  oauthFields: FieldView[] | null
}

type Connections = { connections: ConnectionView[]; kinds: KindView[]; callbackAddress: string }

export async function listConnections(ctx: Ctx): Promise<Connections> {
  requirePermission(ctx, "sync.manage")
  const all = await readConnections(ctx.db)
  const views: ConnectionView[] = []
  for (const crm of all) views.push(await viewOf({ ...ctx, crm }))
  return {
    connections: views,
    kinds: CRM_DEFINITIONS.map(({ kind, label, fields, oauth }) => ({
      kind,
      label,
      fields: fieldsOf(fields, {}),
      oauthFields: oauth ? fieldsOf(oauth.fields, givenByEnvironment(oauth.fields)) : null,
    })),
    callbackAddress: callbackAddress(),
  }
}

async function viewOf(ctx: CrmCtx): Promise<ConnectionView> {
  const { name, label, definition, source, account } = ctx.crm
  const settings = await readSetting(ctx.db, crmSettings(ctx.crm))
  const stoppedBy = await blockReason(ctx, ctx.now())
  const schema = await knownSchema(ctx)
  const check = await checkAccount(ctx)
  const linked = await countLinked(ctx)
  const ids = await accountIds(ctx)
  const fields = isGranted(account) ? (definition.oauth?.fields ?? []) : definition.fields
  return {
    name,
    label,
    kind: definition.kind,
    source,
    state: stateOf({ account, settings, stoppedBy, check, hasSent: linked > 0 }),
    stoppedBy,
    accountUrl: account === null ? "" : definition.accountUrl(account),
    ...ids,
    heldBy: check === "taken" ? await holderOf(ctx, ids.foundId) : null,
    isSignedInTo: isGranted(account),
    webhookAddress: addressToTell(ctx.crm),
    linked,
    fields: fieldsOf(fields, account ?? {}),
    missing: schema && missingIn(schema, definition, settings),
    left: await leftBehind(ctx),
    ...(await lastCalls(ctx)),
  }
}

type Standing = { account: CrmAccount | null; settings: CrmSettings; stoppedBy: BlockReason | null; check: AccountCheck; hasSent: boolean }

function stateOf({ account, settings, stoppedBy, check, hasSent }: Standing): ConnectionState {
  if (account === null) return "no_credentials"
  if (check === "other") return "other_account"
  if (check === "taken") return "taken"
  if (settings.isDisconnected) return "disconnected"
  if (settings.isPaused) return hasSent ? "paused" : "new"
  return stoppedBy === null ? "connected" : "stopped"
}

function missingIn(schema: CrmSchema, { ownProperties, capabilities }: CrmDefinition, { pipelineLabel }: CrmSettings): string[] {
  const has = (object: "contact" | "deal", property: string) => schema.properties[object].some((known) => known.name === property)
  const properties = ownProperties.filter((own) => !has(own.object, own.name)).map((own) => `${own.object}: ${own.label}`)
  const lacksPipeline = capabilities.makesPipelines === true && !schema.pipelines.some((known) => known.label === pipelineLabel)
  return [...properties, ...(lacksPipeline ? [`pipeline: ${pipelineLabel}`] : [])]
}

async function countLinked({ db, crm }: CrmCtx): Promise<number> {
  const [row] = await db
    .select({ linked: countDistinct(crmLinks.leadId) })
    .from(crmLinks)
    .where(eq(crmLinks.provider, crm.name))
  return row?.linked ?? 0
}

async function accountIds({ db, crm }: CrmCtx): Promise<Pick<ConnectionView, "accountId" | "foundId">> {
  const [row] = await db
    .select({ accountId: crmConnections.accountId, foundId: crmConnections.foundId })
    .from(crmConnections)
    .where(eq(crmConnections.name, crm.name))
  return row ?? { accountId: null, foundId: null }
}

async function leftBehind({ db, crm }: CrmCtx): Promise<ConnectionView["left"]> {
  const [row] = await db
    .select({ change: auditLog.change })
    .from(auditLog)
    .where(and(eq(auditLog.action, "crm.provisioned"), eq(auditLog.subject, crm.name)))
    .orderBy(desc(auditLog.at))
    .limit(1)
  return Left.parse(row?.change ?? {})
}

const Left = z.object({ pending: z.array(z.string()).catch([]), manual: z.array(z.string()).catch([]) })

const fieldsOf = (fields: readonly AccountField[], account: CrmAccount): FieldView[] =>
  fields.map(({ name, label, isSecret, isRequired, fallback, options }) => ({
    name,
    label,
    isSecret,
    isRequired,
    ...(options ? { options } : {}),
    value: isSecret ? "" : (account[name] ?? fallback ?? options?.[0]?.value ?? ""),
    isGiven: Boolean(account[name]),
  }))

export const SaveConnection = z.object({
  kind: z.string().max(40),
  /** Of one that is known already. */
  name: z.string().max(40).optional(),
  /** An empty secret keeps the one that was given before. */
  fields: z.record(z.string().max(60), z.string().trim().max(4_000)),
})

/** Connects an account by its credentials, or gives a connected one others, whichever way it signs in. */
export async function saveConnection(ctx: Ctx, input: z.infer<typeof SaveConnection>): Promise<string> {
  requirePermission(ctx, "sync.manage")
  const { kind, name, fields } = SaveConnection.parse(input)
  const { definition, known } = await connectionToChange(ctx, { kind, name })
  const before = known?.account ?? {}
  const isByGrant = isGranted(before)
  const account = accountOf(isByGrant ? (definition.oauth?.fields ?? []) : definition.fields, fields, before)
  return await storeConnection(ctx, { definition, known, account: isByGrant ? { ...account, ...GRANTED } : account, token: null })
}

/** What a look may find to be over. */
const WORTH_A_LOOK: readonly (BlockReason | null)[] = ["auth", "scope", "outage", "burst"]

/** Reads the account's shape. Null when it answers; else what is wrong, in words. */
export async function tryConnection(ctx: CrmCtx, deps: SyncDeps | null): Promise<string | null> {
  requirePermission(ctx, "sync.manage")
  if (!deps) return "Its credentials are missing, or can no longer be read."
  if (WORTH_A_LOOK.includes(await blockReason(ctx, ctx.now()))) await unblockCalls(ctx)
  try {
    await refreshSchema(ctx, deps)
  } catch (error) {
    if (!(error instanceof CrmFailure)) throw error
    return failureWords(error.failure)
  }
  const check = await checkAccount(ctx)
  if (check !== "other" && check !== "taken") return null
  const { accountId, foundId } = await accountIds(ctx)
  if (check === "taken") return takenWords(foundId, await holderOf(ctx, foundId))
  return `It is another account (${foundId}) than the one the links are of (${accountId}).`
}

const takenWords = (found: string | null, holder: string | null): string =>
  holder === null ? `Account ${found} is free by now. Test the connection again.` : `Account ${found} is connected as ${holder} already.`

/** The account that answers now takes the place of the one before, whose links are forgotten. Leads stay. */
export async function acceptOtherAccount(ctx: CrmCtx): Promise<void> {
  requirePermission(ctx, "sync.manage")
  if ((await checkAccount(ctx)) !== "other")
    throw new AppError("conflict", "It is the account that the links are of. Nothing was forgotten.")
  const { foundId } = await accountIds(ctx)
  const holder = await holderOf(ctx, foundId)
  if (holder !== null) throw new AppError("conflict", `${takenWords(foundId, holder)} Nothing was forgotten.`)
  await forgetCrm(ctx)
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
