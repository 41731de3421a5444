import { eq } from "drizzle-orm"
import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { crmConnections } from "@/db/schema"
import { required } from "@/lib/core/required"
import type { CrmDefinition } from "@/lib/crm/definition"
import { isGranted } from "@/lib/crm/oauth"
import type { CrmAccount } from "@/lib/crm/provider"
import { accountInEnvironment, givenByEnvironment } from "@/lib/crm/registry/connected"
import { credentialsKey } from "@/lib/platform/credentials-key"
import { CRM_DEFINITIONS } from "@/lib/crm/registry/definitions"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { unseal } from "@/lib/platform/sealed"
import { openBudget } from "./budget"

/** One connected CRM. Its name marks its rows in every table. */
export type CrmConnection = {
  name: string
  label: string
  definition: CrmDefinition
  source: (typeof crmConnections.$inferSelect)["source"]
  /** Null where what it needs is not given (any more). */
  account: CrmAccount | null
}

/** Who asks, at what time, of which CRM. */
export type CrmCtx = Ctx & { crm: CrmConnection }

/** A place where rows of one CRM are read and written. */
export type CrmDb = { db: Pick<Database | Transaction, "select" | "execute">; crm: Pick<CrmConnection, "name" | "definition"> }

type Row = typeof crmConnections.$inferSelect

/** Every CRM that is, or was, connected: by the environment or by an admin. */
export async function readConnections(db: Pick<Database | Transaction, "select">): Promise<CrmConnection[]> {
  const rows = await db.select().from(crmConnections).orderBy(crmConnections.createdAt, crmConnections.name)
  const known = rows.flatMap((row) => connectionOf(row) ?? [])
  const given = CRM_DEFINITIONS.flatMap((definition) => {
    const account = known.some(({ name }) => name === definition.kind) ? null : accountInEnvironment(definition)
    return account ? [{ name: definition.kind, label: definition.label, definition, source: "environment" as const, account }] : []
  })
  return [...known, ...given]
}

/** Null for a kind that is not known any more. */
function connectionOf(row: Row): CrmConnection | null {
  const definition = CRM_DEFINITIONS.find(({ kind }) => kind === row.kind)
  if (!definition) return null
  const account = row.source === "environment" ? accountInEnvironment(definition) : storedAccount(row, definition)
  return { name: row.name, label: row.label, definition, source: row.source, account }
}

/** The app that a person let in may be described by the environment; what was typed counts more. */
function storedAccount({ name, account: kept, secrets }: Row, { oauth }: CrmDefinition): CrmAccount | null {
  const opened = secrets === null ? null : unseal(secrets, credentialsKey(), name)
  if (opened === null) return null
  const account = { ...kept, ...(JSON.parse(opened) as Record<string, string>) }
  return isGranted(account) ? { ...givenByEnvironment(oauth?.fields ?? []), ...account } : account
}

/** By its name, or the first one. */
export async function findConnection(db: Pick<Database | Transaction, "select">, name?: string): Promise<CrmConnection | null> {
  const all = await readConnections(db)
  return all.find((one) => name === undefined || one.name === name) ?? null
}

export async function withCrm(ctx: Ctx, name?: string): Promise<CrmCtx> {
  const crm = await findConnection(ctx.db, name)
  if (!crm) throw new AppError("not_found", "There is no such CRM.")
  return { ...ctx, crm }
}

/** The input of a verb that is meant for one CRM. */
export const ofCrm = <T extends z.ZodType>(input: T) => z.object({ crm: z.string().max(40), input })

/** From here on its changes are noted, and its calls counted. */
export async function openConnection(ctx: Pick<CrmCtx, "db" | "now" | "crm">): Promise<void> {
  const { name, label, definition, source } = ctx.crm
  const now = ctx.now()
  await ctx.db
    .insert(crmConnections)
    .values({ id: newId(), name, kind: definition.kind, label, source, createdAt: now, updatedAt: now })
    .onConflictDoNothing()
  await openBudget(ctx, now)
}

export async function tokenRow(db: Pick<Transaction, "select">, name: string): Promise<string | null> {
  const [row] = await db.select({ token: crmConnections.token }).from(crmConnections).where(eq(crmConnections.name, name)).for("update")
  return required(row, "connection").token
}
