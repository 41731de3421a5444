import { parseCrontab } from "graphile-worker"
import { expect, test } from "vitest"
import { JOBS } from "./job-list"

test("every job has a name of its own and a schedule that the queue understands", () => {
  expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length)
  for (const { name, schedule } of JOBS) if (schedule) expect(parseCrontab(`${schedule} ${name} ?max=3`), name).toHaveLength(1)
})
