import { sql } from "drizzle-orm"
import { bigint, boolean, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import { EVENT_TRUSTS } from "@/lib/core/event-trust"
import { LEAD_FIELDS, TRUST_LEVELS } from "@/lib/core/lead-event"
import { createdAt, instant, primaryId } from "./columns"
import { leads } from "./leads"
import { users } from "./team"

export const conversations = pgTable(
  "conversations",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    provider: text("provider").notNull(),
    externalId: text("external_id").notNull(),
    url: text("url"),
    startedAt: instant("started_at").notNull(),
    lastMessageAt: instant("last_message_at").notNull(),
    /** The WhatsApp service window runs 24 h from here. */
    lastInboundAt: instant("last_inbound_at"),
    messageCount: integer("message_count").notNull().default(0),
  },
  (t) => [
    unique("conversations_external").on(t.provider, t.externalId),
    index("conversations_lead").on(t.leadId),
    index("conversations_search").on(sql`lower(${t.externalId}) text_pattern_ops`),
    index("conversations_window").on(t.provider, t.lastInboundAt),
  ],
)

/** An identity an event claimed: normalised, or as raw text where it could not be read. */
export type TouchpointClaim = { kind: string; value: string; readable: boolean }

/** Append-only: everything that ever happened between this person and us, whatever the channel. */
export const touchpoints = pgTable(
  "touchpoints",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    channel: text("channel").notNull(),
    eventKey: text("event_key").notNull(),
    kind: text("kind").notNull(),
    direction: text("direction").notNull(),
    occurredAt: instant("occurred_at").notNull(),
    text: text("text"),
    authorRole: text("author_role").notNull(),
    authorName: text("author_name"),
    conversationId: uuid("conversation_id").references(() => conversations.id),
    inboundEventId: uuid("inbound_event_id"),
    details: jsonb("details").$type<Record<string, unknown>>().notNull(),
    attachments: jsonb("attachments").$type<{ url: string; name: string | null; contentType: string | null }[]>().notNull(),
    /** What the event claimed of the person, normalised: by it a split or an undo knows where the touch belongs. */
    claims: jsonb("claims").$type<TouchpointClaim[]>().notNull(),
    claimedName: text("claimed_name"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("touchpoints_event").on(t.channel, t.eventKey),
    index("touchpoints_timeline").on(t.leadId, t.occurredAt, t.id),
    index("touchpoints_receipt").on(t.inboundEventId),
    index("touchpoints_when").on(t.occurredAt),
  ],
)

/** Every value ever claimed for a field, the losers included, each with its source. */
export const leadFieldValues = pgTable(
  "lead_field_values",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    field: text("field", { enum: LEAD_FIELDS }).notNull(),
    value: text("value").notNull(),
    trust: text("trust", { enum: TRUST_LEVELS }).notNull(),
    channel: text("channel"),
    touchpointId: uuid("touchpoint_id").references(() => touchpoints.id),
    userId: uuid("user_id").references(() => users.id),
    observedAt: instant("observed_at").notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("lead_field_values_lead").on(t.leadId, t.field, t.observedAt)],
)

export const attributions = pgTable(
  "attributions",
  {
    touchpointId: uuid("touchpoint_id")
      .primaryKey()
      .references(() => touchpoints.id),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    occurredAt: instant("occurred_at").notNull(),
    utmSource: text("utm_source"),
    utmMedium: text("utm_medium"),
    utmCampaign: text("utm_campaign"),
    utmTerm: text("utm_term"),
    utmContent: text("utm_content"),
    gclid: text("gclid"),
    fbclid: text("fbclid"),
    ctwaClid: text("ctwa_clid"),
    adId: text("ad_id"),
    landingPage: text("landing_page"),
    pageUrl: text("page_url"),
    referrer: text("referrer"),
    other: jsonb("other").$type<Record<string, string>>(),
  },
  (t) => [index("attributions_lead").on(t.leadId, t.occurredAt)],
)

export const consents = pgTable(
  "consents",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    touchpointId: uuid("touchpoint_id").references(() => touchpoints.id),
    channel: text("channel").notNull(),
    given: boolean("given").notNull(),
    givenAt: instant("given_at").notNull(),
    textVersion: text("text_version"),
    purpose: text("purpose").notNull(),
    /** The connection whose CRM stated it: it is told to every other CRM, and never back. */
    origin: text("origin"),
    /** How the event that stated it proved itself: an anonymous grant never outweighs a withdrawal. */
    trust: text("trust", { enum: EVENT_TRUSTS }).notNull().default("signed"),
  },
  (t) => [index("consents_lead").on(t.leadId, t.givenAt)],
)

export const bookings = pgTable(
  "bookings",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    externalId: text("external_id").notNull().unique(),
    status: text("status", { enum: ["created", "cancelled", "completed"] }).notNull(),
    amountMinor: bigint("amount_minor", { mode: "number" }),
    currency: text("currency"),
    vehicle: text("vehicle"),
    startsAt: instant("starts_at"),
    endsAt: instant("ends_at"),
    bookedAt: instant("booked_at"),
    /** Event time of the newest news, so that late or repeated events never turn a booking back. */
    statusAt: instant("status_at").notNull(),
    touchpointId: uuid("touchpoint_id").references(() => touchpoints.id),
  },
  (t) => [index("bookings_lead").on(t.leadId), index("bookings_search").on(sql`lower(${t.externalId}) text_pattern_ops`)],
)
