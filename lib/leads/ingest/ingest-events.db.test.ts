import { and, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { consents, duplicateItems, leadIdentities, leads, stageHistory, touchpoints } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { RESUMED, type LeadEvent } from "@/lib/core/lead-event"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "./ingest-events"
import { crispMessage, email, named, phone, sampleEvent } from "./sample-events"

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const NOW = new Date("2026-03-20T08:00:00Z")

async function ingest(...events: LeadEvent[]) {
  const results = []
  for (const event of events) {
    const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], NOW))
    results.push(ingested[0])
  }
  return results.map((one) => (one?.outcome === "ingested" ? one.leadId : null))
}

async function leadRow(id: string | null | undefined) {
  const [row] = await database.db
    .select()
    .from(leads)
    .where(eq(leads.id, id ?? ""))
  if (!row) throw new Error("no such lead")
  return row
}

test("START gives consent back where it was withdrawn before, and is no consent otherwise", async () => {
  const says = (day: number, given: boolean, number: string) =>
    sampleEvent({
      at: `2026-03-0${day}T08:00:00Z`,
      identities: [phone(number)],
      consents: [{ given, givenAt: null, textVersion: given ? RESUMED : null, purpose: "marketing" }],
    })
  const [never] = await ingest(says(1, true, "0501110091"))
  const [stopped] = await ingest(says(2, false, "0501110092"), says(3, true, "0501110092"))
  const [stoppedLater] = await ingest(says(2, true, "0501110093"), says(3, false, "0501110093"))
  const given = async (id: string | null | undefined) =>
    (
      await database.db
        .select()
        .from(consents)
        .where(eq(consents.leadId, id ?? ""))
        .orderBy(consents.givenAt)
    ).map((one) => one.given)
  expect(await Promise.all([never, stopped, stoppedLater].map(given))).toEqual([[], [false, true], [false]])
})

describe("exact identity", () => {
  test("one mobile in five spellings is one lead", async () => {
    const ids = await ingest(
      sampleEvent({ identities: [phone("+971 50 111 0001")] }),
      sampleEvent({ identities: [phone("00971501110001")] }),
      sampleEvent({ identities: [phone("971501110001")] }),
      sampleEvent({ identities: [phone("050-111-0001")] }),
      sampleEvent({ identities: [phone("٠٥٠١١١٠٠٠١")] }),
    )
    expect(new Set(ids).size).toBe(1)
    expect((await leadRow(ids[0])).phones).toEqual(["+971501110001"])
  })

  test("a name field with a number, a source and machine words gives a name, a phone and no debris", async () => {
    const [a, b] = await ingest(
      sampleEvent({ identities: [], fields: [named("Lead Salma 050 111 0009 - WhatsApp")] }),
      sampleEvent({ identities: [phone("0501110009")], fields: [named("Salma Aziz LLC")] }),
    )
    expect(b).toBe(a)
    expect(await leadRow(a)).toMatchObject({ name: "Salma", company: "Salma Aziz LLC", phones: ["+971501110009"] })
  })

  test("an address with a space in it is kept and joins nobody, a Turkish capital joins its own", async () => {
    const [stranger, unencoded, small, capital] = await ingest(
      sampleEvent({ identities: [email("sanacars@example.com"), email("cars@example.com")] }),
      sampleEvent({ identities: [email("sana cars@example.com")], fields: [named("Sana Aziz")] }),
      sampleEvent({ identities: [email("ibrahim.kaya@example.com")] }),
      sampleEvent({ identities: [email("İbrahim.Kaya@example.com")] }),
    )
    expect(unencoded).not.toBe(stranger)
    expect(capital).toBe(small)
    const kept = await database.db
      .select()
      .from(leadIdentities)
      .where(eq(leadIdentities.leadId, unencoded ?? ""))
    expect(kept).toMatchObject([{ raw: "sana cars@example.com", strength: "weak" }])
  })

  test("an e-mail joins across case, dots and tags, and the lead learns the phone that comes with it", async () => {
    const [a, b] = await ingest(
      sampleEvent({ identities: [email("Layla.Haddad+cars@gmail.com")] }),
      sampleEvent({ identities: [email("laylahaddad@googlemail.com"), phone("0501110002")] }),
    )
    expect(b).toBe(a)
    expect(await leadRow(a)).toMatchObject({ phones: ["+971501110002"] })
  })

  test("an event that names two leads goes to the phone's lead, flags the pair and moves no identity", async () => {
    const [byPhone, byEmail, both] = await ingest(
      sampleEvent({ identities: [phone("0501110003")] }),
      sampleEvent({ identities: [email("omar.saleh@example.com")] }),
      sampleEvent({ identities: [email("omar.saleh@example.com"), phone("0501110003")] }),
    )
    expect(both).toBe(byPhone)
    expect(byEmail).not.toBe(byPhone)
    const items = await database.db
      .select()
      .from(duplicateItems)
      .where(eq(duplicateItems.leadB, byEmail ?? ""))
    expect(items).toMatchObject([{ kind: "pair", status: "pending", reason: "linked_by_event", leadA: byPhone }])
    const [owner] = await database.db
      .select()
      .from(leadIdentities)
      .where(sql`value = 'omar.saleh@example.com' and strength = 'personal'`)
    expect(owner?.leadId).toBe(byEmail)
  })

  test("the same number under a contradicting name attaches, keeps the name and goes to review", async () => {
    const [first, second] = await ingest(
      sampleEvent({ identities: [phone("0501110004")], fields: [named("Ahmed Darwish")] }),
      sampleEvent({ identities: [phone("0501110004")], fields: [named("Svetlana Petrova")], at: "2026-03-03T08:00:00Z" }),
    )
    expect(second).toBe(first)
    expect((await leadRow(first)).name).toBe("Ahmed Darwish")
    const items = await database.db
      .select()
      .from(duplicateItems)
      .where(eq(duplicateItems.leadA, first ?? ""))
    expect(items).toMatchObject([{ kind: "split", reason: "name_contradicts" }])
  })

  test("a number silent for more than 90 days under another name is called recycled", async () => {
    const [first] = await ingest(
      sampleEvent({ identities: [phone("0501110005")], fields: [named("Ahmed Darwish")], at: "2025-10-01T08:00:00Z" }),
      sampleEvent({ identities: [phone("0501110005")], fields: [named("Svetlana Petrova")], at: "2026-03-03T08:00:00Z" }),
    )
    const items = await database.db
      .select()
      .from(duplicateItems)
      .where(and(eq(duplicateItems.leadA, first ?? ""), eq(duplicateItems.kind, "split")))
    expect(items).toMatchObject([{ reason: "number_recycled" }])
  })

  test("an unreadable value is kept as raw text and identifies no one", async () => {
    const [a, b] = await ingest(
      sampleEvent({ identities: [phone("1234567")], fields: [named("Priya Nair")] }),
      sampleEvent({ identities: [phone("1234567")], fields: [named("Hans Gruber")] }),
    )
    expect(a).not.toBe(b)
    const kept = await database.db
      .select()
      .from(leadIdentities)
      .where(eq(leadIdentities.leadId, a ?? ""))
    expect(kept).toMatchObject([{ raw: "1234567", strength: "weak" }])
    expect((await leadRow(a)).phones).toEqual([])
  })

  test("a role mailbox is evidence, never a decision", async () => {
    const [a, b] = await ingest(
      sampleEvent({ identities: [email("info@desert-tours.ae")], fields: [named("Priya Nair")] }),
      sampleEvent({ identities: [email("info@desert-tours.ae")], fields: [named("Hans Gruber")] }),
    )
    expect(a).not.toBe(b)
  })
})

describe("conversations", () => {
  test("a chat without a contact detail is unidentified, and becomes a lead when the person writes a number", async () => {
    const [chat] = await ingest(crispMessage("s-1", "hi"))
    expect(await leadRow(chat)).toMatchObject({ kind: "unidentified" })
    const [again] = await ingest(crispMessage("s-1", "call me on 050 111 0010 please"))
    expect(again).toBe(chat)
    expect(await leadRow(chat)).toMatchObject({ kind: "lead", phones: ["+971501110010"] })
  })

  test("an anonymous chat that shows a known number joins that lead with everything said before", async () => {
    const [known] = await ingest(sampleEvent({ identities: [phone("0501110011")] }))
    const [chat] = await ingest(crispMessage("s-2", "hello there"))
    const [joined] = await ingest(crispMessage("s-2", "my number is 0501110011"))
    expect(joined).toBe(known)
    expect(await leadRow(chat)).toMatchObject({ state: "merged", mergedInto: known })
    const said = await database.db
      .select()
      .from(touchpoints)
      .where(eq(touchpoints.leadId, known ?? ""))
    expect(said.map(({ text }) => text)).toContain("hello there")
  })

  test("an operator's text never becomes an identity", async () => {
    const [chat] = await ingest(crispMessage("s-3", "hi"))
    await ingest(crispMessage("s-3", "reach us on 050 111 0012", { direction: "outbound", author: { role: "agent", name: "Sara" } }))
    expect(await leadRow(chat)).toMatchObject({ kind: "unidentified", phones: [] })
  })

  test("an event about an unknown person waits instead of creating a lead", async () => {
    const results = await ingest(
      crispMessage("s-4", "sent by an agent", { direction: "outbound", author: { role: "agent", name: null }, whenUnknown: "keep" }),
    )
    expect(results).toEqual([null])
  })
})

describe("pipeline runs", () => {
  test("a booking from the rental system wins an open run", async () => {
    const [lead] = await ingest(
      sampleEvent({ identities: [phone("0501110020")] }),
      bookingEvent("B-1", { identities: [phone("0501110020")], at: "2026-03-04T08:00:00Z" }),
    )
    expect(await leadRow(lead)).toMatchObject({ stageId: "booked" })
  })

  test("a booking of an unknown customer stays off the board until the person enquires", async () => {
    const [customer] = await ingest(bookingEvent("B-2", { identities: [phone("0501110021")] }))
    expect(await leadRow(customer)).toMatchObject({ kind: "customer" })
    const [again] = await ingest(sampleEvent({ identities: [phone("0501110021")], at: "2026-03-10T08:00:00Z" }))
    expect(again).toBe(customer)
    expect(await leadRow(customer)).toMatchObject({ kind: "lead", stageId: "new_lead" })
  })

  test("a lost lead who writes again runs through the pipeline a second time, history kept", async () => {
    const [lead] = await ingest(sampleEvent({ identities: [phone("0501110022")] }))
    await database.db
      .update(leads)
      .set({ stageId: "lost", stageEnteredAt: new Date("2026-03-05T08:00:00Z"), lostReason: "price" })
      .where(eq(leads.id, lead ?? ""))
    await ingest(sampleEvent({ identities: [phone("0501110022")], at: "2026-03-04T08:00:00Z" }))
    expect(await leadRow(lead)).toMatchObject({ stageId: "lost", run: 1 })
    await ingest(sampleEvent({ identities: [phone("0501110022")], at: "2026-03-09T08:00:00Z" }))
    expect(await leadRow(lead)).toMatchObject({ stageId: "new_lead", run: 2, lostReason: null })
    const moves = await database.db
      .select()
      .from(stageHistory)
      .where(eq(stageHistory.leadId, lead ?? ""))
    expect(moves.map(({ run }) => run).sort()).toEqual([1, 2])
  })
})

const bookingEvent = (externalId: string, given: Parameters<typeof sampleEvent>[0]) =>
  sampleEvent({
    channel: "erp",
    kind: "booking_created",
    direction: "internal",
    author: { role: "system", name: null },
    whenUnknown: "customer",
    booking: {
      externalId,
      status: "created",
      amountMinor: 150_000,
      currency: "AED",
      vehicle: "Nissan Patrol",
      startsAt: null,
      endsAt: null,
    },
    ...given,
  })
