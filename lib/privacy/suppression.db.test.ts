import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { inboundEvents, leads, suppressedIdentities, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { sampleBody, type Sample } from "@/lib/channels/fixtures/bodies"
import type { EventTrust } from "@/lib/core/event-trust"
import { createImport } from "@/lib/imports/setup/create-import"
import { steerImport } from "@/lib/imports/setup/steer-import"
import { getImport } from "@/lib/imports/queries"
import { workOnImport } from "@/lib/imports/run/work-on-import"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { SUPPRESSED } from "@/lib/leads/ingest/suppression"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting, writeSetting } from "@/lib/platform/settings/setting"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { contactEvent } from "@/lib/sync/inbox/contact-event"
import { erasePerson } from "./erase/erase-person"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"

let database: TestDatabase
let admin: Ctx
beforeAll(async () => {
  database = await testDatabase()
  const id = newId()
  await database.db.insert(users).values({ id, email: "admin@example.com", name: "The admin", role: "admin" })
  admin = testCtx(database.db, { kind: "user", id, name: "The admin", role: "admin" })
})
afterAll(() => database.drop())

const LATER = () => new Date(Date.now() + 60_000)
const EARLIER = () => new Date(Date.now() - 86_400_000)

async function receive(sample: Omit<Sample, "id">, trust: EventTrust = "signed", channel: "website" | "botspace" = "website") {
  const id = `suppression-${newId()}`
  await createInbox(database.pool).store({
    channel,
    idempotencyKey: id,
    raw: Buffer.from(JSON.stringify(sampleBody(channel, { id, ...sample }))),
    headers: { "content-type": "application/json" },
    trust,
    receivedAt: sample.at,
  })
  await drainAll(testCtx(database.db))
  const [event] = await database.db.select().from(inboundEvents).where(eq(inboundEvents.idempotencyKey, id))
  if (!event) throw new Error("no event")
  return event
}

async function erased(person: { name: string; phone: string; email: string }): Promise<void> {
  const { leadId } = await receive({ ...person, at: EARLIER() })
  await erasePerson(admin, { leadId: leadId ?? "", reason: "Asked for it" })
}

test("a replay, an anonymous form, an old list and a CRM contact of an erased person make no lead, and are counted", async () => {
  const person = { name: "Huda Erased", phone: "+971507761001", email: "huda.erased@example.com" }
  await erased(person)
  const before = await database.db.$count(leads)

  for (const event of [await receive({ ...person, at: EARLIER() }), await receive({ ...person, at: LATER() }, "public")]) {
    expect(event).toMatchObject({ state: "ignored", reason: SUPPRESSED, leadId: null, headers: {} })
    expect(event.raw.byteLength, "the body is not kept").toBe(0)
  }

  const file = Buffer.from(`Name,Mobile\nHuda Again,050 776 1001\nNew Person,0507761002\n`)
  const { importId } = await createImport(admin, { fileName: "old.csv" }, file)
  const work = () => workOnImport(admin, importId, { signal: new AbortController().signal })
  await steerImport(admin, { importId, step: "check" }, { isHandedOver: false })
  await work()
  expect((await getImport(admin, { importId })).checkCounts).toMatchObject({ new: 1, suppressed: 1 })
  await steerImport(admin, { importId, step: "run" }, { isHandedOver: false })
  await work()
  expect((await getImport(admin, { importId })).counts).toMatchObject({ new: 1, suppressed: 1 })
  const { rows } = await database.db.execute<{ raw: unknown }>(sql`select raw from import_rows where outcome = 'suppressed'`)
  expect(rows).toEqual([{ raw: [] }])

  const record = {
    id: "4711",
    values: {},
    emails: ["HUDA.ERASED@example.com"],
    phones: [],
    createdAt: LATER(),
    updatedAt: LATER(),
    mergedIds: [],
  }
  const event = contactEvent(
    { ctx: { ...testCtx(database.db), crm: hubspotCrm() }, mappings: [] },
    record as unknown as Parameters<typeof contactEvent>[1],
  )
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], new Date()))
  expect(ingested).toEqual([{ outcome: "suppressed" }])
  expect(await database.db.$count(leads)).toBe(before + 1)
})

test("a person who writes again is a new lead, and no longer suppressed", async () => {
  const person = { name: "Rania Returns", phone: "+971507761003", email: "rania.returns@example.com" }
  await erased(person)
  const again = await receive({ name: person.name, phone: person.phone, text: "Hello again", at: LATER() }, "signed", "botspace")
  expect(again).toMatchObject({ state: "done" })
  expect(await receive({ name: person.name, phone: person.phone, at: EARLIER() })).toMatchObject({ state: "done", leadId: again.leadId })
})

test("the hashes do not say who was erased, and the rule can be switched off", async () => {
  const stored = await database.db.select().from(suppressedIdentities)
  expect(stored.length).toBeGreaterThan(0)
  for (const { hash } of stored) expect(hash.byteLength).toBe(32)
  const rules = await readSetting(admin.db, PRIVACY)
  await writeSetting(admin, PRIVACY, { ...rules, suppression: false })
  expect(await receive({ name: "Huda Erased", phone: "+971507761001", at: EARLIER() })).toMatchObject({ state: "done" })
  await writeSetting(admin, PRIVACY, rules)
})
