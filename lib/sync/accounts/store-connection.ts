import { crmConnections } from "@/db/schema"
import type { AccountField, CrmDefinition } from "@/lib/crm/definition"
import type { CrmToken } from "@/lib/crm/hooks"
import { GRANTED, isGranted } from "@/lib/crm/oauth"
import type { CrmAccount } from "@/lib/crm/provider"
import { isSafeAddress } from "@/lib/crm/registry/connected"
import { credentialsKey } from "@/lib/platform/credentials-key"
import { CRM_DEFINITIONS } from "@/lib/crm/registry/definitions"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { seal } from "@/lib/platform/sealed"
import { changeSetting } from "@/lib/platform/settings/setting"
import { inTransaction } from "@/lib/platform/transaction"
import { offerTurn, SCHEMA_TURN } from "@/lib/sync/inbox/poll-changes"
import { openBudget, unblockCalls } from "@/lib/sync/connection/budget"
import { readConnections, type CrmConnection } from "@/lib/sync/connection/crm-connection"
import { crmSettings } from "@/lib/sync/connection/crm-settings"
import { sealToken } from "@/lib/sync/connection/tokens"

/** The connection that credentials are given for; `known` is null for a new one. */
export async function connectionToChange(
  ctx: Ctx,
  { kind, name }: { kind: string; name?: string | undefined },
): Promise<{ definition: CrmDefinition; known: CrmConnection | null }> {
  const definition = CRM_DEFINITIONS.find((one) => one.kind === kind)
  if (!definition) throw new AppError("not_found", "There is no such kind of CRM.")
  if (name === undefined) return { definition, known: null }
  const known = (await readConnections(ctx.db)).find((one) => one.name === name && one.definition.kind === kind)
  if (!known) throw new AppError("not_found", "There is no such CRM.")
  if (known.source === "environment" && known.account !== null)
    throw new AppError("conflict", "This connection is described by environment variables. Change it there.")
  return { definition, known }
}

/** What was typed, with secrets that were given before, as values of these fields. */
export function accountOf(
  fields: readonly AccountField[],
  given: Readonly<Record<string, string>>,
  before: CrmAccount,
): Record<string, string> {
  const account: Record<string, string> = {}
  const problems: Record<string, string> = {}
  for (const { name, isSecret, isRequired, isAddress, fallback, options } of fields) {
    const value = given[name] || (isSecret ? before[name] : undefined) || fallback || options?.[0]?.value
    if (!value) {
      if (isRequired) problems[name] = "This is needed."
      continue
    }
    account[name] = value
    if (isAddress && !isSafeAddress(value)) problems[name] = "Use a full address that begins with https://."
    if (options && !options.some((option) => option.value === value)) problems[name] = "Choose one of the options."
  }
  if (Object.keys(problems).length > 0) throw new AppError("invalid", "Some credentials are missing or not right.", { fields: problems })
  return account
}

type Given = { definition: CrmDefinition; known: CrmConnection | null; account: CrmAccount; token: CrmToken | null }

/**
 * Connects an account, or gives a connected one other credentials: its links, its mapping and its history stay. A new one
 * sends nothing until it goes live.
 */
export async function storeConnection(ctx: Ctx, { definition, known, account, token }: Given): Promise<string> {
  const name = known?.name ?? freeName(definition.kind, await readConnections(ctx.db))
  const fields = isGranted(account) ? (definition.oauth?.fields ?? []) : definition.fields
  const isSecret = (field: string): boolean => fields.some((one) => one.name === field && one.isSecret)
  const part = (which: boolean) => Object.fromEntries(Object.entries(account).filter(([field]) => isSecret(field) === which))
  const now = ctx.now()
  const kept = {
    source: "stored" as const,
    account: part(false),
    secrets: seal(JSON.stringify(part(true)), credentialsKey(), name),
    updatedAt: now,
    // What a person granted outlives another secret of the app; a token that was fetched with a secret does not.
    ...(token === null ? (isGranted(account) ? {} : { token: null }) : { token: sealToken({ name, account, definition }, token) }),
  }
  if (!known) await changeSetting(ctx, crmSettings({ name, definition }), (settings) => ({ ...settings, isPaused: true }))
  await inTransaction(ctx, async (tx) => {
    const label = name === definition.kind ? definition.label : `${definition.label} ${name.slice(definition.kind.length + 1)}`
    await tx
      .insert(crmConnections)
      .values({ id: newId(), name, kind: definition.kind, label, createdAt: now, ...kept })
      .onConflictDoUpdate({ target: crmConnections.name, set: kept })
    await openBudget({ db: tx, crm: { name, definition } }, now)
    await unblockCalls({ db: tx, crm: { name, definition } })
    const change = { kind: definition.kind, fields: Object.keys(account), by: isGranted(account) ? GRANTED.signIn : "credentials" }
    await writeAudit(ctx, tx, { action: known ? "crm.credentials_changed" : "crm.connected", subject: name, change })
  })
  await offerTurn({ db: ctx.db, crm: { name } }, SCHEMA_TURN)
  return name
}

/** The first account of a kind has its name; the next ones are counted. */
function freeName(kind: string, all: readonly CrmConnection[]): string {
  for (let at = 1; ; at += 1) {
    const name = at === 1 ? kind : `${kind}_${at}`
    if (!all.some((one) => one.name === name)) return name
  }
}
