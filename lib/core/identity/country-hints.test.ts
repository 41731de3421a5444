import { expect, test } from "vitest"
import { countryOfBrowser, countryOfLocale, countryOfPage } from "@/lib/core/identity/country-hints"

test.each([
  ["https://falcon.ae/book", "AE"],
  ["https://www.falcon.com.sa/", "SA"],
  ["https://sa.falcon.com/", "SA"],
  ["https://falcon.com/sa/book", "SA"],
  ["https://falcon.com/ar-sa/book", "SA"],
  ["https://falcon.com/sa-en/book", "SA"],
  ["https://falcon.com/en_GB", "GB"],
  ["https://falcon.co.uk/", "GB"],
  ["https://falcon.com/book?country=Saudi+Arabia", "SA"],
  ["https://falcon.com/book?locale=hi-IN", "IN"],
  ["https://falcon.ae/ar-sa/", "SA"],
  ["https://falcon.com/ksa/book", "SA"],
  ["https://ksa.falcon.com/", "SA"],
  ["https://falcon.com/en/saudi-arabia/", "SA"],
  ["https://falcon.com/dubai/", "AE"],
  ["https://falcon.com/can/", null],
  ["https://www.falcon.com/models/", null],
  ["https://falcon.com/ar/", null],
  ["https://falcon.com/fr/", null],
  ["https://falcon.io/book", null],
  ["https://falcon.com/suv", null],
  ["falcon.com", null],
  ["", null],
])("the page %s is of %s", (address, country) => expect(countryOfPage(address)).toBe(country))

test.each([
  ["en-IN,en;q=0.9,hi;q=0.8", "IN"],
  ["ar;q=0.9,en-GB;q=0.8,en-US;q=0.95", "US"],
  ["ar,en;q=0.5", null],
  ["zh-Hans-CN", "CN"],
  ["*", null],
  ["", null],
])("the browser that accepts %s is of %s", (header, country) => expect(countryOfBrowser(header)).toBe(country))

test("a language alone names no country", () => {
  expect(["ar", "en", "pt", "ar-AE", "en_ae"].map(countryOfLocale)).toEqual([null, null, null, "AE", "AE"])
})
