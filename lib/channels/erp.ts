import { z } from "zod"
import { readForm } from "@/lib/core/forms/read-form"
import type { BookingClaim } from "@/lib/core/lead-event"
import { eventOf } from "./reading/blank-event"
import { cleanText } from "./reading/clean-text"
import { formIdentities, formName } from "./reading/form-claims"
import type { ChannelAdapter, ParseOutcome, ParseSettings, StoredDelivery } from "./contract"
import { objectAt, readJson, readKey } from "./reading/json-body"
import { ValueReader } from "./reading/value-reader"
import { sha256, standardHeaders, standardRefusal } from "@/lib/platform/signature"

/** The rental system: bookings made, cancelled and completed. It makes customers, never leads. */
export const erp: ChannelAdapter = {
  channel: "erp",
  verify: ({ headers, raw, now }, { secrets }) => {
    const refusal = standardRefusal(headers, raw, secrets, now)
    return refusal === null ? { ok: true, trust: "signed" } : { ok: false, reason: refusal }
  },
  idempotencyKey: ({ headers, raw }) => standardHeaders(headers).id ?? readKey(raw, (body) => body["event_id"]) ?? sha256(raw),
  parse: (delivery, settings) => parseErp(delivery, settings),
}

const KINDS = {
  "booking.created": { kind: "booking_created", status: "created", whenUnknown: "customer" },
  "booking.cancelled": { kind: "booking_cancelled", status: "cancelled", whenUnknown: "keep" },
  "rental.completed": { kind: "rental_completed", status: "completed", whenUnknown: "customer" },
} as const

const ErpEvent = z.looseObject({
  event_id: z.union([z.string().min(1), z.number()]).transform(String),
  event_type: z.string(),
  booking: z.looseObject({ id: z.union([z.string().min(1), z.number()]).transform(String) }),
})

function parseErp({ raw, receivedAt }: StoredDelivery, { format }: ParseSettings): ParseOutcome {
  const reading = readJson(raw)
  if (!reading.ok) return { outcome: "unreadable", reason: reading.reason }
  const type = Array.isArray(reading.value) ? null : cleanText(reading.value["event_type"], 100)
  if (type !== null && !Object.hasOwn(KINDS, type)) return { outcome: "ignored", reason: `the event type "${type}" is not about a booking` }
  const parsed = ErpEvent.safeParse(reading.value)
  if (!parsed.success || type === null) return { outcome: "unreadable", reason: `not a booking event: ${reasonOf(parsed.error)}` }
  const { kind, status, whenUnknown } = KINDS[type as keyof typeof KINDS]
  const body = parsed.data
  const values = new ValueReader(receivedAt, format, reading.notes)
  const occurredAt = values.eventTime("occurred_at", body["occurred_at"])
  const customer = objectAt(body, "customer")
  const form = readForm(customer)
  const name = formName(form)
  const customerId = cleanText(customer["id"], 100)
  const booking = bookingOf(body.booking, status, values)
  const event = eventOf("erp", {
    eventKey: cleanText(body.event_id, 200) ?? sha256(raw),
    kind,
    direction: "internal",
    occurredAt,
    identities: [
      ...formIdentities(form).map((claim) => ({ ...claim, source: "erp" as const })),
      ...(customerId ? [{ kind: "erp_customer" as const, raw: customerId, source: "erp" as const }] : []),
    ],
    fields: name ? [{ field: "name", value: name, trust: "verified" }] : [],
    booking,
    details: { bookingId: booking.externalId, amountMinor: booking.amountMinor, currency: booking.currency, vehicle: booking.vehicle },
    notes: values.notes,
    whenUnknown,
  })
  return { outcome: "events", events: [event] }
}

function bookingOf(booking: Record<string, unknown> & { id: string }, status: BookingClaim["status"], values: ValueReader): BookingClaim {
  const amount = values.money("amount", booking["amount"], booking["currency"])
  return {
    externalId: cleanText(booking.id, 200) ?? "unnamed",
    status,
    amountMinor: amount.minor,
    currency: amount.currency,
    vehicle: cleanText(booking["vehicle"], 200),
    startsAt: values.date("starts_at", booking["starts_at"]),
    endsAt: values.date("ends_at", booking["ends_at"]),
  }
}

const reasonOf = (error: z.ZodError | undefined): string =>
  error?.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`).join("; ") ?? "event_type is missing"
