import { expect, test } from "vitest"
import { returnPath, signInPath } from "./return-path"

test("a page of ours is returned to, filters included", () => {
  expect(returnPath("/leads?stage=booked&q=%D9%85")).toBe("/leads?stage=booked&q=%D9%85")
  expect(signInPath("/leads?stage=booked")).toBe("/sign-in?from=%2Fleads%3Fstage%3Dbooked")
})

test.each([
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "leads",
  "/api/auth/signout",
  "/sign-in",
  ["/leads"],
  undefined,
  null,
  `/${"a".repeat(3000)}`,
])("%j leads to the front page", (given) => {
  expect(returnPath(given)).toBe("/")
})

test("the front page needs no note of where to return to", () => {
  expect(signInPath("/")).toBe("/sign-in")
  expect(signInPath(null)).toBe("/sign-in")
})
