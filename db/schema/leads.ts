import { sql } from "drizzle-orm"
import { bigint, foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core"
import type { FieldVersions } from "@/lib/core/field-versions"
import type { Provenance } from "@/lib/core/survivorship"
import { BANDS, IDENTITY_STRENGTHS, LEAD_KINDS, LEAD_STATES } from "@/lib/core/lead-states"
import { IDENTITY_KINDS, IDENTITY_SOURCES } from "@/lib/core/lead-event"
import { createdAt, instant, primaryId } from "./columns"
import { stages } from "./stages"
import { users } from "./team"

/**
 * The canonical lead. All of it but the pipeline columns is a projection of its children (touchpoints, identities,
 * field values): ingest keeps it current incrementally, and a merge or an undo recomputes it.
 */
export const leads = pgTable(
  "leads",
  {
    id: primaryId(),
    kind: text("kind", { enum: LEAD_KINDS }).notNull(),
    state: text("state", { enum: LEAD_STATES }).notNull().default("active"),
    mergedInto: uuid("merged_into"),
    name: text("name"),
    /** Romanised and in its own script, lower case, and the keys of what it sounds like, for the search box. */
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
    lostNote: text("lost_note"),
    /** What the lead is worth, in hundredths of a dirham: the agreed amount, or what was booked in this run. */
    amountMinor: bigint("amount_minor", { mode: "number" }),
    ownerId: uuid("owner_id").references(() => users.id),
    ownerSince: instant("owner_since"),
    score: integer("score").notNull().default(0),
    band: text("band", { enum: BANDS }).notNull().default("nurture"),
    /** Since when processing is restricted: the lead is kept, and not contacted, scored, routed, pushed or exported. */
    restrictedAt: instant("restricted_at"),
    /** Raised by every write that a reader may have raced; edits and moves are conditional on it. */
    version: integer("version").notNull().default(1),
    /** field → the version at which a person last set it: an edit made on an older view of that field is refused. */
    fieldVersions: jsonb("field_versions").$type<FieldVersions>().notNull().default({}),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.mergedInto], foreignColumns: [t.id] }),
    index("leads_board")
      .on(t.stageId, t.lastActivityAt, t.id)
      .where(sql`state = 'active' and kind = 'lead'`),
    /** The board of one owner, and its lanes. */
    index("leads_board_owner")
      .on(t.ownerId, t.stageId, t.lastActivityAt, t.id)
      .where(sql`state = 'active' and kind = 'lead'`),
    /** What the columns count and add up, read from the index alone. */
    index("leads_board_sums")
      .on(t.stageId, t.ownerId, t.band, t.stageEnteredAt, t.amountMinor)
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
    /** Load of an agent, and the leads that nobody has. The states of the pipeline that end it are not open. */
    index("leads_open_owner")
      .on(t.ownerId, t.id)
      .where(sql`state = 'active' and kind = 'lead' and stage_id not in ('booked', 'lost')`),
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
    /** Names of different people that came with the value: from a few of them on it is shared. */
    names: text("names").array().notNull().default([]),
    firstSeenAt: instant("first_seen_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
  },
  (t) => [
    uniqueIndex("lead_identities_personal")
      .on(t.kind, t.value)
      .where(sql`strength = 'personal'`),
    unique("lead_identities_once_a_lead").on(t.leadId, t.kind, t.value),
    index("lead_identities_value").on(t.kind, t.value),
    /** Email search by any part. */
    index("lead_identities_email_part")
      .using("gin", sql`${t.value} gin_trgm_ops`)
      .where(sql`kind = 'email'`),
    /** Phone search by its tail: "4567" or a number without its country code. */
    index("lead_identities_reversed")
      .on(sql`reverse(value) text_pattern_ops`)
      .where(sql`kind = 'phone'`),
  ],
)
