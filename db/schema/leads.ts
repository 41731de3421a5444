import { sql } from "drizzle-orm"
import { bigint, boolean, foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import type { Provenance } from "@/lib/core/survivorship"
import { BANDS, IDENTITY_STRENGTHS, LEAD_KINDS, LEAD_STATES } from "@/lib/core/lead-states"
import { IDENTITY_KINDS, IDENTITY_SOURCES, LEAD_FIELDS, TRUST_LEVELS } from "@/lib/core/lead-event"
import { createdAt, instant, primaryId } from "./columns"
import { stages } from "./pipeline"
import { users } from "./team"

/**
 * The canonical lead. All of it but the pipeline columns is a projection of its children (touchpoints, identities,
 * field values): the fold keeps it current incrementally, and a merge or an undo computes it anew.
 */
export const leads = pgTable(
  "leads",
  {
    id: primaryId(),
    kind: text("kind", { enum: LEAD_KINDS }).notNull(),
    state: text("state", { enum: LEAD_STATES }).notNull().default("active"),
    mergedInto: uuid("merged_into"),
    name: text("name"),
    /** Romanised and in its own script, lower case, for the search box. */
    searchText: text("search_text").notNull().default(""),
    phones: text("phones").array().notNull().default([]),
    emails: text("emails").array().notNull().default([]),
    channels: text("channels").array().notNull().default([]),
    firstChannel: text("first_channel").notNull(),
    company: text("company"),
    country: text("country"),
    emirate: text("emirate"),
    language: text("language"),
    vehicle: text("vehicle"),
    vehicleClass: text("vehicle_class"),
    /** field → the value that survived and where it came from. */
    provenance: jsonb("provenance").$type<Provenance>().notNull(),
    firstTouchAt: instant("first_touch_at").notNull(),
    lastActivityAt: instant("last_activity_at").notNull(),
    lastInboundAt: instant("last_inbound_at"),
    stageId: text("stage_id")
      .notNull()
      .references(() => stages.id),
    stageEnteredAt: instant("stage_entered_at").notNull(),
    /** Raised each time a customer or a lost lead comes back and runs through the pipeline again. */
    run: integer("run").notNull().default(1),
    lostReason: text("lost_reason"),
    ownerId: uuid("owner_id").references(() => users.id),
    ownerSince: instant("owner_since"),
    score: integer("score").notNull().default(0),
    band: text("band", { enum: BANDS }).notNull().default("nurture"),
    /** Raised by every write that a reader may have raced; edits and moves are conditional on it. */
    version: integer("version").notNull().default(1),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.mergedInto], foreignColumns: [t.id] }),
    index("leads_board")
      .on(t.stageId, t.lastActivityAt, t.id)
      .where(sql`state = 'active' and kind = 'lead'`),
    index("leads_recent")
      .on(t.lastActivityAt, t.id)
      .where(sql`state = 'active'`),
    index("leads_first_touch")
      .on(t.firstTouchAt, t.id)
      .where(sql`state = 'active'`),
    index("leads_owner")
      .on(t.ownerId, t.lastActivityAt, t.id)
      .where(sql`state = 'active'`),
    index("leads_score")
      .on(t.score, t.id)
      .where(sql`state = 'active'`),
    /** In order of name, in whatever script; whoever has none comes last. */
    index("leads_name")
      .on(sql`((case when ${t.name} is null then '1' else '0' end) || left(${t.searchText}, 80))`, t.id)
      .where(sql`state = 'active'`),
    index("leads_search").using("gin", sql`${t.searchText} gin_trgm_ops`),
    index("leads_merged_into")
      .on(t.mergedInto)
      .where(sql`merged_into is not null`),
    index("leads_updated").on(t.updatedAt),
  ],
)

/** `personal` identities are unique over all leads; a shared one may stand beside several. */
export const leadIdentities = pgTable(
  "lead_identities",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    kind: text("kind", { enum: IDENTITY_KINDS }).notNull(),
    value: text("value").notNull(),
    raw: text("raw").notNull(),
    strength: text("strength", { enum: IDENTITY_STRENGTHS }).notNull(),
    source: text("source", { enum: IDENTITY_SOURCES }).notNull(),
    channel: text("channel").notNull(),
    touchpointId: uuid("touchpoint_id"),
    /** Kind of line for a phone (mobile, fixed, toll_free …), flags for an e-mail. */
    traits: jsonb("traits").$type<Record<string, unknown>>().notNull().default({}),
    firstSeenAt: instant("first_seen_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
  },
  (t) => [
    uniqueIndex("lead_identities_personal")
      .on(t.kind, t.value)
      .where(sql`strength = 'personal'`),
    unique("lead_identities_once_a_lead").on(t.leadId, t.kind, t.value),
    index("lead_identities_value").on(t.kind, t.value),
    /** E-mail search by how it begins; the plain index serves a prefix in the C collation alone. */
    index("lead_identities_email_start")
      .on(sql`${t.value} text_pattern_ops`)
      .where(sql`kind = 'email'`),
    /** Phone search by its tail: "4567" or a number without its country code. */
    index("lead_identities_reversed")
      .on(sql`reverse(value) text_pattern_ops`)
      .where(sql`kind = 'phone'`),
  ],
)

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
  (t) => [unique("conversations_external").on(t.provider, t.externalId), index("conversations_lead").on(t.leadId)],
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
  (t) => [index("bookings_lead").on(t.leadId)],
)
