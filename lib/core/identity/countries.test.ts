import { describe, expect, it } from "vitest"
import { readCountries, readCountry } from "@/lib/core/identity/countries"

describe("a country is read in whatever way a form or a list writes it", () => {
  it.each([
    ["SA", ["sa", "SAU", "Saudi Arabia", "SAUDI ARABIA", "K.S.A.", "Kingdom of Saudi Arabia", "Riyadh, Saudi Arabia"]],
    ["SA", ["السعودية", "المملكة العربية السعودية", "Arabie saoudite", "सऊदी अरब", "سعودی عرب", "Саудовская Аравия"]],
    ["AE", ["UAE", "u.a.e.", "Emirates", "Dubai", "الإمارات", "الامارات العربية المتحدة", "دولة الإمارات العربية المتحدة"]],
    ["AE", ["Émirats arabes unis", "संयुक्त अरब अमीरात", "متحدہ عرب امارات", "ОАЭ"]],
    ["GB", ["uk", "U.K.", "England", "Great Britain", "بريطانيا", "Великобритания", "GB-ENG", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]],
    ["NL", ["Holland", "The Netherlands", "هولندا"]],
    ["IN", ["India", "Republic of India", "भारत", "الهند", "IND", "🇮🇳", "India(+91)", "IN +91"]],
    ["CI", ["Ivory Coast", "Côte d’Ivoire", "cote d'ivoire"]],
    ["IR", ["Iran, Islamic Republic of", "ایران"]],
    ["KR", ["South Korea", "Korea, Republic of", "Южная Корея"]],
    ["US", ["U.S.A.", "United States of America", "أمريكا"]],
    ["GW", ["Guinea-Bissau"]],
  ])("%s", (country, spellings) => {
    for (const spelling of spellings) expect(readCountries(spelling), spelling).toEqual([country])
  })

  it.each([
    ["+966", "SA"],
    ["966", "SA"],
    ["00966", "SA"],
    ["+966 (Saudi Arabia)", "SA"],
    ["🇦🇪 +971", "AE"],
    ["٠٠٩٧١", "AE"],
    ["Canada (+1)", "CA"],
    ["+1", "US"],
    ["+1-868", "TT"],
    ["+1-242", "BS"],
    ["1 (876)", "JM"],
    ["+1-416", "CA"],
    ["+1-212", "US"],
    ["Bahamas +1-242", "BS"],
    ["+44-1481", "GG"],
    ["+7 (495)", "RU"],
    ["+7 (727)", "KZ"],
    ["+77", "KZ"],
    ["+7", "RU"],
    ["Kazakhstan +7", "KZ"],
    ["Guernsey +44", "GG"],
  ])("the dial code %s is %s", (text, country) => expect(readCountry(text)).toBe(country))
})

it("a text that names two countries names no one country, and what names none is none", () => {
  expect(readCountries("Canada +971")).toEqual(["CA", "AE"])
  expect(readCountry("Canada +971")).toBeUndefined()
  for (const text of ["", "nowhere", "XX", "0501234567", "12", "call me"]) expect(readCountries(text), text).toEqual([])
})

it.each([
  ["SA", ["Saudia Arabia", "Saudi Arbia", "SaudiArabia", "saudi_arabia"]],
  ["AE", ["unitedarabemirates", "United Arab Emirate", "Объединённые Арабские Эмираты", "VAE", "ar_AE"]],
  ["NL", ["Nederland", "Nederlands"]],
  ["PL", ["Polska"]],
  ["SE", ["Sverige"]],
  ["PH", ["Pilipinas"]],
  ["CI", ["Cote d Ivoire", "Côte d'Ivoire"]],
  ["CD", ["Congo, Democratic Republic of the", "Congo, The Democratic Republic of the"]],
  ["CG", ["Congo"]],
  ["PK", ["Pakistani"]],
  ["KW", ["Kuwaitt", "Kuwaiti", "KUW"]],
  ["RU", ["RU", "ru"]],
  ["SA", ["966.0", "966.00"]],
  ["SY", ["سورية"]],
  ["TR", ["تركية"]],
  ["IN", ["هندوستان", "हिन्दुस्तान"]],
  ["QA", ["कतर", "क़तर"]],
  ["FR", ["फ्रांस", "फ़्रांस"]],
  ["PH", ["फिलीपींस", "Phillipines"]],
  ["SA", ["S. Arabia"]],
  ["DE", ["GER"]],
  ["ZA", ["RSA"]],
] as const)("%s in other spellings", (country, spellings) => {
  for (const spelling of spellings) expect(readCountries(spelling), spelling).toEqual([country])
})

it.each(["Ruritania", "EU", "Austrlia", "Dubai Marina", "Select", "Oman Air", "Niger or Mali"])(
  "%s is no one country by its letters",
  (text) => {
    expect(readCountries(text)).toEqual([])
  },
)
