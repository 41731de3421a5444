import { asc, desc, eq } from "drizzle-orm"
import { z } from "zod"
import { attributions, bookings, consents, conversations, crmLinks, leadIdentities, leadScores, touchpoints, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { CHANNELS, DIRECTIONS, TOUCHPOINT_KINDS } from "@/lib/core/channels"
import type { ScorePart } from "@/lib/core/scoring/score-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { findLeadOrThrow } from "./find-lead"
import type { Provenance } from "@/lib/core/survivorship"
import type { LeadDetail, LeadFactViews, LeadHead, LeadTimeline, LeadTouchpoint } from "./lead-views"
import { rowView } from "./list-leads"

const TIMELINE_MAX = 200

/** One lead with its touchpoints, bookings and consents. A merged id answers with its survivor and says so. */
export async function getLead(ctx: Ctx, { leadId }: { leadId: string }): Promise<LeadDetail> {
  const head = await readLeadHead(ctx, { leadId })
  const [facts, timeline, [score]] = await Promise.all([
    readLeadFacts(ctx, { leadId: head.id }),
    readLeadTimeline(ctx, { leadId: head.id }),
    ctx.db.select().from(leadScores).where(eq(leadScores.leadId, head.id)).orderBy(desc(leadScores.id)).limit(1),
  ])
  return { ...head, ...facts, ...timeline, scoreParts: (score?.parts ?? []).map(scorePartView) }
}

/** What is in the row of a lead, with its owner's name: two reads by key. Of a merged id it is the survivor. */
export async function readLeadHead(ctx: Ctx, { leadId }: { leadId: string }): Promise<LeadHead> {
  requirePermission(ctx, "lead.read")
  const lead = await findLeadOrThrow(ctx.db, leadId)
  const [owner] = lead.ownerId === null ? [] : await ctx.db.select({ name: users.name }).from(users).where(eq(users.id, lead.ownerId))
  return {
    ...rowView(lead, owner?.name ?? null),
    lostReason: lead.lostReason,
    lostNote: lead.lostNote,
    amount: lead.amountMinor === null ? null : lead.amountMinor / 100,
    run: lead.run,
    version: lead.version,
    fields: fieldsView(lead.provenance),
    ...(lead.id === leadId ? {} : { mergedInto: lead.id }),
  }
}

/** Identities, bookings, consents, sources and CRM records of a lead. */
export async function readLeadFacts(ctx: Ctx, { leadId: id }: { leadId: string }): Promise<LeadFactViews> {
  requirePermission(ctx, "lead.read")
  const [identities, links, booked, agreed, sources] = await Promise.all([
    ctx.db
      .select()
      .from(leadIdentities)
      .where(eq(leadIdentities.leadId, id))
      .orderBy(asc(leadIdentities.firstSeenAt), asc(leadIdentities.id)),
    ctx.db.select().from(crmLinks).where(eq(crmLinks.leadId, id)),
    ctx.db.select().from(bookings).where(eq(bookings.leadId, id)).orderBy(desc(bookings.bookedAt)),
    ctx.db.select().from(consents).where(eq(consents.leadId, id)).orderBy(asc(consents.givenAt)),
    ctx.db.select().from(attributions).where(eq(attributions.leadId, id)).orderBy(asc(attributions.occurredAt)),
  ])
  return {
    identities: identities.map(identityView),
    crmLinks: links.map(crmLinkView),
    bookings: booked.map(bookingView),
    consent: agreed.map(consentView),
    attribution: { first: attributionView(sources[0]), last: attributionView(sources.at(-1)) },
  }
}

/** The newest touchpoints of a lead and its conversations. */
export async function readLeadTimeline(ctx: Ctx, { leadId: id }: { leadId: string }): Promise<LeadTimeline> {
  requirePermission(ctx, "lead.read")
  const [touches, threads] = await Promise.all([
    ctx.db
      .select()
      .from(touchpoints)
      .where(eq(touchpoints.leadId, id))
      .orderBy(desc(touchpoints.occurredAt), desc(touchpoints.id))
      .limit(TIMELINE_MAX),
    ctx.db.select().from(conversations).where(eq(conversations.leadId, id)).orderBy(desc(conversations.lastMessageAt)),
  ])
  return { touchpoints: touches.map(touchpointView), conversations: threads.map(conversationView) }
}

const identityView = (row: typeof leadIdentities.$inferSelect): LeadDetail["identities"][number] => ({
  kind: row.kind,
  value: row.value,
  raw: row.raw,
  strength: row.strength,
  source: row.source,
  channel: row.channel,
  firstSeenAt: row.firstSeenAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
})

const conversationView = (row: typeof conversations.$inferSelect): LeadDetail["conversations"][number] => ({
  id: row.id,
  provider: row.provider,
  externalId: row.externalId,
  url: row.url,
  messageCount: row.messageCount,
  lastMessageAt: row.lastMessageAt.toISOString(),
})

const crmLinkView = (row: typeof crmLinks.$inferSelect): LeadDetail["crmLinks"][number] => ({
  provider: row.provider,
  objectType: row.objectType,
  externalId: row.externalId,
  url: row.url,
  syncedAt: row.syncedAt?.toISOString() ?? null,
})

const bookingView = (row: typeof bookings.$inferSelect): LeadDetail["bookings"][number] => ({
  id: row.externalId,
  status: row.status,
  amount: row.amountMinor === null ? null : row.amountMinor / 100,
  currency: row.currency,
  vehicle: row.vehicle,
  startsAt: row.startsAt?.toISOString() ?? null,
  endsAt: row.endsAt?.toISOString() ?? null,
})

const scorePartView = ({ rule, points, evidence }: ScorePart): LeadDetail["scoreParts"][number] => ({
  rule,
  points,
  evidence: evidence.map(({ text }) => text).join("; "),
})

const consentView = (row: typeof consents.$inferSelect): LeadDetail["consent"][number] => ({
  given: row.given,
  givenAt: row.givenAt.toISOString(),
  textVersion: row.textVersion,
  purpose: row.purpose,
  channel: row.channel,
})

export const touchpointView = (touch: typeof touchpoints.$inferSelect): LeadTouchpoint => ({
  id: touch.id,
  channel: z.enum(CHANNELS).parse(touch.channel),
  kind: z.enum(TOUCHPOINT_KINDS).parse(touch.kind),
  direction: z.enum(DIRECTIONS).parse(touch.direction),
  occurredAt: touch.occurredAt.toISOString(),
  text: touch.text,
  author: { role: touch.authorRole, name: touch.authorName },
  conversationId: touch.conversationId,
  receipt: touch.inboundEventId,
  details: touch.details,
  attachments: touch.attachments,
})

function attributionView(row: typeof attributions.$inferSelect | undefined): Record<string, unknown> | null {
  if (!row) return null
  const { touchpointId, leadId: _leadId, occurredAt, ...said } = row
  const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null))
  return { ...known, touchpointId, occurredAt: occurredAt.toISOString() }
}

const fieldsView = (provenance: Provenance): LeadDetail["fields"] =>
  Object.fromEntries(
    Object.entries(provenance).flatMap(([field, known]) =>
      known
        ? [[field, { value: known.value, trust: known.trust, observedAt: known.observedAt, channel: known.channel, userId: known.userId }]]
        : [],
    ),
  )
