import { describe, expect, test } from "vitest"
import { checkMessages } from "./check-messages"

const catalogue = { shop: { open: "Open", close: "Close", days: { one: "Monday", two: "Tuesday" } }, door: { open: "Open" } }
const check = (files: Record<string, string>) =>
  checkMessages(catalogue, new Map(Object.entries(files))).map(({ path, message }) => `${path}: ${message}`)
const ALL = `const t = useTranslations("shop"); t("open"); t.rich("close"); t(\`days.\${day}\`)`
const DOOR = `const t = await getTranslations("door")\nt("open")`

describe("the catalogue and its readers agree", () => {
  test("what is used by key, by template and through a variable is in order", () => {
    expect(check({ "app/a.tsx": ALL, "app/b.ts": DOOR })).toEqual([])
    const dynamic = `const t = useTranslations("shop"); t(which)`
    expect(check({ "app/a.tsx": dynamic, "app/b.ts": DOOR, "app/c.ts": `["open", "close", "days.one", "days.two"]` })).toEqual([])
  })
  test("a translator may have another name", () => {
    const named = `const nameOf = useTranslations("shop"); nameOf("open"); nameOf.rich("close"); nameOf(\`days.\${day}\`)`
    expect(check({ "app/a.tsx": named, "app/b.ts": DOOR })).toEqual([])
  })
  test("a message that no file uses is named", () => {
    expect(check({ "app/a.tsx": ALL })).toEqual(["lib/core/messages/en: no file uses the message door.open"])
    expect(check({ "app/a.tsx": ALL, "app/b.test.ts": DOOR })).toHaveLength(1)
  })
  test("a message that does not exist is named with its file", () => {
    expect(check({ "app/a.tsx": ALL, "app/b.ts": `${DOOR}; t("shut")` })).toEqual([
      "app/b.ts: asks for a message that is not there: door, ^shut$",
    ])
  })
  test("another function of a similar name is none of ours", () => {
    expect(check({ "app/a.tsx": `${ALL}; format("x"); list.t("y")`, "app/b.ts": DOOR })).toEqual([])
  })
})
