import { expect, test } from "vitest"
import { translator } from "./translator"

test("a message writes counts in the plural their number asks for", () => {
  const t = translator("action", "Asia/Dubai")
  expect(t("unsent", { count: 1 })).toBe("1 change is waiting to be sent.")
  expect(t("unsent", { count: 1_200 })).toBe("1,200 changes are waiting to be sent.")
})
