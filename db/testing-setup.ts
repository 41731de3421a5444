import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { startEmbeddedPostgres } from "./embedded"
import { migrateDatabase } from "./migrate"
import { openGates, TEMPLATE } from "./testing"

/** Starts one PostgreSQL for the whole run and migrates the template that every test file clones. */
export default async function setup(): Promise<() => Promise<void>> {
  const root = process.getuid?.() === 0 ? "/var/tmp" : tmpdir()
  const folder = await mkdtemp(join(root, "onelead-test-"))
  const server = await startEmbeddedPostgres({ dataDir: join(folder, "data"), settings: { shared_buffers: "128MB", fsync: "off" } })
  process.env["TEST_DATABASE_URL"] = server.url
  const admin = new Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(`create database ${TEMPLATE}`)
  await admin.end()
  const template = new URL(server.url)
  template.pathname = `/${TEMPLATE}`
  await migrateDatabase(template.href)
  await openGates(template.href)
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
