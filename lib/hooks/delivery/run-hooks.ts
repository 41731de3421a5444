import { sql } from "drizzle-orm"
import { GIVE_UP_MS } from "@/lib/core/hooks/retry-delays"
import { credentialsKey } from "@/lib/platform/credentials-key"
import { notify } from "@/lib/notifications/notify"
import type { Ctx } from "@/lib/platform/context"
import { pause } from "@/lib/platform/jobs/pause"
import { isTransient } from "@/lib/platform/retry"
import { unseal } from "@/lib/platform/sealed"
import { inTransaction } from "@/lib/platform/transaction"
import { secretAbout } from "@/lib/hooks/endpoints"
import { payloadOf, readHookLeads } from "@/lib/hooks/hook-payload"
import { leaseDeliveries, settleDeliveries, type Answer, type LeasedDelivery } from "./lease-deliveries"
import { sendDelivery, type HookAgents } from "./send-delivery"

const IDLE_MS_MIN = 50
const IDLE_MS_MAX = 1_000
const TROUBLE_MS = 2_000

/** A loop of the worker: delivers outgoing webhooks until it is asked to end. Any number of workers may run it. */
export async function runHooks(ctx: Ctx, agents: HookAgents, signal: AbortSignal): Promise<void> {
  let idleMs = IDLE_MS_MIN
  while (!signal.aborted) {
    try {
      const sent = await deliverOnce(ctx, agents)
      idleMs = sent > 0 ? IDLE_MS_MIN : Math.min(IDLE_MS_MAX, idleMs * 1.5)
      if (sent > 0) continue
    } catch (error) {
      ctx.log[isTransient(error) ? "warn" : "error"]({ err: error }, "webhooks could not be delivered for now")
      idleMs = TROUBLE_MS
    }
    await pause(idleMs, signal)
  }
}

/** One batch; returns how many were tried. */
export async function deliverOnce(ctx: Ctx, agents: HookAgents): Promise<number> {
  const lease = await leaseDeliveries(ctx)
  const { deliveries } = lease
  if (deliveries.length === 0) return 0
  const known = await readHookLeads(
    ctx,
    deliveries.map(({ leadId }) => leadId),
  )
  const answers = await Promise.all(deliveries.map(async (delivery) => ({ delivery, answer: await sendOne(ctx, agents, delivery, known) })))
  await settleDeliveries(ctx, lease, answers)
  await disableLost(
    ctx,
    answers.filter(({ answer }) => answer.isGone).map(({ delivery }) => delivery.endpointId),
  )
  return deliveries.length
}

async function sendOne(
  ctx: Ctx,
  agents: HookAgents,
  delivery: LeasedDelivery,
  known: Awaited<ReturnType<typeof readHookLeads>>,
): Promise<Answer> {
  const { id, url, endpointId } = delivery
  const secret = unseal(delivery.secret, credentialsKey(), secretAbout(endpointId))
  if (secret === null)
    return {
      arrived: false,
      status: null,
      error: "Its secret cannot be read: CREDENTIALS_KEY has changed. Rotate the secret.",
      retryAfterMs: null,
      isGone: false,
    }
  return await sendDelivery(agents, { id, url, secret, body: JSON.stringify(payloadOf(delivery, known)), at: ctx.now() })
}

/** An endpoint that says it is gone, or that has taken nothing for three days, gets nothing more; the admins' bells ring. */
async function disableLost(ctx: Ctx, gone: readonly string[]): Promise<void> {
  const now = ctx.now()
  const since = new Date(now.getTime() - GIVE_UP_MS).toISOString()
  await inTransaction(ctx, async (tx) => {
    const { rows: lost } = await tx.execute<{ id: string; url: string }>(sql`
      update hook_endpoints set is_active = false,
        disabled_because = case when id = any(${sql.param([...gone])}::uuid[]) then 'gone' else 'failing' end
      where is_active and (id = any(${sql.param([...gone])}::uuid[]) or failing_since <= ${since}) returning id, url`)
    if (lost.length === 0) return
    const { rows: admins } = await tx.execute<{ id: string }>(sql`select id from users where role = 'admin' and active order by id`)
    const told = lost.flatMap(({ id, url }) =>
      admins.map((admin) => ({
        userId: admin.id,
        kind: "hook_disabled" as const,
        title: `The webhook to ${new URL(url).host} was switched off: it does not answer`,
        leadId: null,
        taskId: null,
        dedupeKey: `hook_disabled:${id}:${admin.id}:${now.toISOString().slice(0, 10)}`,
      })),
    )
    await notify(tx, told, now)
  })
}
