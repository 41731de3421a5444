import { TEST_SECRET } from "./testing/environment"
import { eq } from "drizzle-orm"
import { decode } from "next-auth/jwt"
import { Pool } from "pg"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { databaseOn } from "@/db/client"
import { users, userSessions } from "@/db/schema"
import { newId } from "@/lib/platform/ids"
import { hashPassword } from "@/lib/team/passwords"
import { signOutSession } from "@/lib/team/sessions"
import { authRoute } from "./auth-route"
import { routesUnderTest, type Credential, type RoutesUnderTest } from "./testing/routes"

const PERSON = { email: "reem@example.com", password: "a long password of Reem" }

let app: RoutesUnderTest
let userId: string
const written: string[] = []
beforeAll(async () => {
  app = await routesUnderTest()
  userId = newId()
  await app.database.db
    .insert(users)
    .values({ id: userId, email: PERSON.email, name: "Reem", role: "agent", passwordHash: await hashPassword(PERSON.password) })
  for (const method of ["error", "warn", "log"] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void written.push(args.join(" ")))
})
afterAll(async () => {
  vi.restoreAllMocks()
  await app.database.drop()
})

async function ask(path: string, credential?: { headers: Record<string, string> }): Promise<Response> {
  const url = new URL(path, "http://leads.test/api/auth/")
  return await authRoute(new Request(url, { headers: credential?.headers ?? {} }), url.pathname.split("/").slice(3))
}

/** A form of next-auth, as its client sends it: with the token against forged requests. */
async function post(path: string, fields: Record<string, string>, cookie = ""): Promise<Response> {
  const { csrfToken, csrfCookie } = await csrf()
  const headers = { "content-type": "application/x-www-form-urlencoded", cookie: `${csrfCookie}; ${cookie}` }
  const body = new URLSearchParams({ ...fields, csrfToken, json: "true" })
  return await authRoute(new Request(`http://leads.test/api/auth/${path}`, { method: "POST", headers, body }), path.split("/"))
}

async function csrf() {
  const answer = await ask("csrf")
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  return {
    csrfToken,
    csrfCookie:
      answer.headers
        .getSetCookie()
        .find((one) => one.includes("csrf-token"))
        ?.split(";")[0] ?? "",
  }
}

const sessionCookieOf = (answer: Response): string | undefined =>
  answer.headers.getSetCookie().find((one) => one.startsWith("next-auth.session-token="))

/** The database is away while `work` runs. */
async function withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
  const away = new Pool({ connectionString: "postgres://nobody@127.0.0.1:1/none", connectionTimeoutMillis: 500 })
  away.on("error", () => undefined)
  Object.assign(globalThis, { oneleadDb: databaseOn(away) })
  try {
    return await work()
  } finally {
    Object.assign(globalThis, { oneleadDb: app.database.db })
  }
}

test("a right password starts a session and goes back to the page; a wrong one does neither", async () => {
  const right = await post("callback/credentials", { ...PERSON, callbackUrl: "http://leads.test/board" })
  expect([right.status, await right.json()]).toEqual([200, { url: "http://leads.test/board" }])
  const token = sessionCookieOf(right)?.split(";")[0]?.split("=")[1] ?? ""
  expect(await decode({ token, secret: TEST_SECRET })).toMatchObject({ sub: userId, sid: expect.any(String) })
  const wrong = await post("callback/credentials", { ...PERSON, password: "another password of hers" })
  expect([wrong.status, sessionCookieOf(wrong)]).toEqual([401, undefined])
})

test("what no table can hold is a wrong password, not an error of the database", async () => {
  const answer = await post("callback/credentials", { ...PERSON, email: "a\0b" })
  expect([answer.status, (await answer.json()).url]).toEqual([401, expect.stringContaining("error=CredentialsSignin")])
})

test("a session that ended is no session to next-auth either, and its cookie is not renewed", async () => {
  const credential = await app.session(userId)
  const standing = await ask("session", credential)
  expect([await standing.json(), sessionCookieOf(standing)]).toEqual([expect.objectContaining({ userId }), expect.any(String)])
  await signOutSession(app.database.db, credential.sessionId)
  const ended = await ask("session", credential)
  expect([ended.status, await ended.json(), sessionCookieOf(ended)]).toEqual([200, {}, expect.stringContaining("session-token=;")])
})

test("signing out ends the session before its cookie goes", async () => {
  const { headers, sessionId } = await app.session(userId)
  const answer = await post("signout", {}, headers["cookie"])
  expect(sessionCookieOf(answer)).toContain("session-token=;")
  expect(await app.database.db.$count(userSessions, eq(userSessions.id, sessionId))).toBe(0)
})

test("while the database is away every door answers 503, tells nothing, and clears no cookie", async () => {
  const credential: Credential = await app.session(userId)
  const answers = await withoutDatabase(() =>
    Promise.all([post("callback/credentials", PERSON), post("signout", {}, credential.headers["cookie"]), ask("session", credential)]),
  )
  for (const answer of answers) {
    expect([answer.status, answer.headers.get("retry-after"), sessionCookieOf(answer)]).toEqual([503, "5", undefined])
    expect(await answer.text()).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|select/)
  }
})

test("an address to go to that is none, in the query or the cookie, is dropped and written nowhere", async () => {
  const value = "reem@example.com%20+971501234567"
  const query = await ask(`signin?callbackUrl=${value}`)
  const cookie = await ask("csrf", { headers: { cookie: `next-auth.callback-url=${value}` } })
  expect([query.status, query.headers.get("location"), cookie.status]).toEqual([302, expect.not.stringContaining("error"), 200])
  expect(written.join("\n")).not.toMatch(/reem@|971501234567/)
})

test("nobody writes to the log through next-auth", async () => {
  expect((await post("_log", { code: "anything", level: "error" })).status).toBe(404)
  expect(written).toEqual([])
})
