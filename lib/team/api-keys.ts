import { createHash, randomBytes } from "node:crypto"
import { and, eq, gt, isNull, lt, or } from "drizzle-orm"
import { z } from "zod"
import { MINUTE_MS } from "@/lib/core/time"
import { apiKeys } from "@/db/schema"
import { actorId, type Ctx, type Viewer } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { env } from "@/lib/platform/env"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"

export const API_SCOPES = ["full", "read", "write", "context", "metrics"] as const

const CreateApiKey = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(API_SCOPES)).min(1),
  expiresAt: z.date().nullable().default(null),
})
type CreateApiKey = z.input<typeof CreateApiKey>

/** The key itself is in the result and nowhere else. */
export async function createApiKey(ctx: Ctx, input: CreateApiKey): Promise<{ id: string; key: string }> {
  requirePermission(ctx, "settings.manage")
  const { name, scopes, expiresAt } = CreateApiKey.parse(input)
  const key = `ol_${randomBytes(32).toString("base64url")}`
  const id = newId()
  await inTransaction(ctx, async (tx) => {
    await tx.insert(apiKeys).values({
      id,
      name,
      prefix: key.slice(0, 8),
      digest: digestOf(key),
      scopes,
      expiresAt,
      createdAt: ctx.now(),
      createdBy: actorId(ctx),
    })
    await writeAudit(ctx, tx, { action: "api_key.created", subject: id, change: { name, scopes } })
  })
  return { id, key }
}

export async function listApiKeys(ctx: Ctx) {
  requirePermission(ctx, "settings.manage")
  return await ctx.db
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      prefix: apiKeys.prefix,
      scopes: apiKeys.scopes,
      createdAt: apiKeys.createdAt,
      lastUsedAt: apiKeys.lastUsedAt,
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
    })
    .from(apiKeys)
    .orderBy(apiKeys.createdAt)
}

export async function revokeApiKey(ctx: Ctx, { id }: { id: string }): Promise<void> {
  requirePermission(ctx, "settings.manage")
  await inTransaction(ctx, async (tx) => {
    const revoked = await tx
      .update(apiKeys)
      .set({ revokedAt: ctx.now() })
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id })
    if (revoked.length === 0) throw new AppError("not_found", "There is no such active key.")
    await writeAudit(ctx, tx, { action: "api_key.revoked", subject: id, change: {} })
  })
}

/** The actor of a bearer key; throws `unauthenticated`. The key of the environment has full scope. */
export async function authenticateKey(ctx: Pick<Ctx, "db" | "now">, key: string): Promise<Viewer> {
  const digest = digestOf(key)
  const configured = env().ONELEAD_API_KEY
  if (configured && digestOf(configured) === digest)
    return { kind: "api_key", id: "environment", name: "ONELEAD_API_KEY", scopes: ["full"] }
  const now = ctx.now()
  const [known] = await ctx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.digest, digest), isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now))))
  if (!known) throw new AppError("unauthenticated", "This API key is not valid.")
  await recordUse(ctx, known.id, now)
  return { kind: "api_key", id: known.id, name: known.name, scopes: known.scopes }
}

/** To the minute: one read per second must not become one write per second on one row. */
async function recordUse(ctx: Pick<Ctx, "db">, id: string, now: Date): Promise<void> {
  const minuteAgo = new Date(now.getTime() - MINUTE_MS)
  await ctx.db
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, minuteAgo))))
}

const digestOf = (key: string): string => createHash("sha256").update(key).digest("hex")
