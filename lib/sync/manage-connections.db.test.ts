import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { auditLog, crmConnections, crmLinks, crmOutbox, crmSchemas, users } from "@/db/schema"
import { DEFAULT_TOKEN } from "@/e2e/simulators/hubspot/server"
import { openBench } from "@/e2e/simulators/hubspot/testing"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { inTransaction } from "@/lib/platform/transaction"
import { crmDeps } from "@/lib/runtime/crm-deps"
import { withCrm, type CrmConnection, type CrmCtx } from "./connection/crm-connection"
import type { SyncDeps } from "./connection/sync-run"
import { acceptOtherAccount, forgetCredentials, listConnections, saveConnection, tryConnection } from "./manage-connections"
import { removeConnection } from "./inbox/forget-crm"
import { switchSync } from "./manage-sync"
import { addToOutbox } from "./queue/queue-pushes"
import { provisionCrm, refreshSchema } from "./schema-watch"
import { syncOnce } from "./sync-once"
import { readSetting } from "@/lib/platform/settings/setting"
import { crmSettings } from "./connection/crm-settings"

vi.hoisted(() => vi.stubEnv("CREDENTIALS_KEY", "a key of the tests"))

/** The account of the bench, connected by an admin on the screen instead of by the environment. */
let bench: SyncBench
let admin: Ctx
beforeAll(async () => {
  bench = await openSyncBench()
  const { crm: _crm, ...ctx } = bench.ctx
  const id = newId()
  await bench.database.db.insert(users).values({ id, name: "Dana Admin", email: "dana@falcon.example", role: "admin", passwordHash: "x" })
  admin = { ...ctx, actor: { kind: "user", id, name: "Dana Admin", role: "admin" } }
})
beforeEach(() => bench.settle())
afterAll(() => bench.close())

const credentials = (accessToken: string) => ({ ...bench.ctx.crm.account, accessToken })
/** As the worker has them, at the bench's own time. */
function depsOf(crm: CrmConnection): SyncDeps | null {
  const deps = crmDeps(crm)
  return deps && { ...deps, wait: bench.deps.wait }
}
const asStored = async () => await withCrm(bench.ctx, "hubspot")

test("an account is connected by hand, tried, provisioned with a preview, and used", async () => {
  expect(await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: credentials(DEFAULT_TOKEN) })).toBe("hubspot")
  const ctx = await asStored()
  expect(await tryConnection({ ...admin, crm: ctx.crm }, depsOf(ctx.crm))).toBeNull()
  const answer = await fetch(`${bench.hubspot.url}/crm/v3/properties/contacts/onelead_score`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${DEFAULT_TOKEN}` },
  })
  expect(answer.status).toBe(204)
  const deps = depsOf(ctx.crm) ?? bench.deps
  await refreshSchema(ctx, deps)
  expect((await listConnections(admin)).connections).toMatchObject([
    { name: "hubspot", state: "connected", missing: ["contact: Score (Onelead)"] },
  ])
  await provisionCrm(ctx, deps)
  expect((await listConnections(admin)).connections[0]?.missing).toEqual([])
  const identities = [phone("+971505880001"), email("by.hand@mail.example")]
  const leadId = await bench.ingest(sampleEvent({ identities, fields: [named("By Hand")] }))
  await syncOnce(ctx, deps)
  expect(await bench.contactOf(leadId)).toBeDefined()
})

test("no secret comes back to the screen, into the audit log, or lies in the database in clear", async () => {
  const seen = JSON.stringify([
    await listConnections(admin),
    await bench.database.db.select().from(crmConnections),
    await bench.database.db.select().from(auditLog),
  ])
  expect(seen).not.toContain(DEFAULT_TOKEN)
  expect(seen).toContain(bench.hubspot.url)
})

test("credentials are rotated and removed without losing a link, and an empty secret keeps the one before", async () => {
  const links = await bench.database.db.select().from(crmLinks).orderBy(crmLinks.id)
  expect(links.length).toBeGreaterThan(0)
  await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: credentials("pat-of-somebody-else") })
  const wrong = await asStored()
  expect(await tryConnection({ ...admin, crm: wrong.crm }, depsOf(wrong.crm))).toBe("The access token is not accepted.")
  await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: credentials(DEFAULT_TOKEN) })
  await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: credentials("") })
  const right = await asStored()
  expect(await tryConnection({ ...admin, crm: right.crm }, depsOf(right.crm))).toBeNull()
  await forgetCredentials({ ...admin, crm: right.crm })
  expect((await listConnections(admin)).connections).toMatchObject([{ state: "no_credentials" }])
  expect(crmDeps((await asStored()).crm)).toBeNull()
  await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: credentials(DEFAULT_TOKEN) })
  expect(await bench.database.db.select().from(crmLinks).orderBy(crmLinks.id)).toEqual(links)
})

test("credentials of another account send nothing until its admin has the links forgotten, or gives the first ones again", async () => {
  const other = await openBench({ settings: { portalId: 987_654 } })
  try {
    const identities = [email("two.accounts@mail.example")]
    const leadId = await bench.ingest(sampleEvent({ identities, fields: [named("Two Accounts")] }))
    const links = await bench.database.db.select().from(crmLinks)
    await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: { ...credentials(DEFAULT_TOKEN), baseUrl: other.url } })
    const wrong = await asStored()
    const deps = depsOf(wrong.crm)
    if (!deps) throw new Error("no account")
    expect(await syncOnce(wrong, deps)).toBe(0)
    expect(await tryConnection({ ...admin, crm: wrong.crm }, deps)).toMatch(/^It is another account \(987654\) than the one/)
    expect((await listConnections(admin)).connections).toMatchObject([{ state: "other_account", foundId: "987654" }])
    await provisionCrm(wrong, deps)
    expect(await syncOnce(wrong, deps)).toBe(0)
    expect((await other.control.state()).contacts).toEqual([])
    await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: credentials(DEFAULT_TOKEN) })
    expect((await listConnections(admin)).connections).toMatchObject([{ state: "connected" }])
    expect(await bench.database.db.select().from(crmLinks)).toEqual(links)
    await expect(acceptOtherAccount({ ...admin, crm: (await asStored()).crm })).rejects.toThrow("Nothing was forgotten")

    await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: { ...credentials(DEFAULT_TOKEN), baseUrl: other.url } })
    await tryConnection({ ...admin, crm: wrong.crm }, deps)
    await acceptOtherAccount({ ...admin, crm: wrong.crm })
    expect(await bench.database.db.select().from(crmLinks)).toEqual([])
    await refreshSchema(wrong, deps)
    await bench.database.db.delete(crmOutbox)
    await queuePush(wrong, leadId)
    await syncOnce(wrong, deps)
    expect((await other.control.state()).contacts.map(({ properties }) => properties["onelead_lead_id"])).toEqual([leadId])
    await saveConnection(admin, { kind: "hubspot", name: "hubspot", fields: credentials(DEFAULT_TOKEN) })
    const back = await asStored()
    await tryConnection({ ...admin, crm: back.crm }, depsOf(back.crm))
    await acceptOtherAccount({ ...admin, crm: back.crm })
    await refreshSchema(back, depsOf(back.crm) ?? deps)
  } finally {
    await other.close()
  }
})

const queuePush = ({ db, crm }: CrmCtx, leadId: string) =>
  inTransaction({ db }, (tx) =>
    addToOutbox(tx, crm, [{ leadId, kind: "lead", priority: 0, notBefore: bench.ctx.now(), pull: false }], bench.ctx.now()),
  )

test("a second account of a kind gets a name of its own, and what is needed has to be given", async () => {
  await expect(saveConnection(admin, { kind: "hubspot", fields: credentials("") })).rejects.toMatchObject({
    fields: { accessToken: "This is needed." },
  })
  expect(await saveConnection(admin, { kind: "hubspot", fields: credentials("another") })).toBe("hubspot_2")
  const manager: Ctx = { ...admin, actor: { kind: "user", id: newId(), name: "M", role: "manager" } }
  await expect(saveConnection(manager, { kind: "hubspot", fields: credentials("x") })).rejects.toThrow("may not")
  await bench.database.db.delete(crmConnections).where(eq(crmConnections.name, "hubspot_2"))
})

test("a pipeline that provisioning cannot make is not called missing where the account has its own", async () => {
  const name = await saveConnection(admin, {
    kind: "salesforce",
    fields: { loginUrl: "https://x.example", clientId: "id", clientSecret: "s" },
  })
  const { crm } = await withCrm(bench.ctx, name)
  const pipeline = { id: "Sales", label: "Sales", stages: [] }
  const schema = { properties: { contact: [], deal: [] }, pipelines: [pipeline], owners: [], timeZone: null }
  await bench.database.db.insert(crmSchemas).values({ id: newId(), provider: name, schema, readAt: bench.ctx.now() })
  const view = (await listConnections(admin)).connections.find((one) => one.name === name)
  expect(view?.missing).toEqual(crm.definition.ownProperties.map(({ object, label }) => `${object}: ${label}`))
  await bench.database.db.delete(crmConnections).where(eq(crmConnections.name, name))
})

test("an account that one connection has is not written by a second one, which can be removed without a trace", async () => {
  const links = await bench.database.db.select().from(crmLinks).orderBy(crmLinks.id)
  const name = await saveConnection(admin, { kind: "hubspot", fields: credentials(DEFAULT_TOKEN) })
  const twin: CrmCtx = { ...admin, crm: (await withCrm(admin, name)).crm }
  await switchSync(twin, { isPaused: false })
  const deps = depsOf(twin.crm)
  if (!deps) throw new Error("no account")
  const said = await tryConnection(twin, deps)
  expect(said).toMatch(/^Account \d+ is connected as HubSpot already\.$/)
  await bench.ingest(sampleEvent({ identities: [email("twin@mail.example")], fields: [named("Twin Account")] }))
  expect(await syncOnce(twin, deps)).toBe(0)
  expect((await listConnections(admin)).connections).toMatchObject([
    { name: "hubspot", state: "connected" },
    { name, state: "taken", heldBy: "HubSpot" },
  ])
  await removeConnection(twin)
  expect((await listConnections(admin)).connections).toMatchObject([{ name: "hubspot", state: "connected" }])
  expect(await bench.database.db.select().from(crmOutbox).where(eq(crmOutbox.provider, name))).toEqual([])
  expect(await bench.database.db.select().from(crmLinks).orderBy(crmLinks.id)).toEqual(links)
})

test("a connection is removed only when nothing goes there, and the next of its name begins anew and sends nothing", async () => {
  await bench.settle()
  const live: CrmCtx = { ...admin, crm: (await asStored()).crm }
  await expect(removeConnection(live)).rejects.toThrow("Disconnect it first")
  const manager: Ctx = { ...admin, actor: { kind: "user", id: newId(), name: "M", role: "manager" } }
  await expect(removeConnection({ ...manager, crm: live.crm })).rejects.toThrow("may not")
  const there = (await bench.state()).contacts.length
  await switchSync(live, { isDisconnected: true })
  await removeConnection(live)
  expect(await bench.database.db.select().from(crmLinks)).toEqual([])
  expect((await bench.state()).contacts.length).toBe(there)
  await saveConnection(admin, { kind: "hubspot", fields: credentials(DEFAULT_TOKEN) })
  expect((await listConnections(admin)).connections).toMatchObject([{ name: "hubspot", state: "new", linked: 0 }])
  expect(await readSetting(admin.db, crmSettings(live.crm))).toMatchObject({ isPaused: true, isDisconnected: false, owners: {} })
})
