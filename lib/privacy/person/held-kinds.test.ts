import { expect, test } from "vitest"
import { PERSONAL_DATA } from "@/db/personal-data"
import { heldKindOf } from "./held-kinds"

test("every table that holds data of a person is shown under a kind that a colleague knows", () => {
  const tables = Object.entries(PERSONAL_DATA).filter(([, { of = [], personal = [] }]) => of.length > 0 && personal.length > 0)
  for (const [table] of tables) expect(() => heldKindOf(table)).not.toThrow()
})
