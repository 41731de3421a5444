import { eq, sql, type SQL } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { crmExclusions, crmLinks, inboundEvents, leads, notifications, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { RETENTION_KINDS, RetentionRules } from "@/lib/core/privacy/retention"
import { createImport } from "@/lib/imports/setup/create-import"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { plantEverywhere } from "@/lib/privacy/testing/planted-person"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { expireLead } from "@/lib/privacy/erase/erase-person"
import { erasedContacts } from "@/lib/sync/reconcile/links"
import { applyRetention } from "./apply-retention"
import { previewRetention } from "./preview-retention"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"

let database: TestDatabase
let admin: Ctx
const NOW = new Date("2026-06-01T00:00:00Z")
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
const NONE = RetentionRules.parse(Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, null])))
beforeAll(async () => {
  database = await testDatabase()
  const id = newId()
  await database.db.insert(users).values({ id, email: "admin@example.com", name: "The admin", role: "admin" })
  admin = testCtx(database.db, { kind: "user", id, name: "The admin", role: "admin" }, NOW)
})
afterAll(() => database.drop())

async function event(state: "done" | "dead" | "quarantined" | "received", receivedAt: Date): Promise<string> {
  const id = newId()
  const row = {
    channel: "website",
    idempotencyKey: id,
    raw: Buffer.from("{}"),
    headers: {},
    trust: "signed" as const,
    reason: "x",
    notes: ["x"],
  }
  await database.db.insert(inboundEvents).values({ id, state, receivedAt, ...row })
  return id
}
async function bodyOf(id: string) {
  const [row] = await database.db.select().from(inboundEvents).where(eq(inboundEvents.id, id))
  return { bytes: row?.raw.byteLength, state: row?.state }
}

async function lead(n: number, at: Date): Promise<string> {
  const { ingested } = await changeLeads(testCtx(database.db, undefined, at), (unit) =>
    ingestInto(unit, [
      {
        event: sampleEvent({ occurredAt: at, identities: [phone(`+97150888${1000 + n}`)], fields: [named(someName(n))] }),
        receiptId: newId(),
      },
    ]),
  )
  return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
}
const stateOf = async (id: string) => (await database.db.select().from(leads).where(eq(leads.id, id)))[0]?.state

test("bodies and dead letters that are older than their rule are emptied, and the preview said how many", async () => {
  const [old, young, dead, waiting] = [
    await event("done", daysAgo(31)),
    await event("done", daysAgo(29)),
    await event("dead", daysAgo(31)),
    await event("received", daysAgo(31)),
  ]
  const rules = { ...NONE, event_bodies: 30, dead_letters: 30 }
  expect(await previewRetention(admin, rules)).toEqual([
    { kind: "event_bodies", days: 30, before: daysAgo(30).toISOString(), count: 1, isCapped: false },
    { kind: "dead_letters", days: 30, before: daysAgo(30).toISOString(), count: 1, isCapped: false },
  ])
  expect(await bodyOf(old), "a preview changes nothing").toEqual({ bytes: 2, state: "done" })
  expect(await applyRetention(admin, rules)).toEqual({ event_bodies: 1, dead_letters: 1 })
  expect(await bodyOf(old)).toEqual({ bytes: 0, state: "done" })
  const [emptied] = await database.db.select().from(inboundEvents).where(eq(inboundEvents.id, old))
  expect(emptied).toMatchObject({ notes: [], reason: null })
  expect(await bodyOf(dead)).toEqual({ bytes: 0, state: "ignored" })
  expect(await bodyOf(young)).toEqual({ bytes: 2, state: "done" })
  expect(await bodyOf(waiting), "what is still to be read is kept").toEqual({ bytes: 2, state: "received" })
  expect(await applyRetention(admin, rules)).toEqual({})
})

test("old leads that were lost or never qualified are removed; younger, restricted and other leads stay", async () => {
  const [cold, fresh, restricted, lost, qualified] = [
    await lead(1, daysAgo(100)),
    await lead(2, daysAgo(10)),
    await lead(3, daysAgo(100)),
    await lead(4, daysAgo(100)),
    await lead(5, daysAgo(100)),
  ]
  await database.db.update(leads).set({ restrictedAt: NOW }).where(eq(leads.id, restricted))
  await database.db.update(leads).set({ stageId: "lost" }).where(eq(leads.id, lost))
  await database.db.update(leads).set({ stageId: "qualified" }).where(eq(leads.id, qualified))
  const rules = { ...NONE, unqualified_leads: 90, lost_leads: 90 }
  expect((await previewRetention(admin, rules)).map(({ kind, count }) => [kind, count])).toEqual([
    ["unqualified_leads", 1],
    ["lost_leads", 1],
  ])
  expect(await applyRetention(admin, rules)).toEqual({ unqualified_leads: 1, lost_leads: 1 })
  expect(await Promise.all([cold, fresh, restricted, lost, qualified].map(stateOf))).toEqual([
    "removed",
    "active",
    "active",
    "removed",
    "active",
  ])
  const { rows } = await database.db.execute(sql`select change from audit_log where action = 'lead.expired' and lead_id = ${cold}`)
  expect(rows).toMatchObject([{ change: { reason: "Retention: unqualified leads" } }])
})

test("a lead that is no longer kept leaves the CRM as expired: no one asked for its erasure", async () => {
  const leadId = await lead(21, daysAgo(100))
  await database.db
    .insert(crmLinks)
    .values({ id: newId(), leadId, provider: "hubspot", objectType: "contact", externalId: "4721", snapshot: {}, withheld: {} })
  await applyRetention(admin, { ...NONE, unqualified_leads: 90 })
  const kept = await database.db.select().from(crmExclusions).where(eq(crmExclusions.leadId, leadId))
  expect(kept).toMatchObject([{ reason: "expired", externalId: "4721" }])
  const { rows } = await database.db.execute(sql`select action from audit_log where lead_id = ${leadId} and action like 'lead.e%'`)
  expect(rows).toEqual([{ action: "lead.expired" }])
  expect(await erasedContacts(database.db, hubspotCrm(), ["4721"])).toEqual(new Set(["4721"]))
})

test("a post that was held as spam is not called unreadable when it ends", async () => {
  const id = await event("quarantined", daysAgo(31))
  await applyRetention(admin, { ...NONE, dead_letters: 30 })
  const [row] = await database.db.select().from(inboundEvents).where(eq(inboundEvents.id, id))
  expect(row).toMatchObject({ state: "ignored", reason: expect.stringContaining("possible spam") })
})

test("a lead that has changed since it was chosen is kept, and so is the lead that a chosen one was merged into", async () => {
  const [changed, merged, survivor] = [await lead(11, daysAgo(100)), await lead(12, daysAgo(100)), await lead(13, daysAgo(1))]
  const reason = "Retention: unqualified leads"
  const expire = (leadId: string, isDue: SQL) => changeLeads(admin, (unit) => expireLead(unit, { leadId, reason, isDue }))
  await expect(expire(changed, sql`last_activity_at < ${daysAgo(200).toISOString()}`)).rejects.toMatchObject({ code: "conflict" })
  await mergeLeads(admin, { survivorId: survivor, mergedId: merged })
  await expect(expire(merged, sql`true`)).rejects.toMatchObject({ code: "conflict" })
  expect(await Promise.all([changed, merged, survivor].map(stateOf))).toEqual(["active", "merged", "active"])
})

test("every other rule ends what it names: a file that was never imported, notifications, mails, jobs, the CRM's history", async () => {
  const { importId } = await createImport(testCtx(database.db, admin.actor, daysAgo(40)), { fileName: "old.csv" }, Buffer.from("Name\nAli"))
  await database.db.insert(notifications).values({
    id: newId(),
    userId: admin.actor.kind === "user" ? admin.actor.id : "",
    kind: "x",
    title: "x",
    dedupeKey: "x",
    at: daysAgo(40),
  })
  await plantEverywhere(database)
  const rules = RetentionRules.parse({
    ...Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, 30])),
    unqualified_leads: null,
    lost_leads: null,
  })
  const foretold = Object.fromEntries(
    (await previewRetention(admin, rules)).flatMap(({ kind, count }) => (count > 0 ? [[kind, count]] : [])),
  )
  expect(Object.keys(foretold)).toEqual(expect.arrayContaining(["import_files", "notifications", "emails", "crm_history"]))
  expect(await applyRetention(admin, rules)).toEqual(foretold)
  const { rows } = await database.db.execute(sql`
    select state, (select count(*)::int from import_files) as files, (select count(*)::int from notifications) as notifications from imports where id = ${importId}`)
  expect(rows).toEqual([{ state: "failed", files: 0, notifications: 0 }])
})

test("an agent may not see what would be ended", async () => {
  const agent = testCtx(database.db, { kind: "user", id: newId(), name: "Amira", role: "agent" })
  await expect(previewRetention(agent, NONE)).rejects.toThrow("may not")
})

test("a row that somebody holds is left for the next night, and the sweep waits for nobody", async () => {
  const [held, free] = [newId(), newId()]
  const [user] = await database.db.select().from(users)
  const row = { userId: user?.id ?? "", kind: "task", title: "Old", at: daysAgo(400) } as const
  await database.db.insert(notifications).values([
    { ...row, id: held, dedupeKey: held },
    { ...row, id: free, dedupeKey: free },
  ])
  const rules = { ...NONE, notifications: 365 }
  await database.db.transaction(async (tx) => {
    await tx.select().from(notifications).where(eq(notifications.id, held)).for("update")
    expect(await applyRetention(admin, rules)).toEqual({ notifications: 1 })
  })
  expect(await applyRetention(admin, rules)).toEqual({ notifications: 1 })
})
