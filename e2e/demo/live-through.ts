import { eq, inArray } from "drizzle-orm"
import type { Pool } from "pg"
import { inboundEvents, leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { drainOverflow } from "@/lib/routing/drain-overflow"
import type { DemoDelivery, DemoWork, Story } from "./scenario"
import type { DemoAgent } from "./team"

/**
 * Plays the stories in order of time, half a day at once: events are ingested and assigned, and the agents move their
 * leads, all with the clock set back. So every lead has its owner by the rules, with the load and the caps of that day.
 */
const SLICE = 12 * 3_600_000

type Todo = { story: Story; move: DemoWork["moves"][number] }

export async function liveThrough(
  ctx: Ctx,
  pool: Pool,
  stories: readonly Story[],
  team: readonly DemoAgent[],
  extra: readonly DemoDelivery[],
): Promise<number> {
  const now = ctx.now()
  const arriving = [...stories.flatMap(({ deliveries }) => deliveries), ...extra]
  const lastOf = new Map(stories.map((story) => [story, Math.max(0, ...story.deliveries.map(({ at }) => at.getTime()))]))
  const leadOf = new Map<Story, string>()
  const receipts = new Map<string, string>()
  let todo: Todo[] = []
  let taken = 0
  let from = Math.min(...arriving.map(({ at }) => at.getTime()))
  while (from <= now.getTime()) {
    const until = from + SLICE
    const at = new Date(Math.min(until, now.getTime()))
    const isDue = (when: Date) => when.getTime() >= from && when.getTime() < until
    for (const [key, id] of await deliver(
      pool,
      arriving.filter((one) => isDue(one.at)),
    ))
      receipts.set(key, id)
    taken += (await drainAll({ ...ctx, now: () => at })).taken
    await drainOverflow({ ...ctx, now: () => at })
    const complete = stories.filter((story) => story.deliveries.length > 0 && isDue(new Date(lastOf.get(story) ?? 0)))
    for (const [story, leadId] of await leadsOf(ctx, complete, receipts)) {
      leadOf.set(story, leadId)
      const { moves, bookings } = story.work(await skillOf(ctx, leadId, team))
      todo.push(...moves.map((move) => ({ story, move })))
      arriving.push(...bookings.map((one) => (one.at.getTime() < until ? { ...one, at: new Date(until) } : one)))
    }
    const due = todo.filter(({ move }) => move.at.getTime() < until)
    todo = todo.filter(({ move }) => move.at.getTime() >= until)
    const byStory = Map.groupBy(due, ({ story }) => story)
    await inParallel([...byStory], 6, async ([story, steps]) => {
      for (const { move } of steps) await moveOn(ctx, leadOf.get(story) ?? "", move, team)
    })
    from = until
  }
  return taken
}

/** Through the inbox, in order of time; returns delivery key → receipt. */
async function deliver(pool: Pool, deliveries: readonly DemoDelivery[]): Promise<Map<string, string>> {
  const inbox = createInbox(pool)
  const inOrder = deliveries.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const stored = await Promise.all(
    inOrder.map(async ({ channel, key, body, at }) => {
      const raw = Buffer.from(typeof body === "string" ? body : JSON.stringify(body))
      const headers = { "content-type": "application/json" }
      const receipt = await inbox.store({ channel, idempotencyKey: key, raw, headers, trust: "signed", receivedAt: at })
      return [`${channel}:${key}`, receipt.id] as const
    }),
  )
  return new Map(stored)
}

async function leadsOf(ctx: Ctx, stories: readonly Story[], receipts: ReadonlyMap<string, string>): Promise<Map<Story, string>> {
  const receiptOf = ({ channel, key }: DemoDelivery) => receipts.get(`${channel}:${key}`) ?? ""
  const ids = stories.flatMap(({ deliveries }) => deliveries.map(receiptOf)).filter(Boolean)
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .select({ id: inboundEvents.id, leadId: inboundEvents.leadId })
    .from(inboundEvents)
    .where(inArray(inboundEvents.id, ids))
  const known = new Map(rows.map(({ id, leadId }) => [id, leadId]))
  return new Map(
    stories.flatMap((story) => {
      const leadId = story.deliveries.map((one) => known.get(receiptOf(one))).find((id) => id != null)
      return leadId ? [[story, leadId] as const] : []
    }),
  )
}

async function ownerOf(ctx: Ctx, leadId: string, team: readonly DemoAgent[]): Promise<DemoAgent | undefined> {
  const [lead] = await ctx.db
    .select({ kind: leads.kind, ownerId: leads.ownerId, state: leads.state, stageId: leads.stageId })
    .from(leads)
    .where(eq(leads.id, leadId))
  const isOpen = lead?.kind === "lead" && lead.state === "active" && lead.stageId !== "booked" && lead.stageId !== "lost"
  return isOpen ? team.find(({ id }) => id === lead.ownerId) : undefined
}

const skillOf = async (ctx: Ctx, leadId: string, team: readonly DemoAgent[]): Promise<number> =>
  (await ownerOf(ctx, leadId, team))?.skill ?? 1

/** By the lead's owner at the time; closed or unassigned leads are left alone. */
/** By the lead's owner at that time; a closed lead, or one without an owner, is left alone. */
async function moveOn(ctx: Ctx, leadId: string, { at, ...move }: DemoWork["moves"][number], team: readonly DemoAgent[]): Promise<void> {
  const owner = await ownerOf(ctx, leadId, team)
  if (!owner) return
  const as = { ...ctx, actor: { kind: "user" as const, id: owner.id, name: owner.name, role: owner.role }, now: () => at }
  const given = { leadId, via: "board" as const, ...move }
  const first = await moveLead(as, given)
  if (first.ok || first.reason !== "gate") return
  // Two stories may be one person, who came back since: the agent calls again.
  const again = await moveLead(as, { ...given, contact: "called" })
  if (!again.ok && again.reason === "gate") throw new Error(`The demo's move to ${move.to} lacks ${again.fields.join(", ")}.`)
}

async function inParallel<T>(items: readonly T[], width: number, run: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await run(item)
  }
  await Promise.all(Array.from({ length: width }, lane))
}
