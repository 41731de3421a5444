import { parseCrontab } from "graphile-worker"
import { expect, test } from "vitest"
import { JOBS } from "./job-list"

test("every job has a name and a schedule that the queue can read, and takes what the schedule hands it", () => {
  expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length)
  for (const { name, schedule, payload } of JOBS) {
    if (!schedule) continue
    expect(() => parseCrontab(`${schedule} ${name} ?max=3`), name).not.toThrow()
    expect(payload.safeParse({ _cron: { ts: "2026-03-02T08:00:00.000Z", backfilled: false } }).success, name).toBe(true)
  }
})
