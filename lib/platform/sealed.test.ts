import fc from "fast-check"
import { expect, test } from "vitest"
import { seal, unseal } from "./sealed"

test("a sealed text opens with its key, for what it is about, and says nothing of itself", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string({ minLength: 1 }), (text, key) => {
      const sealed = seal(text, key, "hubspot")
      expect(unseal(sealed, key, "hubspot")).toBe(text)
      expect(unseal(sealed, `${key}.`, "hubspot")).toBeNull()
      expect(unseal(sealed, key, "salesforce")).toBeNull()
      expect(seal(text, key, "hubspot")).not.toBe(sealed)
      expect(Buffer.from(sealed, "base64").includes(Buffer.from(text))).toBe(false)
    }),
    { numRuns: 20 },
  )
})

test("a sealed text that was touched or cut off does not open", () => {
  const sealed = Buffer.from(seal("a secret", "key", "hubspot"), "base64")
  for (let at = 0; at < sealed.length; at += 1) {
    const touched = Buffer.from(sealed)
    touched[at] = (touched[at] ?? 0) ^ 1
    expect(unseal(touched.toString("base64"), "key", "hubspot")).toBeNull()
    expect(unseal(sealed.subarray(0, at).toString("base64"), "key", "hubspot")).toBeNull()
  }
})
