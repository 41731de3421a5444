import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { auditLog, crmConnections, crmLinks, crmSignIns, users } from "@/db/schema"
import { startDynamics, type DynamicsSimulator } from "@/e2e/simulators/dynamics/server"
import { startSimulator, type Simulator } from "@/e2e/simulators/hubspot/server"
import { startSalesforce, type SalesforceSimulator } from "@/e2e/simulators/salesforce/server"
import { callbackAddress } from "@/lib/crm/registry/connected"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { crmDeps } from "@/lib/runtime/crm-deps"
import { listConnections, saveConnection, tryConnection } from "@/lib/sync/manage-connections"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { startSession } from "@/lib/team/sessions"
import { withCrm } from "@/lib/sync/connection/crm-connection"
import { finishSignIn, signInDetail, startSignIn } from "./sign-in"

vi.hoisted(() => vi.stubEnv("CREDENTIALS_KEY", "a key of the tests"))

/** An admin at the pages of three CRMs, which are real servers; each test begins without a connection. */
let database: TestDatabase
let hubspot: Simulator
let salesforce: SalesforceSimulator
let dynamics: DynamicsSimulator
/** How far the tests have moved the clock. */
let ahead = 0
const now = () => new Date(Date.now() + ahead)
let admin: Parameters<typeof startSignIn>[0]
beforeAll(async () => {
  database = await testDatabase()
  hubspot = await startSimulator()
  salesforce = await startSalesforce()
  dynamics = await startDynamics()
  const userId = newId()
  const person = { id: userId, name: "Dana Admin", email: "dana@falcon.example", role: "admin" as const, passwordHash: "x" }
  await database.db.insert(users).values(person)
  const actor = { kind: "user" as const, id: userId, name: person.name, role: person.role }
  const sessionId = await startSession(database.db, { userId, browser: null, address: null }, now())
  admin = { ...testCtx(database.db, actor, now), actor, sessionId }
})
beforeEach(async () => {
  for (const table of [crmSignIns, crmConnections]) await database.db.delete(table)
})
afterAll(async () => {
  for (const simulator of [hubspot, salesforce, dynamics]) await simulator.close()
  await database.drop()
})

const given = () => ({
  hubspot: { clientId: "simulated-client", clientSecret: "simulated-client-secret", baseUrl: hubspot.url },
  salesforce: { clientId: "onelead-sim", clientSecret: "onelead-sim-secret", loginUrl: salesforce.url },
  dynamics: {
    clientId: "onelead-sim",
    clientSecret: "onelead-sim-secret",
    tenantId: "sim-tenant",
    url: dynamics.url,
    authorityUrl: dynamics.url,
  },
})
type Kind = keyof ReturnType<typeof given>

/** What the person's browser is sent back with. */
async function comeBack(address: string, press: "Allow" | "Deny" = "Allow"): Promise<Record<string, string>> {
  const page = await (await fetch(address)).text()
  const href = new RegExp(`href="([^"]+)">${press}<`).exec(page)?.[1]?.replaceAll("&amp;", "&") ?? ""
  expect(href.split("?")[0]).toBe(callbackAddress())
  return Object.fromEntries(new URL(href).searchParams)
}
const start = (kind: Kind, fields: Record<string, string> = given()[kind], name?: string) =>
  startSignIn(admin, { kind, fields, ...(name === undefined ? {} : { name }) })
const connect = async (kind: Kind) => await finishSignIn(admin, await comeBack(await start(kind)))
async function tried(name: string): Promise<string | null> {
  const { crm } = await withCrm(admin, name)
  return await tryConnection({ ...admin, crm }, crmDeps(crm))
}
const rows = () => database.db.select().from(crmConnections)

for (const kind of ["hubspot", "salesforce", "dynamics"] as const)
  test(`${kind}: a person lets us in on the CRM's page, and the account answers, sends nothing yet, and keeps answering when its token ends`, async () => {
    expect(await connect(kind)).toBe("connected")
    expect(await tried(kind)).toBeNull()
    const [view] = (await listConnections(admin)).connections
    expect(view).toMatchObject({ name: kind, state: "new", isSignedInTo: true })
    expect(view?.accountId).toBe(view?.foundId)
    ahead += 9 * 3_600_000
    await fetch(`${{ hubspot, salesforce, dynamics }[kind].url}/__sim/clock`, {
      method: "POST",
      body: JSON.stringify({ advance: 9 * 3_600 }),
    })
    expect(await tried(kind)).toBeNull()
    const { crm } = await withCrm(admin, kind)
    const deps = crmDeps(crm)
    if (!deps) throw new Error("no account")
    expect((await provisionCrm({ ...admin, crm }, deps)).made.length).toBeGreaterThan(0)
  })

test("of what a person granted nothing comes back to the screen, lies in clear in the database, or is in the audit log", async () => {
  const address = await start("salesforce")
  const verifierPart = new URL(address).searchParams.get("code_challenge")
  expect(verifierPart).toMatch(/^[\w-]{43}$/)
  expect(address).not.toContain("onelead-sim-secret")
  const query = await comeBack(address)
  await finishSignIn(admin, query)
  await tried("salesforce")
  const seen = JSON.stringify([
    await listConnections(admin),
    await rows(),
    await database.db.select().from(crmSignIns),
    await database.db.select().from(auditLog),
  ])
  for (const secret of ["onelead-sim-secret", "sim-refresh-", "00DAb0000000001!sim", query["code"] ?? "?", query["state"] ?? "?"])
    expect(seen).not.toContain(secret)
})

test("a person who says no, and a CRM that says no, leave the connection as it was and say so", async () => {
  await connect("hubspot")
  const [before] = await rows()
  expect(await finishSignIn(admin, await comeBack(await start("hubspot", given().hubspot, "hubspot"), "Deny"))).toBe("denied")
  const wrong = await comeBack(await start("hubspot", { ...given().hubspot, clientSecret: "another" }, "hubspot"))
  expect(await finishSignIn(admin, wrong)).toBe("refused")
  expect(await signInDetail(admin)).toBe("invalid_client: missing or invalid client secret")
  const { state = "" } = await comeBack(await start("hubspot", given().hubspot, "hubspot"))
  expect(await finishSignIn(admin, { state, error: "invalid_scope", error_description: "scope mismatch" })).toBe("refused")
  expect(await signInDetail(admin)).toBe("invalid_scope: scope mismatch")
  expect(await rows()).toEqual([before])
  expect(await tried("hubspot")).toBeNull()
})

test("a CRM that cannot be reached for the token is told from one that refuses", async () => {
  const query = await comeBack(await start("salesforce"))
  await fetch(`${salesforce.url}/__sim/faults`, { method: "POST", body: JSON.stringify({ kind: "outage", times: 1 }) })
  expect(await finishSignIn(admin, query)).toBe("unreachable")
  expect(await rows()).toEqual([])
})

test("the way back leads nowhere twice, too late, from another session, or without ever having been asked for", async () => {
  const query = await comeBack(await start("hubspot"))
  expect(await finishSignIn({ ...admin, sessionId: newId() }, query)).toBe("other_session")
  expect(await finishSignIn(admin, { ...query, state: "made-up" })).toBe("unknown")
  const both = await Promise.all([finishSignIn(admin, query), finishSignIn(admin, query)])
  expect(both.toSorted()).toEqual(["connected", "used"])
  expect(await finishSignIn(admin, query)).toBe("used")
  const late = await comeBack(await start("hubspot", given().hubspot, "hubspot"))
  ahead += 16 * 60_000
  expect(await finishSignIn(admin, late)).toBe("expired")
  expect(await rows()).toHaveLength(1)
  const manager: Ctx = { ...admin, actor: { kind: "user", id: newId(), name: "M", role: "manager" } }
  await expect(startSignIn({ ...manager, sessionId: admin.sessionId } as typeof admin, { kind: "hubspot", fields: {} })).rejects.toThrow(
    "may not",
  )
})

test("signing in again, and another secret of the app, keep the connection's name, links and grant", async () => {
  await connect("hubspot")
  const [first] = await rows()
  expect(await finishSignIn(admin, await comeBack(await start("hubspot", { ...given().hubspot, clientSecret: "" }, "hubspot")))).toBe(
    "connected",
  )
  const [again] = await rows()
  expect(again).toMatchObject({ id: first?.id, name: "hubspot" })
  await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: { ...given().hubspot, clientSecret: "the-next-secret" } })
  expect(await rows()).toMatchObject([{ token: again?.token }])
  expect(await tried("hubspot")).toBeNull()
  expect(await database.db.select().from(crmLinks)).toEqual([])
})

test("a grant that the CRM took back asks for a new sign-in, and the next one mends it", async () => {
  await connect("hubspot")
  await fetch(`${hubspot.url}/__sim/reset`, { method: "POST" })
  expect(await tried("hubspot")).toBe("The access token is not accepted.")
  expect(await finishSignIn(admin, await comeBack(await start("hubspot", given().hubspot, "hubspot")))).toBe("connected")
  expect(await tried("hubspot")).toBeNull()
})

test("secrets go nowhere without TLS but to this machine", async () => {
  for (const baseUrl of ["http://api.crm.example", "ftp://api.crm.example", "https://user:word@api.crm.example", "api.crm.example"])
    await expect(start("hubspot", { ...given().hubspot, baseUrl })).rejects.toMatchObject({
      fields: { baseUrl: "Use a full address that begins with https://." },
    })
  await expect(start("hubspot", { ...given().hubspot, baseUrl: "https://api.crm.example" })).resolves.toMatch(
    /^https:\/\/api\.crm\.example\/oauth\/authorize\?/,
  )
  await database.db.delete(crmSignIns).where(eq(crmSignIns.kind, "hubspot"))
})
