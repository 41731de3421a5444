import { describe, expect, test } from "vitest"
import { readCountry, readEmirate, readLanguage } from "./lead-facts"
import { matchRule } from "./match-rule"
import { RuleConditions } from "./routing-config"
import { sampleFacts } from "./sample-team"

describe("words of a channel are read into codes", () => {
  test("a language by its name, its code, or the script of what was written", () => {
    expect(["Arabic", "ar-AE", "العربية", "AR"].map((word) => readLanguage(word, "", null))).toEqual(["ar", "ar", "ar", "ar"])
    expect(readLanguage(null, "السلام عليكم، أريد سيارة", "John")).toBe("ar")
    expect(readLanguage(null, "Здравствуйте", null)).toBe("ru")
    expect(readLanguage(null, "مجھے گاڑی چاہیے", null)).toBe("ur")
    expect(readLanguage(null, "Salam, any Patrol?", "محمد")).toBeNull()
    expect(readLanguage(null, "", "محمد")).toBe("ar")
    expect(readLanguage(null, "hello", "John")).toBeNull()
  })

  test("a country by code or name, otherwise by the phone number", () => {
    expect(["UAE", "ae", "United Arab Emirates", "الإمارات العربية المتحدة"].map((word) => readCountry(word, null))).toEqual(
      Array(4).fill("AE"),
    )
    expect(readCountry(null, "+919876543210")).toBe("IN")
    expect(readCountry("somewhere nice", null)).toBeNull()
  })

  test("an emirate in either script", () => {
    expect(["Dubai Marina", "دبي", "DXB airport"].map(readEmirate)).toEqual(["dubai", "dubai", "dubai"])
    expect(readEmirate("Al Ain")).toBe("abu_dhabi")
    expect(readEmirate(null)).toBeNull()
  })
})

describe("a condition", () => {
  const matches = (when: object, facts: Parameters<typeof sampleFacts>[0]) => matchRule(RuleConditions.parse(when), sampleFacts(facts))

  test("without values matches every lead", () => {
    expect(matches({}, {})).toEqual({ matched: true, why: "every lead" })
  })

  test("matches any of its values, and all conditions must match", () => {
    const when = { channels: ["website", "botspace"], bands: ["high"] }
    expect(matches(when, { channel: "botspace", band: "high" }).matched).toBe(true)
    expect(matches(when, { channel: "botspace", band: "normal" })).toEqual({ matched: false, why: "band is normal, not high" })
  })

  test("matches whole words, and Arabic words with their article", () => {
    expect(matches({ keywords: ["van"] }, { text: "vanilla" }).matched).toBe(false)
    expect(matches({ keywords: ["Van"] }, { text: "a van, please" }).matched).toBe(true)
    expect(matches({ keywords: ["monthly rental"] }, { text: "any monthly rental?" }).matched).toBe(true)
    expect(matches({ keywords: ["سيارة"] }, { text: "أريد السيارة" }).matched).toBe(true)
    expect(matches({ keywords: ["سيارة"] }, { text: "أريد سيارة" }).matched).toBe(true)
    expect(matches({ vehicles: ["patrol"] }, { vehicle: "nissan patrol 2024" }).matched).toBe(true)
  })

  test("on an unknown value does not match", () => {
    expect(matches({ languages: ["ar"] }, { language: null })).toEqual({ matched: false, why: "language is unknown, not ar" })
  })
})
