import { describe, expect, test } from "vitest"
import { problemOf, problemOfThrown } from "./problem"

describe("an action's answer is read once, for every screen", () => {
  test("data, or nothing at all from an action that returns nothing, is no problem", () => {
    expect(problemOf({ data: { id: 1 } })).toBeNull()
    expect(problemOf({})).toBeNull()
  })
  test("a refusal keeps its sentence and what is wrong with which field", () => {
    expect(problemOf({ serverError: { message: "Too late.", fields: { until: "in the past" } } })).toEqual({
      reason: "refused",
      message: "Too late.",
      fields: { until: "in the past" },
    })
  })
  test("a field deep in the input is named by its path, and the first message stands for all", () => {
    expect(problemOf({ validationErrors: { rules: { 2: { points: { _errors: ["Whole numbers only", "At most 100"] } } } } })).toEqual({
      reason: "invalid",
      message: "Whole numbers only",
      fields: { "rules.2.points": "Whole numbers only" },
    })
  })
  test("an answer that is missing did not come from the action", () => {
    expect(problemOf(undefined)?.reason).toBe("noAnswer")
  })
})

describe("a call that threw is told apart by what a person can do about it", () => {
  const online = { isOnline: true, isOutdated: false }
  test("a request that could not be made means no connection, whatever the browser believes of it", () => {
    expect(problemOfThrown(new TypeError("Failed to fetch"), online).reason).toBe("offline")
    expect(problemOfThrown(new Error("aborted"), { ...online, isOnline: false }).reason).toBe("offline")
  })
  test("an answer that is no action's means the server is in trouble", () => {
    expect(problemOfThrown(new Error("An unexpected response was received from the server."), online).reason).toBe("noAnswer")
  })
  test("a page older than the server asks for a reload", () => {
    expect(problemOfThrown(new Error("unrecognized"), { ...online, isOutdated: true }).reason).toBe("outdated")
  })
})
