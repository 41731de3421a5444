import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { namesContradict, readName } from "./person-name"

const words = (raw: string): string[] => readName(raw).tokens.map((token) => token.known ?? token.text)

describe("the words of a name", () => {
  it.each([
    ["Mr. Rajesh Kumar", "rajesh kumar"],
    ["RAJESH KUMAR 🚗", "rajesh kumar"],
    ["Al Nuaimi, Saeed", "saeed nuaimi"],
    ["Ahmed bin Rashid Al Maktoum", "ahmed rashid maktoum"],
    ["Ahmad Almaktoum", "ahmed maktoum"],
    ["Al-Futtaim", "futtaim"],
    ["As Suwaidi", "suwaidi"],
    ["Mohd Faisal Qureshi", "mohammed faisal qureshi"],
    ["Ma. Delacruz", "maria cruz"],
    ["Maria Dela Cruz", "maria cruz"],
    ["O'Brien", "obrien"],
    ["D’Souza", "dsouza"],
    ["Jean-Luc Picard", "jean luc picard"],
    ["Ahmed Khan Ahmed Khan", "ahmed khan"],
    ["Łukasz Kowalski", "lukasz kowalski"],
    ["𝐉𝐨𝐡𝐧 𝐒𝐦𝐢𝐭𝐡", "john smith"],
    ["Dr. Aisha", "aisha"],
    ["الشيخ محمد بن راشد آل مكتوم", "shaikh mohammed rashid al maktoum"],
    ["He Yuhang", "he yuhang"],
  ])("%s", (raw, expected) => expect(words(raw).join(" ")).toBe(expected))

  it.each([
    [["Abdul Rahman", "Abdulrahman", "Abdurrahman", "Abd Al Rahman", "Abd-ur-Rahman", "Abdelrahman"], "abdrahman"],
    [["Abdullah", "Abd Allah", "Abdallah", "Abdulla"], "abdallah"],
    [["Abdul Aziz", "Abdelaziz", "Abdulaziz"], "abdaziz"],
    [["Abdessalam", "Abdul Salam", "Abd As Salam", "Abdussalam"], "abdsalam"],
    [["Noor ud Din", "Noor uddin"], "noordin"],
  ])("%j are one word", (spellings, text) => {
    for (const spelling of spellings) expect(readName(spelling).tokens.map((token) => token.text)).toEqual([text])
  })

  it("puts Chinese characters into a family and a given name", () => {
    expect(words("王小明")).toEqual(["wang", "xiaoming"])
    expect(words("欧阳静")).toEqual(["ouyang", "jing"])
    expect(words("小明")).toEqual(["xiaoming"])
  })

  it("knows initials and optional words", () => {
    expect(readName("Thomas R.").tokens.map((token) => token.initial)).toEqual([false, true])
    expect(readName("Sheikh Zeeshan").tokens.map((token) => token.optional)).toEqual([true, false])
  })
})

describe("a field that holds no name", () => {
  it.each([
    "",
    " ",
    "WhatsApp user",
    "Customer",
    "Test",
    "Test Test",
    "❤️",
    "🦁🔥",
    "omar@x.com",
    "+971 50 123 4567",
    "0501234567",
    "visitor123",
    "Guest 4821",
    "Mom ❤",
    "n/a",
    "-",
    "...",
    "Al",
    "Available",
    "Hey there! I am using WhatsApp.",
    "الحمد لله",
    "عميل",
    "null",
  ])("%j is missing", (raw) => expect(readName(raw)).toMatchObject({ missing: true, tokens: [] }))
})

describe("for people to read and search", () => {
  it.each([
    ["RAJESH KUMAR 🚗", "Rajesh Kumar"],
    ["hind akfani", "Hind Akfani"],
    ["  Omar   Saleh. ", "Omar Saleh."],
    ["McDonald", "McDonald"],
    ["محمّد المنصوري", "محمد المنصوري"],
  ])("%j is shown as %s", (raw, display) => expect(readName(raw).display).toBe(display))

  it("finds a name in either script", () => {
    expect(readName("محمد المنصوري").searchText).toBe("محمد المنصوري mohammed mansoori")
    expect(readName("José Muñoz").searchText).toBe("jose munoz")
    expect(readName("Дмитрий").searchText).toContain("dmitriy")
  })

  it("tells a company from a person", () => {
    expect(readName("Dubai Rent A Car LLC").organisation).toBe(true)
    expect(readName("Ahmed Darwish").organisation).toBe(false)
  })
})

describe("names that contradict each other", () => {
  it.each([
    ["Ahmed Darwish", "Mariam Darwish"],
    ["Ahmed Darwish", "Elena Popova"],
    ["Omar", "Amir"],
    ["Hassan Darwish", "Hussain Darwish"],
    ["Umm Khalid", "Maryam Al Ali"],
  ])("%s and %s", (left, right) => {
    expect(namesContradict(readName(left), readName(right))).toBe(true)
    expect(namesContradict(readName(right), readName(left))).toBe(true)
  })

  it.each([
    ["Omar Saleh", ""],
    ["Omar Saleh", "WhatsApp user"],
    ["Omar Saleh", "Omar"],
    ["Omar Saleh", "Saleh, Omar"],
    ["Omar S.", "Omar Saleh"],
    ["Omar Salhe", "Omar Saleh"],
    ["محمد المنصوري", "Mohammed Al Mansoori"],
    ["Иван Петров", "Ivan Petrov"],
    ["राजेश शर्मा", "Rajesh Sharma"],
    ["Sasha Ivanov", "Alexander Ivanov"],
    ["Wang Xiao Ming", "王小明"],
    ["Maria Dela Cruz", "Ma. Delacruz"],
    ["Abdul Rahman", "Abdulrahman Al Suwaidi"],
    ["Mohammed Ahmed Khan", "Mohammed Ali Khan"],
  ])("not %s and %s", (left, right) => {
    expect(namesContradict(readName(left), readName(right))).toBe(false)
    expect(namesContradict(readName(right), readName(left))).toBe(false)
  })
})

describe("for any input", () => {
  const anyName = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc
      .array(fc.constantFrom("Omar", "عبد", "الله", "al", "Abdul", "王小明", "र", "ud", "Din", "bin", "M.", "❤️", ","), { maxLength: 7 })
      .map((parts) => parts.join(" ")),
  )

  it("reads without failing, and no name contradicts itself", () => {
    fc.assert(
      fc.property(anyName, (raw) => {
        const name = readName(raw)
        expect(name.missing).toBe(name.tokens.length === 0)
        expect(namesContradict(name, readName(raw))).toBe(false)
        for (const token of name.tokens) expect(token.text).toMatch(/^[a-z]+$/)
      }),
    )
  })

  it("contradiction is mutual", () => {
    fc.assert(
      fc.property(anyName, anyName, (a, b) => namesContradict(readName(a), readName(b)) === namesContradict(readName(b), readName(a))),
    )
  })

  it("reads what it shows as the same name", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom("OMAR SALEH ❤️", "محمّد", "o'brien", "王小明")), (raw) => {
        const shown = readName(raw).display
        expect(readName(shown).display).toBe(shown)
      }),
    )
  })
})
