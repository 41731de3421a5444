import { randomBytes } from "node:crypto"
import { asc, eq, sql } from "drizzle-orm"
import { z } from "zod"
import { hookDeliveries, hookEndpoints } from "@/db/schema"
import { HOOK_EVENT_TYPES } from "@/lib/core/hooks/hook-events"
import { credentialsKey } from "@/lib/platform/credentials-key"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import { env, listOf } from "@/lib/platform/env"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { seal } from "@/lib/platform/sealed"
import { inTransaction } from "@/lib/platform/transaction"

/** Endpoints of outgoing webhooks: which address gets which events. The secret is shown once, when it is made. */
const URL_MAX = 2_000
const ENDPOINTS_MAX = 50

const Url = z
  .url({ error: "Enter the whole address, with https://.", abort: true })
  .max(URL_MAX)
  .refine(
    (url) => new URL(url).protocol === "https:" || (new URL(url).protocol === "http:" && mayBePrivate()),
    "The address must begin with https://.",
  )
  .refine((url) => new URL(url).username === "" && new URL(url).password === "", "Leave user name and password out of the address.")

/** Within networks of one's own, plain http is one's own choice. */
const mayBePrivate = (): boolean => listOf(env().HOOKS_ALLOW_NETWORKS).length > 0

const Events = z
  .array(z.enum(HOOK_EVENT_TYPES))
  .min(1, "Choose at least one event.")
  .transform((events) => HOOK_EVENT_TYPES.filter((event) => events.includes(event)))

export const CreateHook = z.object({ url: Url, events: Events })
export const EditHook = z.object({ id: z.uuid(), url: Url.optional(), events: Events.optional(), isActive: z.boolean().optional() })
const HookId = z.object({ id: z.uuid() })

export const HookView = z
  .object({
    id: z.uuid(),
    url: z.string(),
    events: z.array(z.enum(HOOK_EVENT_TYPES)),
    isActive: z.boolean(),
    disabledBecause: z
      .enum(["person", "failing", "gone"])
      .nullable()
      .describe("`failing`: nothing arrived for three days. `gone`: it answered 410"),
    failingSince: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    waiting: z.number().int().describe("Deliveries that are still to be made"),
    dead: z.number().int().describe("Deliveries that were given up; they can be sent again"),
  })
  .meta({ id: "Hook" })
export type HookView = z.infer<typeof HookView>

/** What the secret is sealed for. */
export const secretAbout = (id: string): string => `hook:${id}`

const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`

export async function createHook(ctx: Ctx, input: z.input<typeof CreateHook>): Promise<HookView & { secret: string }> {
  requirePermission(ctx, "hooks.manage")
  const { url, events } = CreateHook.parse(input)
  const [id, secret] = [newId(), newSecret()]
  await inTransaction(ctx, async (tx) => {
    if ((await tx.$count(hookEndpoints)) >= ENDPOINTS_MAX)
      throw new AppError("conflict", `There are ${ENDPOINTS_MAX} webhooks already; delete one first.`)
    await tx.insert(hookEndpoints).values({
      id,
      url,
      events,
      secret: seal(secret, credentialsKey(), secretAbout(id)),
      createdBy: ctx.actor.name,
      createdAt: ctx.now(),
    })
    await writeAudit(ctx, tx, { action: "hook.created", subject: id, change: { url, events } })
  })
  return { ...(await getHook(ctx, { id })), secret }
}

export async function listHooks(ctx: Ctx): Promise<HookView[]> {
  requirePermission(ctx, "hooks.manage")
  return await readHooks(ctx)
}

export async function getHook(ctx: Ctx, input: z.infer<typeof HookId>): Promise<HookView> {
  requirePermission(ctx, "hooks.manage")
  const { id } = HookId.parse(input)
  const [hook] = await readHooks(ctx, id)
  if (!hook) throw unknown()
  return hook
}

async function readHooks({ db }: Ctx, id?: string): Promise<HookView[]> {
  const counted = (isState: string) =>
    sql<number>`(select count(*)::int from hook_deliveries d where d.endpoint_id = hook_endpoints.id and ${sql.raw(isState)})`
  const rows = await db
    .select({ hook: hookEndpoints, waiting: counted("state in ('pending', 'leased')"), dead: counted("state = 'dead'") })
    .from(hookEndpoints)
    .where(id === undefined ? undefined : eq(hookEndpoints.id, id))
    .orderBy(asc(hookEndpoints.createdAt), asc(hookEndpoints.id))
  return rows.map(({ hook, waiting, dead }) => ({
    id: hook.id,
    url: hook.url,
    events: hook.events,
    isActive: hook.isActive,
    disabledBecause: hook.disabledBecause,
    failingSince: hook.failingSince?.toISOString() ?? null,
    createdAt: hook.createdAt.toISOString(),
    waiting,
    dead,
  }))
}

/** Switched on again, an endpoint gets what still waits for it; what happened meanwhile was not kept for it. */
export async function editHook(ctx: Ctx, input: z.input<typeof EditHook>): Promise<HookView> {
  requirePermission(ctx, "hooks.manage")
  const { id, isActive, ...given } = EditHook.parse(input)
  const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const state =
    isActive === undefined
      ? {}
      : isActive
        ? { isActive, disabledBecause: null, failingSince: null }
        : { isActive, disabledBecause: "person" as const }
  await inTransaction(ctx, async (tx) => {
    if (Object.keys({ ...change, ...state }).length === 0) return
    const changed = await tx
      .update(hookEndpoints)
      .set({ ...change, ...state })
      .where(eq(hookEndpoints.id, id))
      .returning({ id: hookEndpoints.id })
    if (changed.length === 0) throw unknown()
    if (isActive === true)
      await tx
        .update(hookDeliveries)
        .set({ notBefore: ctx.now() })
        .where(sql`endpoint_id = ${id} and state = 'pending'`)
    await writeAudit(ctx, tx, {
      action: "hook.changed",
      subject: id,
      change: { ...change, ...(isActive === undefined ? {} : { isActive }) },
    })
  })
  return await getHook(ctx, { id })
}

export async function rotateHookSecret(ctx: Ctx, input: z.infer<typeof HookId>): Promise<{ secret: string }> {
  requirePermission(ctx, "hooks.manage")
  const { id } = HookId.parse(input)
  const secret = newSecret()
  await inTransaction(ctx, async (tx) => {
    const changed = await tx
      .update(hookEndpoints)
      .set({ secret: seal(secret, credentialsKey(), secretAbout(id)) })
      .where(eq(hookEndpoints.id, id))
      .returning({ id: hookEndpoints.id })
    if (changed.length === 0) throw unknown()
    await writeAudit(ctx, tx, { action: "hook.secret_rotated", subject: id, change: {} })
  })
  return { secret }
}

/** Deliveries that still wait go with it. */
export async function deleteHook(ctx: Ctx, input: z.infer<typeof HookId>): Promise<void> {
  requirePermission(ctx, "hooks.manage")
  const { id } = HookId.parse(input)
  await inTransaction(ctx, async (tx) => {
    const [deleted] = await tx.delete(hookEndpoints).where(eq(hookEndpoints.id, id)).returning({ url: hookEndpoints.url })
    if (!deleted) throw unknown()
    await writeAudit(ctx, tx, { action: "hook.deleted", subject: id, change: { url: deleted.url } })
  })
}

const unknown = (): AppError => new AppError("not_found", "There is no such webhook.")
