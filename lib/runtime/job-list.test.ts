import { parseCrontab } from "graphile-worker"
import { expect, test } from "vitest"
import { JOBS } from "./job-list"

test("every job has a name of its own, and a schedule that the queue can read", () => {
  expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length)
  const lines = JOBS.flatMap(({ name, schedule }) => (schedule ? [`${schedule} ${name} ?max=3`] : []))
  expect(parseCrontab(lines.join("\n")).map(({ task }) => task)).toEqual(JOBS.flatMap(({ name, schedule }) => (schedule ? [name] : [])))
})
