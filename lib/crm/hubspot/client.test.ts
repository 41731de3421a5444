import { PropertyCreateFieldTypeEnum, PropertyCreateTypeEnum } from "@hubspot/api-client/lib/codegen/crm/properties"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { DEFAULT_TOKEN } from "@/e2e/simulators/hubspot/server"
import { openBench, TEST_START, type Bench } from "@/e2e/simulators/hubspot/testing"
import { createHubspotClient, type HubspotClient } from "./client"
import { HubspotError } from "./errors"
import type { HubspotCall } from "./transport"

// A shared machine may be slow; nothing here measures time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

let bench: Bench
let hubspot: HubspotClient
let calls: HubspotCall[] = []

beforeAll(async () => {
  bench = await openBench()
})
beforeEach(async () => {
  await bench.control.reset({ settings: { logBodies: 5_000, searchLagMs: [0, 0] } })
  calls = []
  hubspot = createHubspotClient({ accessToken: DEFAULT_TOKEN, baseUrl: bench.url, timeoutMs: 20_000, onCall: (call) => calls.push(call) })
  await hubspot.createPropertyGroup("contacts", "onelead", "Onelead")
  await hubspot.createProperty("contacts", uniqueText("lead_id"))
})
afterEach(async () => {
  hubspot.close()
  expect(await bench.offences()).toEqual([])
})
afterAll(async () => {
  await bench.close()
})

const uniqueText = (name: string) => ({
  name,
  label: name,
  groupName: "onelead",
  type: PropertyCreateTypeEnum.String,
  fieldType: PropertyCreateFieldTypeEnum.Text,
  hasUniqueValue: true,
})
const row = (id: string, properties: Record<string, string> = {}) => ({ id, properties: { firstname: id, ...properties } })
async function problemOf(call: Promise<unknown>) {
  const thrown: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(HubspotError)
  return (thrown as HubspotError).problem
}
const countContacts = async () => (await bench.control.state("?summary=1")).counts["contacts"]

describe("writing", () => {
  it("an upsert answers row by row, and the same upsert again changes nothing", async () => {
    await bench.control.edit({ op: "create", objectType: "contacts", properties: { email: "taken@mail.example" } })
    const rows = [row("L1", { email: "one@mail.example" }), row("L2", { email: "taken@mail.example" }), row("L3", { email: "nonsense" })]
    const outcome = await hubspot.upsert("contacts", "lead_id", rows)
    expect(outcome.done.map(({ key, isNew }) => [key, isNew])).toEqual([["L1", true]])
    expect(outcome.failed).toMatchObject([
      { key: "L2", problem: { kind: "conflict", existingId: expect.stringMatching(/^\d+$/) as unknown } },
      { key: "L3", problem: { kind: "invalid", offences: [{ property: "email", code: "INVALID_EMAIL" }] } },
    ])
    expect(outcome.missing).toEqual([])
    const again = await hubspot.upsert("contacts", "lead_id", [row("L1", { email: "one@mail.example" })])
    expect(again.done).toMatchObject([
      { key: "L1", isNew: false, record: { id: outcome.done[0]?.record.id, updatedAt: outcome.done[0]?.record.updatedAt } },
    ])
    expect(await countContacts()).toBe(2)
  })

  it("an update says which records are gone and which were merged away", async () => {
    const made = await hubspot.upsert("contacts", "lead_id", [row("L1"), row("L2"), row("L3")])
    const [one = "", two = "", three = ""] = made.done.map(({ record }) => record.id)
    const survivor = await hubspot.merge("contacts", one, two)
    expect(survivor.id).not.toBe(one)
    const outcome = await hubspot.update("contacts", [row(two), row("404"), row(three)])
    expect(outcome).toMatchObject({ done: [{ key: three }], failed: [{ key: "404", problem: { kind: "not_found" } }], missing: [two] })
    expect((await hubspot.get("contacts", two, { properties: ["firstname"] })).id).toBe(survivor.id)
    const byOwnId = await hubspot.update("contacts", [row("L1", { lastname: "Own" })], "lead_id")
    expect(byOwnId.done).toMatchObject([{ key: "L1", record: { id: survivor.id } }])
  })

  it("links a deal to its contact and logs an activity on both", async () => {
    const [contact] = (await hubspot.upsert("contacts", "lead_id", [row("L1")])).done
    const contactId = contact?.record.id ?? ""
    const [deal] = (await hubspot.create("deals", [{ key: "D1", properties: { dealname: "Patrol" }, links: [] }])).done
    const dealId = deal?.record.id ?? ""
    await hubspot.associate("deals", "contacts", [{ fromId: dealId, toId: contactId, typeId: 3 }])
    const properties = {
      hs_timestamp: String(TEST_START),
      hs_communication_channel_type: "WHATS_APP",
      hs_communication_logged_from: "CRM",
      hs_communication_body: "مرحبا",
    }
    const links = [
      { toId: contactId, typeId: 81 },
      { toId: dealId, typeId: 85 },
    ]
    expect((await hubspot.create("communications", [{ key: "T1", properties, links }])).done).toMatchObject([{ key: "T1" }])
    expect(await hubspot.associations("deals", "contacts", [dealId, "1"])).toEqual(new Map([[dealId, [contactId]]]))
    const read = await hubspot.get("contacts", "L1", {
      properties: ["firstname"],
      history: ["firstname"],
      associations: ["deals", "communications"],
      idProperty: "lead_id",
    })
    expect(read.associations["deals"]).toEqual([dealId])
    expect(read.associations["communications"]).toHaveLength(1)
    expect(read.history["firstname"]).toMatchObject([{ value: "L1", sourceType: "INTEGRATION", sourceId: "39522895" }])
    await hubspot.archive("deals", [dealId])
    await hubspot.eraseContact(contactId)
    expect(await problemOf(hubspot.get("contacts", contactId, { properties: [] }))).toEqual({ kind: "not_found", ids: [] })
  })
})

describe("reading", () => {
  it("lists everything page by page and searches by the modified date", async () => {
    const { contacts } = await bench.control.seed({ contacts: 120 })
    const first = await hubspot.list("contacts", { properties: ["email"] })
    const second = await hubspot.list("contacts", { properties: ["email"], ...(first.after ? { after: first.after } : {}) })
    expect([...first.records, ...second.records].map((record) => record.id)).toEqual(contacts)
    expect(second.after).toBeNull()
    const since = [{ property: "lastmodifieddate", operator: "GTE" as const, value: String(TEST_START) }]
    const found = await hubspot.search("contacts", {
      groups: [since],
      properties: ["email"],
      sort: "lastmodifieddate",
      limit: 50,
      after: "100",
    })
    expect(found).toMatchObject({ total: 120, after: null })
    expect(found.records).toHaveLength(20)
    expect(await hubspot.readMany("contacts", [contacts[0] ?? "", "404"], { properties: ["email"] })).toHaveLength(1)
  })

  it("reads and makes the account's shape", async () => {
    expect((await hubspot.owners()).map((owner) => owner.name)).toEqual(["Aisha Rahman", "Omar Haddad", "Priya Nair"])
    const pipeline = await hubspot.createPipeline("Rentals", [{ label: "New", probability: "0.1" }])
    await hubspot.createStage(pipeline.id, { label: "Booked", probability: "1.0", displayOrder: 1 })
    const stages = (await hubspot.pipelines()).find((one) => one.id === pipeline.id)?.stages
    expect(stages?.map((stage) => [stage.label, stage.metadata?.["isClosed"]])).toEqual([
      ["New", "false"],
      ["Booked", "true"],
    ])
    expect((await hubspot.properties("contacts")).find((property) => property.name === "lead_id")?.hasUniqueValue).toBe(true)
  })

  it.each(["2026-03", "2026-09"] as const)("speaks the dated paths of %s", async (version) => {
    const dated = createHubspotClient({ accessToken: DEFAULT_TOKEN, baseUrl: bench.url, version })
    const before = (await bench.control.log()).length
    await dated.upsert("contacts", "lead_id", [row("L1")])
    await dated.search("contacts", { groups: [], properties: [] })
    await dated.owners()
    await dated.pipelines()
    await dated.associations("contacts", "deals", ["1"])
    dated.close()
    const urls = (await bench.control.log(before)).map((entry) => entry.url)
    expect(urls).toHaveLength(5)
    expect(urls.filter((url) => !url.includes(version))).toEqual([])
  })
})

describe("trouble", () => {
  const upsert = () => hubspot.upsert("contacts", "lead_id", [row("L1")])
  const look = () => hubspot.list("contacts", { properties: [] })
  const breakWith = (fault: Record<string, unknown>) => bench.control.faults([fault as { kind: "error" }])

  it.each([
    [
      { kind: "rate_limit", scope: "burst" },
      { kind: "rate_limited", scope: "burst", retryAfterMs: null },
    ],
    [
      { kind: "rate_limit", scope: "search" },
      { kind: "rate_limited", scope: "search", retryAfterMs: null },
    ],
    [
      { kind: "rate_limit", scope: "daily" },
      { kind: "rate_limited", scope: "daily", retryAfterMs: null },
    ],
    [{ kind: "locked" }, { kind: "transient", retryAfterMs: 2_000, migrating: false }],
    [
      { kind: "migrating", retryAfterSeconds: 60 },
      { kind: "transient", retryAfterMs: 60_000, migrating: true },
    ],
    [{ kind: "unauthorized" }, { kind: "auth", reason: "credentials", scopes: [] }],
    [{ kind: "forbidden" }, { kind: "auth", reason: "scopes", scopes: ["crm.objects.contacts.write"] }],
  ])("%o is understood and was not carried out", async (fault, problem) => {
    await breakWith(fault)
    expect(await problemOf(upsert())).toEqual(problem)
    expect(await countContacts()).toBe(0)
  })

  it.each([["error"], ["bad_gateway"], ["unavailable"], ["reset"], ["hang"], ["lost"], ["lost_hang"], ["late_error"]])(
    "after %s a write counts as lost and a read as worth repeating",
    async (kind) => {
      const quick = createHubspotClient({ accessToken: DEFAULT_TOKEN, baseUrl: bench.url, timeoutMs: 300 })
      await breakWith({ kind })
      expect(await problemOf(quick.upsert("contacts", "lead_id", [row("L1")]))).toEqual({ kind: "lost" })
      await breakWith({ kind })
      expect(await problemOf(quick.list("contacts", { properties: [] }))).toEqual({
        kind: "transient",
        retryAfterMs: null,
        migrating: false,
      })
      quick.close()
      const wasApplied = kind.startsWith("lost") || kind.startsWith("late")
      expect(await countContacts()).toBe(wasApplied ? 1 : 0)
      const { done } = await upsert()
      expect(done).toMatchObject([{ isNew: !wasApplied }])
    },
  )

  it("a write that is not awaited is not sent", async () => {
    const nowhere = createHubspotClient({ accessToken: DEFAULT_TOKEN, baseUrl: "http://127.0.0.1:1" })
    expect(await problemOf(nowhere.upsert("contacts", "lead_id", [row("L1")]))).toMatchObject({ kind: "transient" })
    nowhere.close()
  })

  it("never repeats a call by itself, and reports every call with its quota and nothing of its content", async () => {
    const before = (await bench.control.log()).length
    calls = []
    await breakWith({ kind: "error", times: null })
    await problemOf(hubspot.upsert("contacts", "lead_id", [row("L1", { email: "private@mail.example" })]))
    await bench.control.faults([])
    await look()
    expect(await bench.control.log(before)).toHaveLength(2)
    expect(calls).toMatchObject([
      { operation: "contacts.upsert", status: 500, problem: { kind: "lost" }, quota: null },
      {
        operation: "contacts.list",
        status: 200,
        problem: null,
        quota: { dailyMax: 650_000, burstMax: 190 },
        correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      },
    ])
    expect(JSON.stringify(calls)).not.toContain("private")
  })

  it("keeps people's details out of the error's words", async () => {
    await bench.control.edit({ op: "create", objectType: "contacts", properties: { email: "private@mail.example" } })
    const create = hubspot.create("contacts", [{ key: "K", properties: { email: "bad private@mail.example" }, links: [] }])
    expect((await create).failed).toMatchObject([{ key: "K", problem: { kind: "invalid" } }])
    const error: unknown = await hubspot
      .update("contacts", [{ id: "private@mail.example", properties: {} }], "email")
      .catch((thrown: unknown) => thrown)
    expect(String(error)).toBe("HubspotError: contacts.update: invalid (400)")
  })
})
