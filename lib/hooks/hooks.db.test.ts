import { createServer, type IncomingMessage, type Server } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { hookDeliveries, hookEndpoints, notifications, tasks, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { HookEventType } from "@/lib/core/hooks/hook-events"
import { DAY_MS, HOUR_MS } from "@/lib/core/time"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { remind } from "@/lib/followups/reminders/remind"
import { createTask } from "@/lib/followups/tasks/create-task"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { standardRefusal } from "@/lib/platform/signature"
import { erasePerson } from "@/lib/privacy/erase/erase-person"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { listDeliveries, replayDeliveries, testHook } from "./deliveries"
import { deliverOnce } from "./delivery/run-hooks"
import { hookAgents } from "./delivery/send-delivery"
import { createHook, deleteHook, editHook, getHook, rotateHookSecret } from "./endpoints"
import type { HookPayload } from "./hook-payload"

let database: TestDatabase
let clock = new Date("2026-03-02T08:00:00Z")
const adminId = newId()
let admin: Ctx
const agents = hookAgents(["127.0.0.0/8"])

/** A receiver: records what it gets, and gives the answers that a test asks for. */
type Received = { path: string; headers: IncomingMessage["headers"]; raw: Buffer; payload: HookPayload }
let receiver: Server
let base = ""
let received: Received[] = []
let answer: (path: string, payload: HookPayload) => { status: number; headers?: Record<string, string> } = () => ({ status: 200 })

beforeAll(async () => {
  database = await testDatabase()
  await database.db.insert(users).values([{ id: adminId, email: "ada@example.com", name: "Ada", role: "admin" }])
  admin = { ...testCtx(database.db, { kind: "user", id: adminId, name: "Ada", role: "admin" }), now: () => clock }
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const raw = Buffer.concat(chunks)
      const payload = JSON.parse(raw.toString()) as HookPayload
      const { status, headers } = answer(request.url ?? "", payload)
      received.push({ path: request.url ?? "", headers: request.headers, raw, payload })
      response.writeHead(status, headers).end(status === 200 ? "" : "no, thank you")
    })
  }).listen(0, "127.0.0.1")
  await once(receiver, "listening")
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
})
afterAll(async () => {
  receiver.close()
  await database.drop()
})
beforeEach(async () => {
  await database.db.delete(hookEndpoints)
  received = []
  answer = () => ({ status: 200 })
})

/** An endpoint of ours; production takes https alone. */
async function hook(path: string, events: HookEventType[]): Promise<{ id: string; secret: string }> {
  const { id, secret } = await createHook(admin, { url: `https://receiver.example${path}`, events })
  await database.db
    .update(hookEndpoints)
    .set({ url: `${base}${path}` })
    .where(eq(hookEndpoints.id, id))
  return { id, secret }
}

let serial = 0
async function newLead(given: Parameters<typeof sampleEvent>[0] = {}): Promise<string> {
  serial += 1
  const event = sampleEvent({ identities: [phone(`+97150555${String(1000 + serial)}`)], fields: [named(someName(serial))], ...given })
  const { ingested } = await changeLeads(admin, (unit) => ingestInto(unit, [{ event, receiptId: newId() }]))
  return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
}

async function deliverAll(): Promise<void> {
  while ((await deliverOnce(admin, agents)) > 0);
}

const typesOf = (path: string): string[] => received.filter((one) => one.path === path).map(({ payload }) => payload.type)
const stateOf = async (id: string) =>
  (await listDeliveries(admin, { id })).data.map(({ state, attempts, status }) => ({ state, attempts, status }))

test("a delivery is signed after Standard Webhooks, and says what happened with the lead as REST lists it", async () => {
  const { secret } = await hook("/a", ["lead.created"])
  const leadId = await newLead({ identities: [phone("+971505559999"), email("reem@example.com")], fields: [named("Reem Darwish")] })
  await deliverAll()
  const [one] = received
  const headers = one?.headers as Record<string, string>
  expect(standardRefusal(headers, one?.raw ?? Buffer.of(), [secret], clock)).toBeNull()
  expect(one?.payload).toMatchObject({
    type: "lead.created",
    timestamp: clock.toISOString(),
    data: { lead: { id: leadId, name: "Reem Darwish", phones: ["+971505559999"], emails: ["reem@example.com"], stage: "new_lead" } },
  })
})

test("each event reaches those who listen to it, once, and what was rolled back reaches nobody", async () => {
  await hook("/created", ["lead.created"])
  await hook("/moves", ["lead.stage_changed", "lead.lost", "lead.assigned", "lead.updated"])
  const leadId = await newLead()
  await deliverAll()
  received = []
  await assignLead(admin, { leadId, ownerId: adminId })
  await editLead(admin, { leadId, fields: { company: "Falcon" } })
  await moveLead(admin, { leadId, to: "lost", reason: "Price", via: "board" })
  const failing = changeLeads(admin, async (unit) => {
    await editLead(unit, { leadId, fields: { company: "Nobody" } })
    throw new Error("taken back")
  })
  await expect(failing).rejects.toThrow("taken back")
  await deliverAll()
  expect(typesOf("/moves")).toEqual(["lead.assigned", "lead.updated", "lead.stage_changed", "lead.lost"])
  expect(typesOf("/created")).toEqual([])
  expect(received[2]?.payload.data).toMatchObject({ stage: "lost" })
})

test("merge, undo, a due task, a consent, a flagged pair and an erasure are published", async () => {
  await hook("/all", [
    "lead.merged",
    "lead.unmerged",
    "task.due",
    "consent.changed",
    "duplicate.flagged",
    "lead.erased",
    "lead.score_changed",
  ])
  const [survivorId, mergedId] = [await newLead(), await newLead()]
  const { mergeId } = await mergeLeads(admin, { survivorId, mergedId })
  await undoMerge(admin, { mergeId })
  await createTask(admin, { leadId: survivorId, title: "Ring back", dueAt: new Date(clock.getTime() + HOUR_MS).toISOString() })
  clock = new Date(clock.getTime() + 2 * HOUR_MS)
  await remind(admin)
  await newLead({ consents: [{ given: true, purpose: "marketing", textVersion: null, givenAt: clock }] as never })
  await newLead({ identities: [phone("+971505550001")], fields: [named("Khalid Al Suwaidi")] })
  await newLead({ identities: [phone("+971505550002"), email("khalid.suwaidi@example.com")], fields: [named("Khalid Al Suwaidi")] })
  await erasePerson(admin, { leadId: mergedId, reason: "asked for it" })
  await deliverAll()
  const told = new Set(typesOf("/all"))
  for (const type of ["lead.merged", "lead.unmerged", "task.due", "consent.changed", "lead.erased", "lead.score_changed"])
    expect(told).toContain(type)
  const merged = received.find(({ payload }) => payload.type === "lead.merged")
  expect(merged?.payload.data).toMatchObject({ lead: { id: mergedId }, mergedInto: survivorId })
  const erased = received.find(({ payload }) => payload.type === "lead.erased")
  expect(erased?.payload.data).toEqual({ lead: { id: mergedId } })
  await database.db.delete(tasks)
})

test("what is sent late has nothing of a person who was erased meanwhile", async () => {
  await hook("/late", ["lead.created"])
  const leadId = await newLead({ identities: [phone("+971505557777")], fields: [named("Secret Person")] })
  await erasePerson(admin, { leadId, reason: "asked for it" })
  await deliverAll()
  expect(received.map(({ raw }) => raw.toString()).join()).not.toMatch(/Secret|505557777/)
})

test("the events of one lead arrive in their order though a try fails, and another lead's do not wait", async () => {
  const { id } = await hook("/order", ["lead.created", "lead.updated"])
  const [first, second] = [await newLead(), await newLead()]
  await editLead(admin, { leadId: first, fields: { company: "One" } })
  const arrived: [string, string][] = []
  let failures = 0
  answer = (_path, { type, data }) => {
    if (data.lead.id === first && (failures += 1) === 1) return { status: 500 }
    arrived.push([type, data.lead.id])
    return { status: 200 }
  }
  await deliverAll()
  expect(arrived).toEqual([["lead.created", second]])
  clock = new Date(clock.getTime() + HOUR_MS)
  await deliverAll()
  expect(arrived).toEqual([
    ["lead.created", second],
    ["lead.created", first],
    ["lead.updated", first],
  ])
  const again = received.filter(({ payload }) => payload.type === "lead.created" && payload.data.lead.id === first)
  expect(new Set(again.map(({ headers }) => headers["webhook-id"])).size).toBe(1)
  expect((await getHook(admin, { id })).failingSince).toBeNull()
})

test("an endpoint that fails for three days is given up: it is switched off, the bell rings, and the rest can be sent again", async () => {
  const { id } = await hook("/dead", ["lead.created"])
  answer = () => ({ status: 503 })
  await newLead()
  for (let tries = 0; tries < 40; tries += 1) {
    await deliverAll()
    clock = new Date(clock.getTime() + 2 * HOUR_MS)
  }
  const hookNow = await getHook(admin, { id })
  expect(hookNow).toMatchObject({ isActive: false, disabledBecause: "failing" })
  expect(await database.db.select().from(notifications).where(eq(notifications.kind, "hook_disabled"))).toHaveLength(1)
  answer = () => ({ status: 200 })
  await editHook(admin, { id, isActive: true })
  expect(hookNow.dead).toBe(1)
  await replayDeliveries(admin, { id, deliveries: "dead" })
  await deliverAll()
  expect(await stateOf(id)).toMatchObject([{ state: "done", status: 200 }])
})

test("410 switches an endpoint off at once; Retry-After is kept to", async () => {
  const { id: gone } = await hook("/gone", ["lead.created"])
  const { id: busy } = await hook("/busy", ["lead.created"])
  answer = (path) => (path === "/gone" ? { status: 410 } : { status: 429, headers: { "retry-after": "600" } })
  await newLead()
  await deliverAll()
  expect(await getHook(admin, { id: gone })).toMatchObject({ isActive: false, disabledBecause: "gone" })
  const [waiting] = (await listDeliveries(admin, { id: busy })).data
  expect(Date.parse(waiting?.nextTryAt ?? "") - clock.getTime()).toBeGreaterThanOrEqual(600_000)
})

test("private, link-local and loopback addresses, names that lead there, and redirects are refused", async () => {
  const publicOnly = hookAgents([])
  for (const url of [
    `${base}/x`,
    "http://169.254.169.254/latest",
    "http://10.0.0.8/",
    "http://[::1]:9/",
    `http://localhost:${new URL(base).port}/x`,
  ]) {
    const { id } = await hook("/x", ["lead.created"])
    await database.db.update(hookEndpoints).set({ url }).where(eq(hookEndpoints.id, id))
    await testHook(admin, { id })
    await deliverOnce(admin, publicOnly)
    const [delivery] = (await listDeliveries(admin, { id })).data
    expect(delivery).toMatchObject({ state: "pending", attempts: 1, status: null })
    expect(delivery?.error).toMatch(/not allowed/)
    await deleteHook(admin, { id })
  }
  expect(received).toEqual([])
  answer = (path) => (path === "/from" ? { status: 302, headers: { location: `${base}/to` } } : { status: 200 })
  const { id } = await hook("/from", ["lead.created"])
  await testHook(admin, { id })
  await deliverAll()
  expect(received.map(({ path }) => path)).toEqual(["/from"])
  expect((await listDeliveries(admin, { id })).data[0]?.error).toContain("redirects")
})

test("an address that is no https address, or carries a password, is refused with the reason", async () => {
  for (const url of [
    "http://receiver.example/x",
    "ftp://receiver.example",
    "https://a:b@receiver.example/",
    "receiver.example",
    "https://",
  ])
    await expect(createHook(admin, { url, events: ["lead.created"] })).rejects.toThrow()
  await expect(createHook(admin, { url: "https://receiver.example", events: [] })).rejects.toThrow("at least one event")
})

test("a rotated secret signs the next try, and no secret stands in the database as it is", async () => {
  const { id, secret } = await hook("/rotate", ["lead.created"])
  const { secret: next } = await rotateHookSecret(admin, { id })
  await testHook(admin, { id })
  await deliverAll()
  const headers = received[0]?.headers as Record<string, string>
  expect(standardRefusal(headers, received[0]?.raw ?? Buffer.of(), [next], clock)).toBeNull()
  expect(standardRefusal(headers, received[0]?.raw ?? Buffer.of(), [secret], clock)).not.toBeNull()
  const { rows } = await database.db.execute<{ all: string }>(
    sql`select (select json_agg(h)::text from hook_endpoints h) || (select json_agg(a)::text from audit_log a) as all`,
  )
  for (const one of [secret, next]) expect(rows[0]?.all).not.toContain(one.slice("whsec_".length, -4))
})

test("two workers deliver each event once, and a worker that died gives its deliveries back", async () => {
  const { id } = await hook("/two", ["lead.created"])
  for (let n = 0; n < 30; n += 1) await newLead()
  await database.db
    .update(hookDeliveries)
    .set({ state: "leased", leaseToken: newId(), leaseUntil: new Date(clock.getTime() - 1) })
    .where(sql`seq in (select seq from hook_deliveries where endpoint_id = ${id} order by seq limit 3)`)
  await Promise.all([deliverAll(), deliverAll()])
  await deliverAll()
  const ids = received.map(({ headers }) => headers["webhook-id"])
  expect(ids).toHaveLength(30)
  expect(new Set(ids).size).toBe(30)
  clock = new Date(clock.getTime() + DAY_MS)
})

test("an agent, a manager and a key that only writes leads reach no webhook", async () => {
  const { id } = await hook("/closed", ["lead.created"])
  for (const role of ["agent", "manager"] as const) {
    const other = testCtx(database.db, { kind: "user", id: newId(), name: "Other", role })
    await expect(deleteHook(other, { id })).rejects.toThrow("may not")
  }
  await expect(deleteHook(testCtx(database.db, { kind: "api_key", id: newId(), name: "k", scopes: ["write"] }), { id })).rejects.toThrow(
    "may not",
  )
})
