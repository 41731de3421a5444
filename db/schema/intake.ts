import { EVENT_TRUSTS } from "@/lib/core/event-trust"
import { sql } from "drizzle-orm"
import { bigint, boolean, check, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import { EVENT_STATES } from "@/lib/core/event-states"
import { bytes, instant, primaryId } from "./columns"

/**
 * The inbox: every authentic delivery, verbatim, before anybody tried to understand it. `seq` orders the drain.
 * A row leaves `received` exactly once per replay, in the transaction that did its work.
 */
export const inboundEvents = pgTable(
  "inbound_events",
  {
    id: primaryId(),
    seq: bigint("seq", { mode: "number" }).generatedAlwaysAsIdentity(),
    channel: text("channel").notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    state: text("state", { enum: EVENT_STATES }).notNull().default("received"),
    /** Why it is ignored or dead, in words for the intake log. */
    reason: text("reason"),
    /** What could not be read of it, and what was decided where it could be read in two ways. */
    notes: text("notes").array().notNull().default([]),
    raw: bytes("raw").notNull(),
    headers: jsonb("headers").$type<Record<string, string>>().notNull(),
    trust: text("trust", { enum: EVENT_TRUSTS }).notNull(),
    receivedAt: instant("received_at").notNull(),
    /** Part of a bulk replay or a bulk load by API: live events go first. */
    isBackground: boolean("is_background").notNull().default(false),
    /** A person has looked at it and says that it is no spam. */
    isReleased: boolean("is_released").notNull().default(false),
    processedAt: instant("processed_at"),
    attempts: integer("attempts").notNull().default(0),
    /** Not before; set when an attempt failed for a reason that may pass. */
    retryAt: instant("retry_at"),
    leadId: uuid("lead_id"),
    leadIds: uuid("lead_ids").array().notNull().default([]),
    /** An ignored event that may yet find its lead: it is taken up again when one of these keys becomes known. */
    waitingKeys: text("waiting_keys").array(),
  },
  (t) => [
    unique("inbound_events_delivery").on(t.channel, t.idempotencyKey),
    index("inbound_events_waiting")
      .on(t.isBackground, t.seq)
      .where(sql`state = 'received' and retry_at is null`),
    index("inbound_events_deferred")
      .on(t.retryAt, t.seq)
      .where(sql`state = 'received' and retry_at is not null`),
    index("inbound_events_log").on(t.receivedAt, t.id),
    index("inbound_events_by_state").on(t.state, t.receivedAt, t.id),
    // What retention looks for: bodies that are no longer needed.
    index("inbound_events_bodies")
      .on(t.receivedAt)
      .where(sql`state in ('done', 'ignored') and octet_length(raw) > 0`),
    index("inbound_events_parked")
      .using("gin", t.waitingKeys)
      .where(sql`waiting_keys is not null`),
    check("inbound_events_reason", sql`state not in ('dead', 'ignored', 'quarantined') or reason is not null`),
  ],
)

/** The newest request of each channel that was turned away for its signature or key; nothing of its content. */
export const channelRefusals = pgTable("channel_refusals", {
  channel: text("channel").primaryKey(),
  at: instant("at").notNull(),
  reason: text("reason").notNull(),
})
