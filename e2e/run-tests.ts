import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { z } from "zod"

/**
 * `npm test`: everything, in the order in which it fails fastest, with a sum. A suite that crashes, or that runs no
 * test, counts as a failure. The last line is the sum. The minutes are limits for a busy machine; they end what hangs,
 * and say nothing about how long a suite should take.
 */
type Count = { passed: number; failed: number }
type Suite = { name: string; command: string[]; minutes: number; read: (report: string) => Promise<Count> }

const folder = await mkdtemp(join(tmpdir(), "onelead-tests-"))
const report = (name: string) => join(folder, `${name}.json`)

const VitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), success: z.boolean() })
const PlaywrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }) })

async function readVitest(file: string): Promise<Count> {
  const { numPassedTests, numFailedTests, success } = VitestReport.parse(JSON.parse(await readFile(file, "utf8")))
  return { passed: numPassedTests, failed: success ? 0 : Math.max(1, numFailedTests) }
}
async function readPlaywright(file: string): Promise<Count> {
  const { expected, unexpected, flaky } = PlaywrightReport.parse(JSON.parse(await readFile(file, "utf8"))).stats
  return { passed: expected, failed: unexpected + flaky }
}

const vitest = (name: string, minutes: number, project = name): Suite => ({
  name,
  command: [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report(name)}`,
  ],
  minutes,
  read: readVitest,
})

const step = (name: string, command: string[], minutes: number): Suite => ({
  name,
  command,
  minutes,
  read: async () => ({ passed: 1, failed: 0 }),
})

const SUITES: readonly Suite[] = [
  step("check", ["--import", "tsx", "e2e/check.ts"], 5),
  vitest("unit", 8),
  vitest("db", 22, "db*"),
  step("build", ["--import", "tsx", "lib/runtime/build.ts"], 10),
  vitest("faults", 10),
  {
    name: "e2e",
    command: ["node_modules/@playwright/test/cli.js", "test", "-c", "e2e/playwright.config.ts"],
    minutes: 25,
    read: readPlaywright,
  },
]

async function runSuite(suite: Suite): Promise<Count> {
  process.stdout.write(`\n── ${suite.name} ──\n`)
  const child = spawn(process.execPath, suite.command, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, E2E_REPORT: report("e2e"), NODE_OPTIONS: "--import tsx" },
  })
  const timer = setTimeout(() => child.kill("SIGKILL"), suite.minutes * 60_000)
  const [code] = await once(child, "exit")
  clearTimeout(timer)
  const count = await suite.read(report(suite.name)).catch(() => ({ passed: 0, failed: 1 }))
  if (code !== 0 && count.failed === 0) return { passed: 0, failed: 1 }
  return count.passed + count.failed === 0 ? { passed: 0, failed: 1 } : count
}

const total: Count = { passed: 0, failed: 0 }
for (const suite of SUITES) {
  const count = await runSuite(suite)
  process.stdout.write(`${suite.name}: ${count.passed} passed, ${count.failed} failed\n`)
  total.passed += count.passed
  total.failed += count.failed
}
await rm(folder, { recursive: true, force: true })
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exit(total.failed > 0 ? 1 : 0)
