import { expect, test } from "vitest"
import { crashRun } from "./crash-run"

const ORDER = ["worker", "ingest", "app", "worker", "postgres", "ingest", "worker", "app", "postgres"] as const

/** A million events over 200 kills; CRASH_EVENTS and CRASH_KILLS make it another. */
test("a long run of kills loses no acknowledged event and processes none twice", { timeout: 86_400_000 }, async () => {
  const events = Number(process.env["CRASH_EVENTS"] ?? 1_000_000)
  const kills = Number(process.env["CRASH_KILLS"] ?? 200)
  const victims = Array.from({ length: kills }, (_, at) => ORDER[at % ORDER.length] ?? "worker")
  const begun = performance.now()
  const report = await crashRun({ ingestEntry: "lib/runtime/ingest.ts", withApp: true, victims, events })
  process.stdout.write(`${report.acked} acknowledged over ${report.kills} kills in ${Math.round((performance.now() - begun) / 1000)} s\n`)
  expect(report).toMatchObject({ acked: events, missing: [], doubled: [], hasUnfinished: false, kills })
})
