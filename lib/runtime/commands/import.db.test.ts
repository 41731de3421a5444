import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { embeddedDataDir } from "@/db/embedded"
import { suppressionSecret } from "@/lib/leads/ingest/suppression"

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "onelead-import-"))
})
afterAll(async () => {
  await rm(dirname(embeddedDataDir(home, "postgres")), { recursive: true, force: true })
  await rm(home, { recursive: true, force: true })
})

/** Runs `script` as a process that has nothing of this one's environment but `env`. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", ...args], {
    env: { PATH: process.env["PATH"] ?? "", ONELEAD_HOME: home, ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  })
  let said = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, "close")) as [number]
  return { code, said }
}

test("hashes of erased people have a key, or are not made", () => {
  expect(() => suppressionSecret({ SUPPRESSION_SECRET: undefined, NEXTAUTH_SECRET: undefined })).toThrow("SUPPRESSION_SECRET")
})

test("an import without the app's secret is refused before it reads a row", async () => {
  const { code, said } = await run(["lib/runtime/commands/import.ts", "none.csv"], { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" })
  expect([code, said]).toEqual([1, expect.stringContaining("SUPPRESSION_SECRET")])
})

test("an import into the running demo has the demo's secrets, so it knows the people erased there", async () => {
  const { port } = new URL(process.env["TEST_DATABASE_URL"] ?? "")
  const dataDir = embeddedDataDir(home, "postgres")
  await mkdir(dataDir, { recursive: true })
  await writeFile(join(dataDir, "postmaster.pid"), `1\n${dataDir}\n0\n${port}\n`)
  await writeFile(join(home, "demo.json"), JSON.stringify({ env: { NEXTAUTH_SECRET: "secret of the demo" } }))
  const script = join(home, "who.mts")
  const demo = join(import.meta.dirname, "running-demo.ts")
  const secret = join(import.meta.dirname, "../../leads/ingest/suppression.ts")
  await writeFile(
    script,
    `await (await import("${demo}")).useRunningDemo()\nconsole.log((await import("${secret}")).suppressionSecret())\n`,
  )
  expect(await run([script])).toEqual({ code: 0, said: "secret of the demo\n" })
})
