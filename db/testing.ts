import { randomBytes } from "node:crypto"
import { eq } from "drizzle-orm"
import { Pool, Client } from "pg"
import { DEFAULT_STAGES } from "@/lib/core/default-stages"
import { databaseOn, type Database } from "./client"
import { stages } from "./schema"
import { stripErrorsOf } from "./query-errors"

/**
 * A database of its own for each test file, cloned from a migrated template, so that files run side by side and no
 * test ever cleans up after another. The server is started by db/testing-setup.ts.
 */
export type TestDatabase = { url: string; pool: Pool; db: Database; drop: () => Promise<void> }

export const TEMPLATE = "onelead_template"
const CLONE_LOCK = 7_301_002

/** `clock`: tests live at times of their own, unless they are about the real one. */
export async function testDatabase({ clock = "simulated" }: { clock?: "simulated" | "real" } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`
  await asAdmin(async (admin) => {
    await admin.query("select pg_advisory_lock($1)", [CLONE_LOCK])
    await admin.query(`create database ${name} template ${TEMPLATE}`)
    if (clock === "simulated") await admin.query(`alter database ${name} set onelead.clock = 'simulated'`)
  })
  const url = urlOf(name)
  const pool = new Pool({ connectionString: url, max: 10, pipeline: true })
  stripErrorsOf(pool)
  pool.on("error", () => undefined)
  // A connection that is still closing when its database is dropped says so to nobody else.
  pool.on("connect", (client) => void client.on("error", () => undefined))
  const drop = async () => {
    await pool.end()
    await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`).then(() => undefined))
  }
  return { url, pool, db: databaseOn(pool), drop }
}

/** A database without anything, for what happens at a first start. */
export async function emptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `empty_${randomBytes(6).toString("hex")}`
  await asAdmin(async (admin) => void (await admin.query(`create database ${name}`)))
  return { url: urlOf(name), drop: () => asAdmin(async (admin) => void (await admin.query(`drop database ${name} with (force)`))) }
}

/**
 * The template's pipeline asks for nothing, so that tests of other things move leads freely; tests of gates write the
 * requirements they are about.
 */
export async function openGates(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`
    update stages set requirements = case id when 'booked' then '{"booking": true}' when 'lost' then '{"reason": true}' else '{}' end::jsonb,
      checklist = (select coalesce(jsonb_agg(item || '{"required": false}'), '[]') from jsonb_array_elements(checklist) item)`)
  await client.end()
}

/** The pipeline as a new installation has it. */
export async function closeGates(db: Database): Promise<void> {
  for (const { id, requirements, checklist } of DEFAULT_STAGES)
    await db.update(stages).set({ requirements, checklist }).where(eq(stages.id, id))
}

function serverUrl(): string {
  const url = process.env["TEST_DATABASE_URL"]
  if (!url) throw new Error("TEST_DATABASE_URL is not set; run database tests through `npm run test:db`.")
  return url
}

function urlOf(database: string): string {
  const url = new URL(serverUrl())
  url.pathname = `/${database}`
  return url.href
}

async function asAdmin(work: (admin: Client) => Promise<void>): Promise<void> {
  const admin = new Client({ connectionString: serverUrl() })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
