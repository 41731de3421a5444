import { expect, test } from "vitest"
import { translator } from "./translator"

test("a message writes counts in the plural their number asks for", () => {
  const t = translator("action", "Asia/Dubai")
  expect(t("unsent", { count: 1 })).toBe("1 change is waiting to be sent.")
  expect(t("unsent", { count: 1_200 })).toBe("1,200 changes are waiting to be sent.")
})

test("a move in the history says how it came about, and only what there is to say", () => {
  const t = translator("history", "Asia/Dubai")
  const move = { name: (text: string) => text, who: "Amira", from: "Contacted", to: "Booked" }
  const nothing = { overridden: "no", isShort: "no", missing: "", isExplained: "no", reason: "" }
  expect(t.markup("moved", { ...move, ...nothing })).toBe("Amira moved it from Contacted to Booked")
  expect(t.markup("moved", { ...move, overridden: "yes", isShort: "yes", missing: "amount", isExplained: "yes", reason: "Paid" })).toBe(
    "Amira moved it from Contacted to Booked, overriding the gate, without amount: Paid",
  )
})
