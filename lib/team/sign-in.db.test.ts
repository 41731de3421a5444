import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { newId } from "@/lib/platform/ids"
import { createFirstAdmin } from "./first-admin"
import { hashPassword, isPassword } from "./passwords"
import { signIn } from "./sign-in"
import { createSignInThrottle } from "./sign-in-throttle"

const PASSWORD = "correct horse battery"
const NOW = new Date("2026-03-20T08:00:00Z")

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  const passwordHash = await hashPassword(PASSWORD)
  await database.db.insert(users).values([
    { id: newId(), email: "Layla@Example.com", name: "Layla", role: "agent", passwordHash },
    { id: newId(), email: "gone@example.com", name: "Gone", role: "admin", passwordHash, active: false },
    { id: newId(), email: "google@example.com", name: "By Google only", role: "agent", passwordHash: null },
  ])
})
afterAll(() => database.drop())

const LIMITS = { perAccountAndAddress: 3, perAccount: 6, perAddress: 5, windowSeconds: 900 }
function door(throttle = createSignInThrottle(database.pool, LIMITS)) {
  const attempt = async (email: string, password: string, address: string) => {
    const outcome = await signIn(database.db, { email, password, address }, NOW, throttle)
    return outcome.ok ? "in" : outcome.reason
  }
  return attempt
}

describe("a password", () => {
  test("opens its account, ignoring the case of the address, and the time is kept", async () => {
    expect(await door()(" LAYLA@example.COM ", PASSWORD, "a")).toBe("in")
    const [layla] = await database.db.select().from(users).where(eq(users.email, "Layla@Example.com"))
    expect(layla?.lastSignInAt).toEqual(NOW)
  })

  test("opens nothing else: a wrong one, an unknown person, a deactivated account and an account without one get the same answer", async () => {
    const attempt = door()
    expect(await attempt("layla@example.com", "wrong", "a")).toBe("wrong")
    expect(await attempt("nobody@example.com", PASSWORD, "a")).toBe("wrong")
    expect(await attempt("gone@example.com", PASSWORD, "b")).toBe("wrong")
    expect(await attempt("google@example.com", "nobody has this password", "b")).toBe("wrong")
  })

  test("is kept as argon2id with at least 19 MiB and two passes, and never twice the same", async () => {
    const [one, two] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(two).not.toBe(one)
    expect(await isPassword(PASSWORD, "not a hash")).toBe(false)
  })
})

describe("guessing", () => {
  beforeEach(() => database.db.execute(sql`delete from rate_limits`))

  test("is counted over all processes together", async () => {
    const [one, other] = [door(), door()]
    for (let tries = 0; tries < 3; tries += 1) expect(await one("layla@example.com", "wrong", "a")).toBe("wrong")
    expect(await other("layla@example.com", PASSWORD, "a")).toBe("throttled")
  })

  test("from many networks stops, and the owner still gets in from where they signed in before", async () => {
    const attempt = door()
    expect(await attempt("layla@example.com", PASSWORD, "office")).toBe("in")
    for (let n = 0; n < 8; n += 1) await attempt("layla@example.com", "wrong", `192.0.2.${n}`)
    expect(await attempt("layla@example.com", PASSWORD, "192.0.2.99")).toBe("throttled")
    expect(await attempt("layla@example.com", PASSWORD, "office")).toBe("in")
  })

  test("from one IPv6 network is from one sender", async () => {
    const attempt = door()
    for (let n = 0; n < 3; n += 1) expect(await attempt("layla@example.com", "wrong", `2001:db8:1:2::${n}`)).toBe("wrong")
    expect(await attempt("layla@example.com", PASSWORD, "2001:db8:1:2:ffff::9")).toBe("throttled")
  })

  test("one account from one address stops after a few tries, even with the right password then", async () => {
    const attempt = door()
    for (let tries = 0; tries < 3; tries += 1) expect(await attempt("layla@example.com", "wrong", "a")).toBe("wrong")
    expect(await attempt("layla@example.com", PASSWORD, "a")).toBe("throttled")
    expect(await attempt("layla@example.com", PASSWORD, "elsewhere")).toBe("in")
  })

  test("an unknown account is slowed down like a known one", async () => {
    const attempt = door()
    for (let tries = 0; tries < 3; tries += 1) expect(await attempt("nobody@example.com", "wrong", "a")).toBe("wrong")
    expect(await attempt("nobody@example.com", "wrong", "a")).toBe("throttled")
  })

  test("many tries at once are counted before any is checked", async () => {
    const attempt = door()
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => attempt("layla@example.com", "wrong", "a")))
    expect(outcomes.filter((outcome) => outcome === "wrong")).toHaveLength(3)
  })

  test("many accounts from one address stop, and one account from many addresses too", async () => {
    const attempt = door()
    for (let n = 0; n < 5; n += 1) expect(await attempt(`person${n}@example.com`, "wrong", "a")).toBe("wrong")
    expect(await attempt("person9@example.com", "wrong", "a")).toBe("throttled")
    for (let n = 0; n < 6; n += 1) expect(await attempt("target@example.com", "wrong", `address-${n}`)).toBe("wrong")
    expect(await attempt("target@example.com", "wrong", "address-9")).toBe("throttled")
  })

  test("a stranger behind the same proxy uses the address up, and people who signed in from there still get in", async () => {
    const attempt = door()
    expect(await attempt("layla@example.com", PASSWORD, "proxy")).toBe("in")
    for (let n = 0; n < 9; n += 1) await attempt(`stranger${n}@example.com`, "wrong", "proxy")
    expect(await attempt("stranger@example.com", "wrong", "proxy")).toBe("throttled")
    expect(await attempt("layla@example.com", PASSWORD, "proxy")).toBe("in")
    expect(await attempt("stranger@example.com", "wrong", "proxy")).toBe("throttled")
  })

  test("a person with the correct password is never slowed down", async () => {
    const attempt = door()
    for (let n = 0; n < 20; n += 1) expect(await attempt("layla@example.com", PASSWORD, "office")).toBe("in")
  })
})

test("the first admin is created once, however many processes start together, and never beside others", async () => {
  const fresh = await testDatabase()
  const given = { email: " Admin@Example.com ", password: PASSWORD }
  const made = await Promise.all([1, 2, 3].map(() => createFirstAdmin(fresh.db, given)))
  expect(made.filter(Boolean)).toHaveLength(1)
  expect(await fresh.db.select({ email: users.email, role: users.role }).from(users)).toEqual([
    { email: "admin@example.com", role: "admin" },
  ])
  expect(await createFirstAdmin(database.db, given)).toBe(false)
  await fresh.drop()
})
