import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Client } from "pg"
import { embeddedDataDir } from "@/db/embedded"

/** The address of the demo's own PostgreSQL while the demo runs in this folder, or null. */
export async function runningDemoUrl(): Promise<string | null> {
  const home = process.env["ONELEAD_HOME"] ?? join(dirname(fileURLToPath(import.meta.url)), "../../.onelead")
  const lines = await readFile(join(embeddedDataDir(home, "postgres"), "postmaster.pid"), "utf8").then(
    (text) => text.split("\n"),
    () => [],
  )
  const port = Number(lines[3])
  if (!(port > 0)) return null
  const url = `postgres://onelead@127.0.0.1:${port}/postgres`
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on("error", () => undefined)
  const answers = await client.connect().then(
    () => true,
    () => false,
  )
  await client.end().catch(() => undefined)
  return answers ? url : null
}
