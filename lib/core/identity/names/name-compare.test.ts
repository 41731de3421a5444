import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { alignNames, compareTokens } from "./name-compare"
import { readName, type NameToken } from "./person-name"
import { skeletonsOf } from "@/lib/core/identity/skeleton"
import { editDistance, jaroWinkler } from "@/lib/core/identity/string-distance"

function word(text: string): NameToken {
  const [token] = readName(text).tokens
  if (!token) throw new Error(`${text} holds no name`)
  return token
}

describe("two words are one name", () => {
  it.each([
    ["Mohammed", "Mohamed", "variant"],
    ["Mohammed", "محمد", "translit"],
    ["Yousef", "يوسف", "translit"],
    ["Mansoori", "المنصوري", "translit"],
    ["Khadija", "خديجة", "translit"],
    ["Dmitry", "Дмитрий", "translit"],
    ["Lakshmi", "Laxmi", "variant"],
    ["Nagma", "نجمة", "translit"],
    ["Jamal", "Gamal", "variant"],
    ["Chaudhry", "چوہدری", "translit"],
    ["Othman", "Osman", "variant"],
    ["Dhaheri", "Zaheri", "variant"],
    ["Naim", "Naeem", "variant"],
    ["Yulia", "Julia", "variant"],
    ["Chan", "陈", "translit"],
    ["William", "Bill", "nickname"],
    ["Venkatesan", "Venkatesen", "variant"],
    ["Jhon", "John", "variant"],
    ["R.", "Roberts", "initial"],
    ["Mamdouh", "ممدوح", "translit"],
    ["Ashworth", "Ashwotrh", "typo"],
  ])("%s and %s: %s", (left, right, level) => {
    expect(compareTokens(word(left), word(right))).toBe(level)
    expect(compareTokens(word(right), word(left))).toBe(level)
  })
})

describe("two words are different names", () => {
  it.each([
    ["Hassan", "Hussain"],
    ["Omar", "Amir"],
    ["Ali", "Alia"],
    ["Noor", "Nora"],
    ["Sara", "Zara"],
    ["Ahmed", "Hamed"],
    ["Samir", "Samira"],
    ["Khaled", "Kamal"],
    ["Rajesh", "Priya"],
    ["Kaabi", "Marri"],
  ])("%s and %s", (left, right) => expect(compareTokens(word(left), word(right))).toBeNull())
})

describe("a whole name", () => {
  it("matches its words in any order, and one word may be two", () => {
    expect(alignNames(readName("Wang Xiao Ming"), readName("Xiaoming Wang"))).toMatchObject({
      conflicts: 0,
      leftOver: [],
      rightOver: [],
    })
  })

  it("counts a conflict for each pair of words that contradict each other", () => {
    expect(alignNames(readName("Ahmed Darwish"), readName("Mariam Darwish")).conflicts).toBe(1)
    expect(alignNames(readName("Ahmed Rashid Darwish"), readName("Ahmed Darwish")).conflicts).toBe(0)
  })
})

describe("skeletons", () => {
  it.each([
    ["mohammed", "mmt"],
    ["muhammad", "mmt"],
    ["mhmd", "mmt"],
    ["yousef", "Asf"],
    ["yusuf", "Asf"],
    ["laxmi", "lksm"],
    ["lakshmi", "lksm"],
    ["christopher", "krstfr"],
    ["schmidt", "Smt"],
  ])("%s: %s", (text, skeleton) => expect(skeletonsOf(text)[0]).toBe(skeleton))

  it("are at most four and never empty for a word with consonants", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,20}$/), (text) => {
        const skeletons = skeletonsOf(text)
        expect(skeletons.length).toBeLessThanOrEqual(4)
        expect(skeletons.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe("distances", () => {
  const anyWord = fc.string({ unit: fc.constantFrom(..."abcdeimn"), maxLength: 9 })

  it("match Winkler's examples", () => {
    expect(jaroWinkler("martha", "marhta")).toBeCloseTo(0.9611, 4)
    expect(jaroWinkler("dwayne", "duane")).toBeCloseTo(0.84, 4)
    expect(jaroWinkler("dixon", "dicksonx")).toBeCloseTo(0.8133, 4)
    expect(jaroWinkler("", "")).toBe(0)
  })

  it("are symmetric and bounded", () => {
    fc.assert(
      fc.property(anyWord, anyWord, (a, b) => {
        expect(jaroWinkler(a, b)).toBe(jaroWinkler(b, a))
        expect(jaroWinkler(a, b)).toBeLessThanOrEqual(1)
        expect(editDistance(a, b, 3)).toBe(editDistance(b, a, 3))
        expect(editDistance(a, a, 2)).toBe(0)
      }),
    )
  })

  it("count a swap of neighbours as one edit and stop at the limit", () => {
    expect(editDistance("501234567", "501234576", 2)).toBe(1)
    expect(editDistance("501234567", "502143567", 2)).toBe(2)
    expect(editDistance("abcdef", "uvwxyz", 2)).toBe(3)
  })
})
