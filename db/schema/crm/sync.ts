import { sql } from "drizzle-orm"
import { boolean, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core"
import { ERROR_CLASSES } from "@/lib/core/sync/refusals"
import { instant, primaryId } from "@/db/schema/columns"
import { leads } from "@/db/schema/leads"
import { users } from "@/db/schema/team"

/**
 * Leads that a connected CRM has to hear about: one row a lead and kind, whatever happened and how often. A change raises
 * `version`; a push that ends at the version it began with is done, any other goes round again. A leased row belongs to
 * whoever holds its token until the deadline; results count only while the token does.
 */
export const crmOutbox = pgTable(
  "crm_outbox",
  {
    id: primaryId(),
    provider: text("provider").notNull(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    kind: text("kind", { enum: ["lead", "activity"] }).notNull(),
    state: text("state", { enum: ["pending", "leased", "parked", "done", "dead"] }).notNull(),
    version: integer("version").notNull().default(1),
    /** Something changed over there: the record is read even if nothing changed here. */
    pull: boolean("pull").notNull().default(false),
    /** 0 before 1 before 2: a new lead or a stage before an edit before a transcript. */
    priority: integer("priority").notNull().default(1),
    notBefore: instant("not_before").notNull(),
    attempts: integer("attempts").notNull().default(0),
    leaseToken: uuid("lease_token"),
    leaseUntil: instant("lease_until"),
    errorClass: text("error_class", { enum: ERROR_CLASSES }),
    error: text("error"),
    /** Since when the CRM has been behind. */
    dirtyAt: instant("dirty_at").notNull(),
    doneAt: instant("done_at"),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    unique("crm_outbox_lead").on(t.provider, t.leadId, t.kind),
    index("crm_outbox_lead_id").on(t.leadId),
    index("crm_outbox_waiting")
      .on(t.provider, t.kind, t.priority, t.notBefore)
      .where(sql`state = 'pending'`),
    index("crm_outbox_leased")
      .on(t.leaseUntil)
      .where(sql`state = 'leased'`),
    index("crm_outbox_troubled")
      .on(t.provider, t.state, t.errorClass)
      .where(sql`state in ('parked', 'dead') or attempts > 0`),
  ],
)

/** Records of a CRM that somebody over there touched, one row a record: what to read and take over. */
export const crmInbox = pgTable(
  "crm_inbox",
  {
    id: primaryId(),
    provider: text("provider").notNull(),
    objectType: text("object_type").notNull(),
    externalId: text("external_id").notNull(),
    state: text("state", { enum: ["pending", "leased", "done", "dead"] }).notNull(),
    version: integer("version").notNull().default(1),
    /** The weightiest thing said of it: `privacy` outlives a later `changed`. */
    change: text("change", { enum: ["changed", "deleted", "privacy", "merged"] }).notNull(),
    notBefore: instant("not_before").notNull(),
    attempts: integer("attempts").notNull().default(0),
    leaseToken: uuid("lease_token"),
    leaseUntil: instant("lease_until"),
    error: text("error"),
    inboundEventId: uuid("inbound_event_id"),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    unique("crm_inbox_record").on(t.provider, t.objectType, t.externalId),
    index("crm_inbox_waiting")
      .on(t.provider, t.notBefore)
      .where(sql`state in ('pending', 'leased')`),
  ],
)

/** Which touch is part of which entry on the CRM's timeline; written before the entry is sent, so that a repeat is the same entry. */
export const crmActivities = pgTable(
  "crm_activities",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    provider: text("provider").notNull(),
    touchpointId: uuid("touchpoint_id").notNull(),
    activityKey: text("activity_key").notNull(),
    objectType: text("object_type").notNull(),
    externalId: text("external_id"),
    at: instant("at").notNull(),
  },
  (t) => [unique("crm_activities_touch").on(t.provider, t.touchpointId), index("crm_activities_lead").on(t.leadId)],
)

/** Leads that are kept out of a CRM, each with why: deleted there, erased, no longer kept, or by a person's wish. */
export const crmExclusions = pgTable(
  "crm_exclusions",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    provider: text("provider").notNull(),
    reason: text("reason", { enum: ["deleted_there", "privacy", "expired", "by_hand"] }).notNull(),
    /** The contact it had there: news of it may still come. */
    externalId: text("external_id"),
    at: instant("at").notNull(),
  },
  (t) => [index("crm_exclusions_lead").on(t.leadId), index("crm_exclusions_record").on(t.provider, t.externalId)],
)

/** Both sides changed one value: who won by which rule, and what the other had said. */
export const crmConflicts = pgTable(
  "crm_conflicts",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    provider: text("provider").notNull(),
    objectType: text("object_type").notNull(),
    property: text("property").notNull(),
    base: text("base"),
    ours: text("ours"),
    theirs: text("theirs"),
    winner: text("winner", { enum: ["ours", "theirs"] }).notNull(),
    rule: text("rule").notNull(),
    at: instant("at").notNull(),
    /** When a person looked at it and kept the winner, or took the loser after all. */
    settledAt: instant("settled_at"),
    settledBy: uuid("settled_by").references(() => users.id),
    settledFor: text("settled_for", { enum: ["ours", "theirs"] }),
  },
  (t) => [index("crm_conflicts_lead").on(t.leadId, t.at), index("crm_conflicts_when").on(t.at)],
)

/**
 * Creates that were sent to a CRM that cannot find a record by our key as it writes. Until the link is kept, the record
 * may be there or not: it is looked for, and never made twice.
 */
export const crmIntents = pgTable(
  "crm_intents",
  {
    id: primaryId(),
    leadId: uuid("lead_id")
      .notNull()
      .references(() => leads.id),
    provider: text("provider").notNull(),
    objectType: text("object_type").notNull(),
    key: text("key").notNull(),
    sentAt: instant("sent_at").notNull(),
  },
  (t) => [unique("crm_intents_key").on(t.provider, t.objectType, t.key), index("crm_intents_lead").on(t.leadId)],
)

/** How far a scan has come. */
export const crmCursors = pgTable(
  "crm_cursors",
  {
    id: primaryId(),
    provider: text("provider").notNull(),
    name: text("name").notNull(),
    value: jsonb("value").$type<Record<string, unknown>>().notNull(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [unique("crm_cursors_name").on(t.provider, t.name)],
)

/** One comparison of everything with everything. */
export const crmAgreements = pgTable(
  "crm_agreements",
  {
    id: primaryId(),
    provider: text("provider").notNull(),
    at: instant("at").notNull(),
    equal: integer("equal").notNull(),
    different: integer("different").notNull(),
    missingHere: integer("missing_here").notNull(),
    missingThere: integer("missing_there").notNull(),
    /** The first of each list, to look at and to repair. */
    lists: jsonb("lists").$type<ComparisonLists>().notNull(),
  },
  (t) => [index("crm_agreements_when").on(t.provider, t.at)],
)
export type ComparisonLists = {
  different: { leadId: string; externalId: string; property: string; ours: string; theirs: string }[]
  missingHere: { externalId: string; name: string }[]
  missingThere: { leadId: string }[]
}
