import { parseCrontab } from "graphile-worker"
import { expect, test } from "vitest"
import { JOBS } from "./job-list"

test("the schedule of every job can be read, and no two jobs share a name", () => {
  const lines = JOBS.flatMap(({ name, schedule }) => (schedule ? [`${schedule} ${name} ?max=3`] : []))
  expect(() => parseCrontab(lines.join("\n"))).not.toThrow()
  expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length)
})
