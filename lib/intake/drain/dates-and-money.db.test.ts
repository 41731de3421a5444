import { afterAll, beforeAll, expect, test } from "vitest"
import { writeSetting } from "@/lib/platform/settings/setting"
import { INPUT_FORMAT } from "@/lib/platform/settings/input-format-setting"
import { openSenderBench, type SenderBench } from "@/lib/intake/intake-testing"

/** Dates and amounts as senders write them, from the webhook to the lead and the receipt. */
let bench: SenderBench
let serial = 0
beforeAll(async () => {
  bench = await openSenderBench()
})
afterAll(() => bench.close())

async function book(booking: Record<string, unknown>, occurredAt: unknown = new Date().toISOString()) {
  serial += 1
  const { event, lead } = await bench.send("erp", {
    event_id: `ev-${serial}`,
    event_type: "booking.created",
    occurred_at: occurredAt,
    booking: { id: `BK-${serial}`, ...booking },
    customer: { name: "Zubair Sample", phone: `+9715055${String(10_000 + serial)}` },
  })
  return { event, lead, booking: lead?.bookings[0] }
}

test.each([
  ["1,250.00", "AED", 1250, "AED"],
  ["1.250,50", "AED", 1250.5, "AED"],
  ["1 250,50", "د.إ", 1250.5, "AED"],
  ["Dhs 1,250/-", undefined, 1250, "AED"],
  ["١٬٢٥٠٫٧٥ درهم", undefined, 1250.75, "AED"],
  ["$ 340", undefined, 340, "USD"],
  ["1.5k", "aed", 1500, "AED"],
  [99.9, undefined, 99.9, "AED"],
])("an amount %s in %s is booked as %d %s", async (amount, currency, value, code) => {
  const { booking, event } = await book({ amount, currency })
  expect(booking).toMatchObject({ amount: value, currency: code })
  expect(event).toMatchObject({ state: "done", notes: [], reason: null })
})

test("an unreadable amount is kept as written, and noted on the receipt and on the timeline", async () => {
  const { booking, event, lead } = await book({ amount: "800-900", currency: "AED" })
  expect(booking).toMatchObject({ amount: null, currency: "AED" })
  expect(event).toMatchObject({
    state: "done",
    notes: [expect.stringContaining('"800-900"')],
    reason: expect.stringContaining('"800-900"'),
  })
  expect(lead?.touchpoints[0]?.details).toMatchObject({ notes: event.notes })
})

test.each([
  ["2026-11-05T10:00+04", "2026-11-05T06:00:00.000Z"],
  ["05-Nov-26 10:00", "2026-11-05T06:00:00.000Z"],
  ["Thu, 05 Nov 2026 10:00:00 +0400", "2026-11-05T06:00:00.000Z"],
  ["٢٠٢٦/١١/٠٥ ١٠:٠٠ ص", "2026-11-05T06:00:00.000Z"],
  ["25/11/2026 3 pm", "2026-11-25T11:00:00.000Z"],
  [1762322400, "2025-11-05T06:00:00.000Z"],
])("a rental that starts %s starts at %s", async (startsAt, at) => {
  expect((await book({ starts_at: startsAt })).booking?.startsAt).toBe(at)
})

test("an ambiguous date is day first, and noted; an admin may reverse it", async () => {
  const usual = await book({ starts_at: "03/04/2027" })
  expect(usual.booking?.startsAt).toBe("2027-04-02T20:00:00.000Z")
  expect(usual.event).toMatchObject({ reason: null, notes: [expect.stringContaining("3 April 2027, day first")] })
  await writeSetting(bench.ctx, INPUT_FORMAT, { dateOrder: "mdy", decimalMark: "comma" })
  const turned = await book({ starts_at: "03/04/2027", amount: "1.250" })
  expect(turned.booking).toMatchObject({ startsAt: "2027-03-03T20:00:00.000Z", amount: 1250 })
  await writeSetting(bench.ctx, INPUT_FORMAT, { dateOrder: "dmy", decimalMark: "point" })
})

test("an unreadable time does not silently become midnight", async () => {
  const { event, booking } = await book({ starts_at: "2027-04-03 after lunch" })
  expect(booking?.startsAt).toBe("2027-04-02T20:00:00.000Z")
  expect(event.reason).toContain("after lunch")
})

test("an event that says an impossible time happened when it was received, and the receipt says so", async () => {
  for (const occurredAt of ["next week", "2031-01-01T00:00:00Z", "32/13/2026"]) {
    const before = Date.now()
    const { event, lead } = await book({}, occurredAt)
    expect(Date.parse(lead?.touchpoints[0]?.occurredAt ?? "")).toBeGreaterThanOrEqual(before - 1000)
    expect(event.reason, occurredAt).toContain(occurredAt)
  }
})

test("dates from a chatbot are stored in one form, and as written where they are unreadable", async () => {
  const intent = { pickup_date: "20/12/2026 10:30", return_date: "when the show ends" }
  const { lead, event } = await bench.send("chatbot", {
    event_id: "cb-1",
    event_type: "lead.qualified",
    occurred_at: new Date().toISOString(),
    visitor: { name: "Rashid Dates", phone: "+971505599001" },
    intent,
  })
  expect(lead?.fields).toMatchObject({ pickup_date: { value: "2026-12-20 10:30" }, return_date: { value: "when the show ends" } })
  expect(event.notes).toEqual([expect.stringContaining("when the show ends")])
})
