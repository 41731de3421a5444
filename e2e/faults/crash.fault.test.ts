import { expect, test } from "vitest"
import { crashRun } from "./crash-run"

test("kill -9 of worker, servers and PostgreSQL under load: every acknowledged event is processed exactly once", async () => {
  const report = await crashRun({
    ingestEntry: "lib/runtime/ingest.ts",
    withApp: true,
    victims: ["worker", "ingest", "postgres", "app", "worker", "postgres", "ingest"],
    events: 4000,
  })
  expect(report).toMatchObject({ acked: 4000, missing: [], doubled: [], hasUnfinished: false, kills: 7 })
})

test("the crash run can fail: a server that answers before it stores is caught", async () => {
  const report = await crashRun({ ingestEntry: "e2e/faults/memory-ingest.ts", withApp: false, victims: ["ingest", "ingest"], events: 1500 })
  expect(report.missing.length).toBeGreaterThan(0)
})
