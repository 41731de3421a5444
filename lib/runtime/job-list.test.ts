import { parseCrontab } from "graphile-worker"
import { expect, test } from "vitest"
import { crontabLine } from "@/lib/platform/jobs/run-jobs"
import { JOBS } from "./job-list"

test("every job has a name and a schedule that the queue can read, and takes what the schedule hands it", () => {
  expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length)
  for (const job of JOBS) {
    const { name, payload } = job
    const line = crontabLine(job)
    if (line === null) continue
    expect(parseCrontab(line)[0]?.options, "at most one run waits").toMatchObject({ jobKey: `schedule:${name}` })
    expect(payload.safeParse({ _cron: { ts: "2026-03-02T08:00:00.000Z", backfilled: false } }).success, name).toBe(true)
  }
})
