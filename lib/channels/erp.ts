import { z } from "zod"
import type { BookingClaim } from "@/lib/core/lead-event"
import { eventOf } from "./blank-event"
import { cleanText, instantOf } from "./clean-text"
import type { ChannelAdapter, StoredDelivery, ParseOutcome } from "./contract"
import { objectAt, readJson, readKey } from "./json-body"
import { sha256, standardHeaders, standardRefusal } from "@/lib/platform/signature"

/** The rental system: bookings made, cancelled and completed. It makes customers, never leads. */
export const erp: ChannelAdapter = {
  channel: "erp",
  verify: ({ headers, raw, now }, { secrets }) => {
    const refusal = standardRefusal(headers, raw, secrets, now)
    return refusal === null ? { ok: true, trust: "signed" } : { ok: false, reason: refusal }
  },
  idempotencyKey: ({ headers, raw }) => standardHeaders(headers).id ?? readKey(raw, (body) => body["event_id"]) ?? sha256(raw),
  parse: (delivery) => parseErp(delivery),
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

function parseErp({ raw, receivedAt }: StoredDelivery): ParseOutcome {
  const reading = readJson(raw)
  if (!reading.ok) return { outcome: "unreadable", reason: reading.reason }
  const type = Array.isArray(reading.value) ? null : cleanText(reading.value["event_type"], 100)
  if (type !== null && !Object.hasOwn(KINDS, type)) return { outcome: "ignored", reason: `the event type "${type}" is not about a booking` }
  const parsed = ErpEvent.safeParse(reading.value)
  if (!parsed.success || type === null) return { outcome: "unreadable", reason: `not a booking event: ${reasonOf(parsed.error)}` }
  const { kind, status, whenUnknown } = KINDS[type as keyof typeof KINDS]
  const body = parsed.data
  const occurredAt = instantOf(body["occurred_at"], receivedAt)
  const customer = objectAt(body, "customer")
  const text = (key: string, lengthMax: number) => cleanText(customer[key], lengthMax)
  const booking = bookingOf(body.booking, status)
  const event = eventOf("erp", {
    eventKey: cleanText(body.event_id, 200) ?? sha256(raw),
    kind,
    direction: "internal",
    occurredAt,
    identities: [
      ...(text("phone", 100) ? [{ kind: "phone" as const, raw: text("phone", 100) ?? "", source: "erp" as const }] : []),
      ...(text("email", 254) ? [{ kind: "email" as const, raw: text("email", 254) ?? "", source: "erp" as const }] : []),
      ...(text("id", 100) ? [{ kind: "erp_customer" as const, raw: text("id", 100) ?? "", source: "erp" as const }] : []),
    ],
    fields: text("name", 200) ? [{ field: "name", value: text("name", 200) ?? "", trust: "verified" }] : [],
    booking,
    details: { bookingId: booking.externalId, amountMinor: booking.amountMinor, currency: booking.currency, vehicle: booking.vehicle },
    whenUnknown,
  })
  return { outcome: "events", events: [event] }
}

function bookingOf(booking: Record<string, unknown> & { id: string }, status: BookingClaim["status"]): BookingClaim {
  const said = booking["amount"]
  const amount = typeof said === "number" ? said : typeof said === "string" && said.trim() !== "" ? Number(said) : Number.NaN
  const hasAmount = Number.isFinite(amount)
  return {
    externalId: cleanText(booking.id, 200) ?? "unnamed",
    status,
    amountMinor: hasAmount && Math.abs(amount) < 1e12 ? Math.round(amount * 100) : null,
    currency: cleanText(booking["currency"], 3)?.toUpperCase() ?? (hasAmount ? "AED" : null),
    vehicle: cleanText(booking["vehicle"], 200),
    startsAt: dateOf(booking["starts_at"]),
    endsAt: dateOf(booking["ends_at"]),
  }
}

/** Rentals lie in the future, so unlike the time of an event this is not held against the clock. */
function dateOf(value: unknown): Date | null {
  const text = cleanText(value, 40)
  const at = text === null ? Number.NaN : Date.parse(text)
  return Number.isFinite(at) && at > 0 && at < Date.UTC(2200, 0, 1) ? new Date(at) : null
}

const reasonOf = (error: z.ZodError | undefined): string =>
  error?.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`).join("; ") ?? "event_type is missing"
