import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { sharedDeadline } from "./deadline"

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }))
afterEach(() => void vi.useRealTimers())

test("the pieces of one request share one deadline, and what is between them does not count", async () => {
  const within = sharedDeadline(1000)
  const first = within(() => new Promise<void>((resolve) => void setTimeout(resolve, 900)))
  await vi.advanceTimersByTimeAsync(900)
  await first
  await vi.advanceTimersByTimeAsync(5000)
  expect(await within(async () => "in time")).toBe("in time")
  const second = expect(within(() => new Promise(() => undefined))).rejects.toMatchObject({ code: "unavailable" })
  await vi.advanceTimersByTimeAsync(100)
  await second
})
