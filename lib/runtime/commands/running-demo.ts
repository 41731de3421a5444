import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Client } from "pg"
import { embeddedDataDir } from "@/db/embedded"

/** Gives this process the database and the secrets of the demo that runs in this folder, if one does. */
export async function useRunningDemo(home = demoHome()): Promise<void> {
  const url = await runningDemoUrl(home)
  if (url === null) return
  const { env: secrets } = JSON.parse(await readFile(join(home, "demo.json"), "utf8")) as { env: Record<string, string> }
  for (const [name, value] of Object.entries({ DATABASE_URL: url, ...secrets })) process.env[name] ??= value
}

const demoHome = () => process.env["ONELEAD_HOME"] ?? join(dirname(fileURLToPath(import.meta.url)), "../../../.onelead")

/** The address of the demo's own PostgreSQL while it answers, or null. */
async function runningDemoUrl(home: string): Promise<string | null> {
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
