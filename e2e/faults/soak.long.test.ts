import { expect, test } from "vitest"
import { soakRun } from "./soak-run"

/** Ten minutes at 100 events a second; SOAK_SECONDS and SOAK_RATE make it another. */
test("a long steady stream gives up no job, loses nothing, and the workers stop growing", { timeout: 7_200_000 }, async () => {
  const seconds = Number(process.env["SOAK_SECONDS"] ?? 600)
  const perSecond = Number(process.env["SOAK_RATE"] ?? 100)
  const report = await soakRun({ seconds, perSecond })
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`)
  expect(report).toMatchObject({ refused: 0, unfinished: 0, dead: 0, deadlocks: 0, jobsGivenUp: [] })
})
