import { expect, test } from "vitest"
import { createLog } from "./log"

test("no string of a logged object keeps a contact detail, however deep it lies", () => {
  const lines: string[] = []
  const log = createLog({ write: (line) => void lines.push(line) }, "trace")
  const reason = "550 <reem@example.com>"
  log.warn({ sendId: 1, outcome: { kind: "refused", reason, tries: [{ reply: "call +971 50 123 4567" }] } }, "mail refused")
  log.warn({ reason: "the form may not be posted from https://reem%40example.com", "+971501234567": true })
  log.warn({ error: new Error(reason), at: new Date("2026-11-30T10:11:12Z"), id: "0198c1f2-0c1d-7abc-9def-0123456789ab" })
  let deep: Record<string, unknown> = { reason }
  for (let level = 0; level < 50; level += 1) deep = { deep }
  log.warn(deep)
  expect(lines).toHaveLength(4)
  expect(lines.join("")).not.toMatch(/reem|501234567|123 4567/)
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    outcome: { kind: "refused", reason: "550 <[email]>", tries: [{ reply: "call [number]" }] },
  })
  expect(JSON.parse(lines[2] ?? "")).toMatchObject({
    at: "2026-11-30T10:11:12.000Z",
    id: "0198c1f2-0c1d-7abc-9def-0123456789ab",
    error: { message: "550 <[email]>" },
  })
})
