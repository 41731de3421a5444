import { eq, sql } from "drizzle-orm"
import { Pool } from "pg"
import { databaseOn, type Database } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { saveView } from "@/lib/views/save-view"
import { liveThrough } from "./live-through"
import { nurtureDemo } from "./nurture"
import { oddDeliveries } from "./odd-cases"
import { planDemo } from "./plan"
import { inventStories } from "./scenario"
import { makeRules, makeTeam } from "./team"
import { systemCtx } from "@/lib/runtime/system-ctx"

/**
 * Fills an empty database with the demo. Every body goes through the real inbox and ingest, every lead is assigned by
 * the real rules, and every move goes through the real verb with the clock set back, so the demo shows what the product
 * does and nothing else.
 */
export type SeedOptions = { leads: number; now: Date; seed: number; say: (line: string) => void }

const DAYS = 90

/** The history is lived through with the clock set back; the session at hand has its settings already. */
const SIMULATED_CLOCK = `
  do $$ begin execute format('alter database %I set onelead.clock = ''simulated''', current_database()); end $$;
  set onelead.clock = 'simulated'`

export async function seedDemo(pool: Pool, { leads: count, now, seed, say }: SeedOptions): Promise<boolean> {
  const db = databaseOn(pool)
  const ctx = systemCtx("demo", db, () => now)
  await pool.query(SIMULATED_CLOCK)
  const [someone] = await db.select({ id: users.id }).from(users).limit(1)
  if (someone) return false
  const team = await makeTeam(db, now)
  await makeRules({ ...ctx, now: () => new Date(now.getTime() - DAYS * 86_400_000) }, team)
  say(`Demo: ${count} people over ${DAYS} days`)
  const ingested = await liveThrough(ctx, pool, inventStories({ leads: count, now, seed }), team, oddDeliveries(now))
  say(`Demo: ${ingested} events ingested`)
  await doOldTasks(db, now)
  await saveViews(ctx)
  await planDemo(ctx, count, team)
  await nurtureDemo(ctx, now)
  await db.execute(sql`vacuum analyze`)
  say("Demo: ready")
  return true
}

/** Two questions that the team asks every morning have a name. */
async function saveViews(ctx: Ctx): Promise<void> {
  const [manager] = await ctx.db.select().from(users).where(eq(users.role, "manager"))
  if (!manager) return
  const as = { ...ctx, actor: { kind: "user" as const, id: manager.id, name: manager.name, role: manager.role } }
  await saveView(as, { page: "board", name: "Unassigned", query: "owner=none", shared: true })
  await saveView(as, { page: "board", name: "Going stale", query: "stale=1", shared: true })
}

/** The demo's team does its follow-ups and reads its notifications: only some of the last two days are left. */
async function doOldTasks(db: Database, now: Date): Promise<void> {
  await db.execute(sql`
    update tasks set status = 'done', done_at = due_at + interval '25 minutes', reminded_at = due_at, done_by = assignee_id,
      outcome = (array['called', 'no_answer', 'whatsapp_sent', 'emailed'])[1 + get_byte(uuid_send(id), 15) % 4]
    where status = 'open' and due_at < ${now.toISOString()}
      and (due_at < ${new Date(now.getTime() - 2 * 86_400_000).toISOString()} or get_byte(uuid_send(id), 14) % 10 < 7)`)
  await db.execute(
    sql`update notifications set read_at = at + interval '20 minutes' where at < ${new Date(now.getTime() - 86_400_000).toISOString()}`,
  )
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
