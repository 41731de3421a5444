import { sql } from "drizzle-orm"
import { Pool } from "pg"
import { createPool, databaseOn } from "@/db/client"
import { users } from "@/db/schema"
import type { Ctx } from "@/lib/context"
import { log } from "@/lib/log"
import { liveThrough } from "./live-through"
import { oddDeliveries } from "./odd-cases"
import { inventStories } from "./scenario"
import { makeRules, makeTeam } from "./team"

/**
 * Fills an empty database with the demo. Every body goes through the real inbox and the real fold, every lead finds its
 * owner by the real rules, and every move goes through the real verb with the clock set back, so the demo shows what the
 * product does and nothing else.
 */
export type SeedOptions = { leads: number; now: Date; seed: number; say: (line: string) => void }

const DAYS = 90

export const seedDemo = async (pool: Pool, { leads: count, now, seed, say }: SeedOptions): Promise<boolean> => {
  const db = databaseOn(pool)
  const ctx: Ctx = { db, actor: { kind: "system", name: "demo" }, now: () => now, log }
  const [someone] = await db.select({ id: users.id }).from(users).limit(1)
  if (someone) return false
  const team = await makeTeam(db, now)
  await makeRules({ ...ctx, now: () => new Date(now.getTime() - DAYS * 86_400_000) }, team)
  say(`Demo: ${count} people over ${DAYS} days`)
  const folded = await liveThrough(ctx, pool, inventStories({ leads: count, now, seed }), team, oddDeliveries(now))
  say(`Demo: ${folded} events folded`)
  await db.execute(sql`vacuum analyze`)
  say("Demo: ready")
  return true
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
