import { randomBytes } from "node:crypto"
import { expect, test } from "vitest"
import { strengthOf, strengthOfKey } from "./secret-strength"

test("a password made of the person's name is guessable, in whatever spelling", () => {
  for (const password of ["SaraHaddad2026!", "haddad.sara.2026", "s.haddad@example.com"])
    expect(strengthOf(password, ["Sara Haddad", "s.haddad@example.com"]), password).toBe("guessable")
  expect(strengthOf("plum carousel heron tide", ["Sara Haddad", "s.haddad@example.com"])).toBe("strong")
})

test("a webhook secret is as strong as the key inside it", () => {
  const wrapped = (key: string | Buffer) => `whsec_${Buffer.from(key).toString("base64")}`
  for (const key of ["a", "secret", "passwordpassword", "aaaaaaaaaaaaaaaaaaaaaaaa"])
    expect(strengthOfKey(wrapped(key)), key).toBe("guessable")
  expect(strengthOfKey(wrapped(randomBytes(24)))).toBe("strong")
})
