import { describe, expect, it } from "vitest"
import { batchOutcome } from "./records"

const at = new Date(0)
const raw = (id: string, properties: Record<string, string | null> = {}, traceId?: string) => ({
  id,
  properties,
  createdAt: at,
  updatedAt: at,
  ...(traceId === undefined ? {} : { objectWriteTraceId: traceId }),
})

describe("the outcome of a batch", () => {
  it("puts every row in exactly one place, in whatever order the results come", () => {
    const rows = ["a", "b", "c", "d"].map((key) => ({ key, id: key }))
    const errors = [{ category: "CONFLICT", message: "Contact already exists. Existing ID: 9", context: { objectWriteTraceId: ["b"] } }]
    const outcome = batchOutcome({ results: [raw("3", {}, "c"), raw("1", {}, "a")], errors }, rows)
    expect(outcome.done.map(({ key, record }) => [key, record.id])).toEqual([
      ["c", "3"],
      ["a", "1"],
    ])
    expect(outcome.failed).toEqual([{ key: "b", problem: { kind: "conflict", existingId: "9" } }])
    expect(outcome.missing).toEqual(["d"])
  })

  it("finds its rows without trace ids, by record id or by the property they were addressed by", () => {
    const rows = [{ key: "L1", id: "L1" }]
    expect(batchOutcome({ results: [raw("77", { lead_id: "L1" })] }, rows, "lead_id").done).toMatchObject([
      { key: "L1", record: { id: "77" } },
    ])
    expect(batchOutcome({ results: [raw("L1")] }, rows).done).toMatchObject([{ key: "L1" }])
    expect(batchOutcome({ results: [raw("77", { lead_id: null })] }, rows, "lead_id")).toMatchObject({ done: [], missing: ["L1"] })
  })
})
