import { eq, inArray, sql } from "drizzle-orm"
import { Pool } from "pg"
import { createPool, databaseOn, type Database } from "@/db/client"
import { inboundEvents, leads, users } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { newId } from "@/lib/ids"
import { drainAll } from "@/lib/intake/drain-inbox"
import { createInbox } from "@/lib/intake/inbox"
import { assignLead } from "@/lib/leads/assign-lead"
import { log } from "@/lib/log"
import { moveLead } from "@/lib/pipeline/move-lead"
import { hashPassword } from "@/lib/team/passwords"
import { nurtureDemo } from "./nurture"
import { oddDeliveries } from "./odd-cases"
import { inventStories, type DemoDelivery, type Story } from "./scenario"
import { DEMO_PASSWORD, DEMO_SIGN_INS } from "./sign-ins"

/**
 * Fills an empty database with the demo. Every body goes through the real inbox and the real fold, and every move and
 * assignment through the real verbs with the clock set back, so the demo shows what the product does and nothing else.
 */
export type SeedOptions = { leads: number; now: Date; seed: number; say: (line: string) => void }

const COLLEAGUES = ["Fatima Al Ali", "Rohit Sharma", "Elena Volkova", "Mark Dela Cruz", "Hamad Al Ketbi"]

export const seedDemo = async (pool: Pool, { leads: count, now, seed, say }: SeedOptions): Promise<boolean> => {
  const db = databaseOn(pool)
  const ctx: Ctx = { db, actor: { kind: "system", name: "demo" }, now: () => now, log }
  const [someone] = await db.select({ id: users.id }).from(users).limit(1)
  if (someone) return false
  const agents = await makeTeam(db)
  const stories = inventStories({ leads: count, now, seed })
  say(`Demo: ${count} people over 90 days`)
  const receipts = await deliver(pool, [...stories.flatMap(({ deliveries }) => deliveries), ...oddDeliveries(now)])
  const drained = await drainAll(ctx)
  say(`Demo: ${drained.taken} events folded`)
  const leadOf = await leadsOfStories(db, stories, receipts)
  await inParallel(stories, 6, (story) => work(ctx, story, leadOf.get(story), agents))
  await deliver(
    pool,
    stories.flatMap(({ bookings }) => bookings),
  )
  await drainAll(ctx)
  await doOldTasks(db, now)
  await nurtureDemo(ctx, now)
  await db.execute(sql`vacuum analyze`)
  say("Demo: ready")
  return true
}

/** The people who sign in, then colleagues who only own leads. */
const makeTeam = async (db: Database): Promise<{ id: string; name: string; role: "agent" | "senior_agent" }[]> => {
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  const people = DEMO_SIGN_INS.map(({ email, name, role }) => ({ id: newId(), email, name, role, passwordHash, languages: ["en", "ar"] }))
  const others = COLLEAGUES.map((name) => ({
    id: newId(),
    email: `${name.toLowerCase().replaceAll(" ", ".")}@onelead.demo`,
    name,
    role: "agent" as const,
    passwordHash,
    languages: ["en"],
  }))
  await db.insert(users).values([...people, ...others])
  return [...people, ...others].flatMap(({ id, name, role }) => (role === "agent" || role === "senior_agent" ? [{ id, name, role }] : []))
}

/** Through the inbox, in order of time; returns delivery key → receipt. */
const deliver = async (pool: Pool, deliveries: readonly DemoDelivery[]): Promise<Map<string, string>> => {
  const inbox = createInbox(pool)
  const receipts = new Map<string, string>()
  const inOrder = deliveries.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  for (let start = 0; start < inOrder.length; start += 1000) {
    const stored = await Promise.all(
      inOrder.slice(start, start + 1000).map(async ({ channel, key, body, at }) => {
        const raw = Buffer.from(typeof body === "string" ? body : JSON.stringify(body))
        const receipt = await inbox.store({
          channel,
          idempotencyKey: key,
          raw,
          headers: { "content-type": "application/json" },
          trust: "signed",
          receivedAt: at,
        })
        return [`${channel}:${key}`, receipt.id] as const
      }),
    )
    for (const [key, id] of stored) receipts.set(key, id)
  }
  return receipts
}

const leadsOfStories = async (
  db: Database,
  stories: readonly Story[],
  receipts: ReadonlyMap<string, string>,
): Promise<Map<Story, string>> => {
  const rows = await db
    .select({ id: inboundEvents.id, leadId: inboundEvents.leadId })
    .from(inboundEvents)
    .where(eq(inboundEvents.state, "done"))
  const leadOf = new Map(rows.map(({ id, leadId }) => [id, leadId]))
  return new Map(
    stories.flatMap((story) => {
      const leadId = story.deliveries
        .map(({ channel, key }) => leadOf.get(receipts.get(`${channel}:${key}`) ?? ""))
        .find((id) => id != null)
      return leadId ? [[story, leadId] as const] : []
    }),
  )
}

const work = async (
  ctx: Ctx,
  story: Story,
  leadId: string | undefined,
  agents: readonly { id: string; name: string; role: "agent" | "senior_agent" }[],
): Promise<void> => {
  const agent = story.agent === null ? undefined : agents[story.agent % agents.length]
  const firstAt = story.deliveries[0]?.at
  if (leadId === undefined || agent === undefined || firstAt === undefined) return
  const [lead] = await ctx.db
    .select({ kind: leads.kind, ownerId: leads.ownerId, state: leads.state })
    .from(leads)
    .where(inArray(leads.id, [leadId]))
  if (!lead || lead.kind !== "lead" || lead.state !== "active" || lead.ownerId !== null) return
  await assignLead({ ...ctx, now: () => firstAt }, { leadId, ownerId: agent.id, reason: "round robin" })
  const as = { kind: "user" as const, id: agent.id, name: agent.name, role: agent.role }
  for (const { to, at, reason } of story.moves) {
    await moveLead({ ...ctx, actor: as, now: () => at }, { leadId, to, via: "board", ...(reason === undefined ? {} : { reason }) })
  }
}

/** The team of the demo does its follow-ups: only some of the last two days are left over. */
const doOldTasks = async (db: Database, now: Date): Promise<void> => {
  await db.execute(sql`
    update tasks set status = 'done', done_at = due_at + interval '25 minutes', reminded_at = due_at, done_by = assignee_id,
      outcome = (array['called', 'no_answer', 'whatsapp_sent', 'emailed'])[1 + get_byte(uuid_send(id), 15) % 4]
    where status = 'open' and due_at < ${now.toISOString()}
      and (due_at < ${new Date(now.getTime() - 2 * 86_400_000).toISOString()} or get_byte(uuid_send(id), 14) % 10 < 7)`)
}

const inParallel = async <T>(items: readonly T[], width: number, run: (item: T) => Promise<void>): Promise<void> => {
  let next = 0
  const lane = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await run(item)
  }
  await Promise.all(Array.from({ length: width }, lane))
}

if (process.argv[1]?.endsWith("seed.ts")) {
  const asked = Number(process.argv[process.argv.indexOf("--leads") + 1])
  const pool = createPool("worker")
  const made = await seedDemo(pool, {
    leads: process.argv.includes("--leads") && asked > 0 ? asked : 3000,
    now: new Date(),
    seed: 20_260_101,
    say: (line) => process.stdout.write(`${line}\n`),
  })
  if (!made) process.stdout.write("Demo: the data is there already\n")
  await pool.end()
  process.exit(0)
}
