import { z } from "zod"
import { CHANNELS, DIRECTIONS, TOUCHPOINT_KINDS } from "@/lib/core/channels"
import { BANDS, IDENTITY_STRENGTHS, LEAD_KINDS, STAGE_IDS } from "@/lib/core/lead-states"
import { IDENTITY_KINDS, IDENTITY_SOURCES } from "@/lib/core/lead-event"
import { SCORE_RULE_IDS } from "@/lib/core/scoring/rules"

/** A lead as REST and the screens show it. Names are public and stable. */
const Instant = z.iso.datetime({ offset: true })

export const LeadSummary = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    phones: z.array(z.string()).describe("E.164, oldest first"),
    emails: z.array(z.string()).describe("Canonical form, oldest first"),
    kind: z.enum(LEAD_KINDS),
    stage: z.enum(STAGE_IDS),
    owner: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    score: z.number().int(),
    band: z.enum(BANDS),
    channels: z.array(z.enum(CHANNELS)),
    firstTouchAt: Instant,
    lastActivityAt: Instant,
    restrictedAt: Instant.nullable().describe("Since when processing is restricted: do not contact, score, route or export"),
  })
  .meta({ id: "LeadSummary" })
export type LeadSummary = z.infer<typeof LeadSummary>

export const LeadTouchpoint = z.object({
  id: z.uuid(),
  channel: z.enum(CHANNELS),
  kind: z.enum(TOUCHPOINT_KINDS),
  direction: z.enum(DIRECTIONS),
  occurredAt: Instant,
  text: z.string().nullable(),
  author: z.object({ role: z.string(), name: z.string().nullable() }),
  conversationId: z.uuid().nullable(),
  receipt: z.uuid().nullable(),
  details: z.record(z.string(), z.unknown()),
  attachments: z.array(z.object({ url: z.string(), name: z.string().nullable(), contentType: z.string().nullable() })),
})
export type LeadTouchpoint = z.infer<typeof LeadTouchpoint>

export const LeadDetail = LeadSummary.extend({
  company: z.string().nullable(),
  country: z.string().nullable(),
  vehicle: z.string().nullable(),
  lostReason: z.string().nullable().describe("One of the list of reasons"),
  lostNote: z.string().nullable(),
  amount: z.number().nullable().describe("What the lead is worth in AED: as agreed, or as booked in this run"),
  run: z.number().int().describe("Which run through the pipeline this is"),
  version: z.number().int(),
  identities: z.array(
    z.object({
      kind: z.enum(IDENTITY_KINDS),
      value: z.string(),
      raw: z.string(),
      strength: z.enum(IDENTITY_STRENGTHS),
      source: z.enum(IDENTITY_SOURCES),
      channel: z.string(),
      firstSeenAt: Instant,
      lastSeenAt: Instant,
    }),
  ),
  touchpoints: z.array(LeadTouchpoint).describe("Newest first, at most 200"),
  conversations: z.array(
    z.object({
      id: z.uuid(),
      provider: z.string(),
      externalId: z.string(),
      url: z.string().nullable(),
      messageCount: z.number().int(),
      lastMessageAt: Instant,
    }),
  ),
  crmLinks: z.array(
    z.object({
      provider: z.string(),
      objectType: z.string(),
      externalId: z.string(),
      url: z.string().nullable(),
      syncedAt: Instant.nullable(),
    }),
  ),
  bookings: z.array(
    z.object({
      id: z.string().describe("The rental system's id"),
      status: z.enum(["created", "cancelled", "completed"]),
      amount: z.number().nullable(),
      currency: z.string().nullable(),
      vehicle: z.string().nullable(),
      startsAt: Instant.nullable(),
      endsAt: Instant.nullable(),
    }),
  ),
  scoreParts: z
    .array(z.object({ rule: z.enum(SCORE_RULE_IDS), points: z.number().int(), evidence: z.string().describe("Why, in words") }))
    .describe("What the score is made of; the points add up to it, and it ends at 100"),
  consent: z.array(
    z.object({ given: z.boolean(), givenAt: Instant, textVersion: z.string().nullable(), purpose: z.string(), channel: z.string() }),
  ),
  attribution: z.object({ first: z.record(z.string(), z.unknown()).nullable(), last: z.record(z.string(), z.unknown()).nullable() }),
  fields: z
    .record(
      z.string(),
      z.object({
        value: z.string(),
        trust: z.string(),
        observedAt: Instant,
        channel: z.string().nullable(),
        userId: z.string().nullable(),
      }),
    )
    .describe("Each field with where its value came from"),
  mergedInto: z.uuid().optional().describe("Set when the id you asked for was merged: this is its survivor"),
})
export type LeadDetail = z.infer<typeof LeadDetail>

/** A lead in parts, as the sections of its page read it. */
export type LeadFactViews = Pick<LeadDetail, "identities" | "crmLinks" | "bookings" | "consent" | "attribution">
export type LeadTimeline = Pick<LeadDetail, "touchpoints" | "conversations">
export type LeadHead = Omit<LeadDetail, keyof LeadFactViews | keyof LeadTimeline | "scoreParts">
