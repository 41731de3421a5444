import { and, eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { crmConflicts, leadIdentities, leads, settings } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import type { FieldMapping, SyncField } from "@/lib/core/sync/mapping"
import { HUBSPOT_MAPPINGS } from "@/lib/crm/hubspot/mapping"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { crmSettings } from "@/lib/sync/connection/crm-settings"
import { settleConflict } from "./settle-conflict"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

let serial = 0
const freshPhone = (): string => `+9715055${String(10_000 + (serial += 1))}`

/** A lead in agreement with its contact and deal. */
async function synced() {
  const [number, mail] = [freshPhone(), `taken.${serial}@mail.example`]
  const leadId = await bench.ingest(
    sampleEvent({ identities: [phone(number), email(mail)], fields: [named("Rana Aziz")], at: "2026-08-30T08:00:00Z" }),
  )
  await bench.settle()
  return { leadId, number, mail }
}

/** A person edits the contact or the deal in HubSpot, and the change arrives here. */
async function editThere(leadId: string, objectType: "contacts" | "deals", properties: Record<string, string>): Promise<void> {
  await bench.advance(60_000)
  const record = objectType === "contacts" ? await bench.contactOf(leadId) : await bench.dealOf(leadId)
  await bench.listen()
  await bench.edit({ op: "update", objectType, id: record?.id ?? "", properties })
  await bench.hear()
  await bench.settle()
}
const leadRow = async (id: string) => (await bench.database.db.select().from(leads).where(eq(leads.id, id)))[0]
const there = async (leadId: string) => (await bench.contactOf(leadId))?.properties
const conflictsOf = async (leadId: string, property: string) =>
  await bench.database.db
    .select()
    .from(crmConflicts)
    .where(and(eq(crmConflicts.leadId, leadId), eq(crmConflicts.property, property)))
const strengthOf = async (leadId: string, value: string) =>
  (
    await bench.database.db
      .select()
      .from(leadIdentities)
      .where(and(eq(leadIdentities.leadId, leadId), eq(leadIdentities.value, value)))
  ).map(({ strength }) => strength)

async function turnRound(leadId: string, property: string): Promise<void> {
  const [conflict] = await conflictsOf(leadId, property)
  if (!conflict) throw new Error(`no conflict of ${property}`)
  await bench.advance(60_000)
  await settleConflict(bench.ctx, { conflictId: conflict.id, use: conflict.winner === "ours" ? "theirs" : "ours" })
  await bench.settle()
}

async function withPolicy<T>(field: SyncField, policy: FieldMapping["policy"], work: () => Promise<T>): Promise<T> {
  const setting = crmSettings(bench.ctx.crm)
  const [row] = await bench.database.db.select().from(settings).where(eq(settings.key, setting.key))
  const known = setting.schema.parse(row?.value ?? {})
  const save = async (mappings: readonly FieldMapping[]) => {
    const value = { ...known, mappings }
    await bench.database.db
      .insert(settings)
      .values({ key: setting.key, value, updatedAt: new Date() })
      .onConflictDoUpdate({ target: settings.key, set: { value } })
  }
  await save(HUBSPOT_MAPPINGS.map((one) => (one.field === field ? { ...one, policy } : one)))
  try {
    return await work()
  } finally {
    await save(HUBSPOT_MAPPINGS)
  }
}

describe("a phone corrected in the CRM", () => {
  test("replaces the wrong one, which is history here, and whose owner then gets a lead of their own", async () => {
    const { leadId, number } = await synced()
    const right = freshPhone()
    await editThere(leadId, "contacts", { phone: right })
    expect(await leadRow(leadId)).toMatchObject({ phones: [right] })
    expect(await strengthOf(leadId, number)).toEqual(["weak"])
    expect(await conflictsOf(leadId, "phone")).toMatchObject([{ ours: number, theirs: right, winner: "theirs" }])
    const owner = await bench.ingest(sampleEvent({ identities: [phone(number)], fields: [named("Jonas Weber")] }))
    expect(owner).not.toBe(leadId)
    expect(await leadRow(owner)).toMatchObject({ phones: [number] })
  })

  test("stays replaced when the wrong one is sent once more, and comes back when the conflict is turned round", async () => {
    const { leadId, number, mail } = await synced()
    const right = freshPhone()
    await editThere(leadId, "contacts", { phone: right })
    expect(await bench.ingest(sampleEvent({ identities: [email(mail), phone(number)] }))).toBe(leadId)
    expect(await leadRow(leadId)).toMatchObject({ phones: [right] })
    await turnRound(leadId, "phone")
    expect(await leadRow(leadId)).toMatchObject({ phones: [number] })
    expect([await strengthOf(leadId, number), await strengthOf(leadId, right)]).toEqual([["personal"], ["weak"]])
    expect((await there(leadId))?.["phone"]).toBe(number)
  })

  test("that belongs to another lead replaces nothing", async () => {
    const [one, other] = [await synced(), await synced()]
    await editThere(one.leadId, "contacts", { phone: other.number })
    expect(await leadRow(one.leadId)).toMatchObject({ phones: [one.number] })
    expect(await conflictsOf(one.leadId, "phone")).toMatchObject([{ ours: one.number, theirs: other.number, winner: "ours" }])
  })

  test("by a field with two numbers gives the lead both, and one taken out of it later is history", async () => {
    const { leadId, number } = await synced()
    const second = freshPhone()
    await editThere(leadId, "contacts", { phone: `${number} / ${second.replace("+971", "0")}` })
    expect(await leadRow(leadId)).toMatchObject({ phones: [number, second] })
    expect(await conflictsOf(leadId, "phone")).toEqual([])
    await editThere(leadId, "contacts", { phone: second })
    expect(await leadRow(leadId)).toMatchObject({ phones: [second] })
    expect(await strengthOf(leadId, number)).toEqual(["weak"])
  })
})

test("an e-mail that becomes the second address of its contact is still this person's", async () => {
  const { leadId, mail } = await synced()
  const changed = `new.${mail}`
  await editThere(leadId, "contacts", { email: changed, hs_additional_emails: mail })
  expect(new Set((await leadRow(leadId))?.emails)).toEqual(new Set([mail, changed]))
  expect(await conflictsOf(leadId, "email")).toEqual([])
})

describe("a value emptied in the CRM", () => {
  test.each(["theirs", "newest"] as const)("is emptied here, with a conflict that brings it back (%s)", async (policy) => {
    await withPolicy("phone", policy, async () => {
      const { leadId, number } = await synced()
      await editThere(leadId, "contacts", { phone: "" })
      expect(await leadRow(leadId)).toMatchObject({ phones: [] })
      expect((await there(leadId))?.["phone"] ?? "").toBe("")
      expect(await conflictsOf(leadId, "phone")).toMatchObject([{ ours: number, theirs: "", winner: "theirs" }])
      await turnRound(leadId, "phone")
      expect(await leadRow(leadId)).toMatchObject({ phones: [number] })
      expect((await there(leadId))?.["phone"]).toBe(number)
    })
  })

  test("is written back where Onelead keeps the field, with a conflict that empties it on both sides", async () => {
    await withPolicy("name", "ours", async () => {
      const { leadId } = await synced()
      await editThere(leadId, "contacts", { firstname: "", lastname: "" })
      expect(await there(leadId)).toMatchObject({ firstname: "Rana", lastname: "Aziz" })
      expect(await conflictsOf(leadId, "name")).toMatchObject([{ ours: "Rana Aziz", theirs: "", winner: "ours" }])
      await turnRound(leadId, "name")
      expect(await leadRow(leadId)).toMatchObject({ name: null })
      expect((await there(leadId))?.["firstname"] ?? "").toBe("")
    })
  })

  test("is emptied here in any field of the mapping", async () => {
    const { leadId, mail } = await synced()
    await editThere(leadId, "contacts", { firstname: "", lastname: "", email: "" })
    expect(await leadRow(leadId)).toMatchObject({ name: null, emails: [] })
    expect(await strengthOf(leadId, mail)).toEqual(["weak"])
    expect(await conflictsOf(leadId, "name")).toMatchObject([{ ours: "Rana Aziz", theirs: "", winner: "theirs" }])
  })
})

describe("a deal moved to another pipeline in the CRM", () => {
  const ELSEWHERE = { pipeline: "default", dealstage: "appointmentscheduled" }
  const dealNow = async (leadId: string) => {
    const { pipeline, dealstage } = (await bench.dealOf(leadId))?.properties ?? {}
    return { pipeline, dealstage }
  }

  test("stays there, with a conflict that brings it back", async () => {
    const { leadId } = await synced()
    const ours = await dealNow(leadId)
    await editThere(leadId, "deals", ELSEWHERE)
    expect(await dealNow(leadId)).toEqual(ELSEWHERE)
    expect(await conflictsOf(leadId, "stage")).toMatchObject([{ ours: "new_lead", winner: "theirs" }])
    await turnRound(leadId, "stage")
    expect(await dealNow(leadId)).toEqual(ours)
  })

  test("is left there by later moves here where the CRM keeps the stage", async () => {
    await withPolicy("stage", "theirs", async () => {
      const { leadId } = await synced()
      await editThere(leadId, "deals", ELSEWHERE)
      await moveLead(bench.ctx, { leadId, to: "contacted", via: "crm" })
      await bench.settle()
      expect(await dealNow(leadId)).toEqual(ELSEWHERE)
      expect(await conflictsOf(leadId, "stage")).toHaveLength(1)
    })
  })

  test("is brought back by a newer move here, with a conflict of its own", async () => {
    const { leadId } = await synced()
    await editThere(leadId, "deals", ELSEWHERE)
    await bench.advance(60_000)
    await moveLead(bench.ctx, { leadId, to: "contacted", via: "crm" })
    await bench.settle()
    expect((await dealNow(leadId)).pipeline).not.toBe("default")
    expect((await conflictsOf(leadId, "stage")).map(({ winner }) => winner)).toEqual(["theirs", "ours"])
  })

  test("is brought back at once where Onelead keeps the stage, and put there again when the conflict is turned round", async () => {
    await withPolicy("stage", "ours", async () => {
      const { leadId } = await synced()
      const ours = await dealNow(leadId)
      await editThere(leadId, "deals", ELSEWHERE)
      expect(await dealNow(leadId)).toEqual(ours)
      await turnRound(leadId, "stage")
      expect(await dealNow(leadId)).toEqual(ELSEWHERE)
      await bench.settle()
      expect(await dealNow(leadId)).toEqual(ELSEWHERE)
    })
  })
})
