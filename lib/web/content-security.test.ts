import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { contentSecurityPolicy, TOASTER_STYLES } from "./content-security"

const directives = (isDevelopment: boolean): Map<string, string> =>
  new Map(
    contentSecurityPolicy("bm9uY2U=", isDevelopment)
      .split("; ")
      .map((one) => [one.split(" ")[0] ?? "", one]),
  )

test("no script and no style element of a page may be inline without being known", () => {
  const policy = directives(false)
  expect(policy.get("script-src")).toBe("script-src 'self' 'nonce-bm9uY2U=' 'strict-dynamic'")
  expect(policy.get("style-src-elem")).toBe(`style-src-elem 'self' ${TOASTER_STYLES}`)
  expect([...policy.keys()].filter((name) => policy.get(name)?.includes("unsafe"))).toEqual(["style-src-attr"])
})

test("the style that is let through is the one of the installed toaster", () => {
  const source = readFileSync(join(import.meta.dirname, "../../node_modules/sonner/dist/index.mjs"), "utf8")
  const [, written = '""'] = /__insertCSS\(("(?:[^"\\]|\\.)*")\)/.exec(source) ?? []
  const hashes = ["", JSON.parse(written) as string].map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
  expect(TOASTER_STYLES).toBe(hashes.join(" "))
})
