import { asc, desc, eq } from "drizzle-orm"
import { z } from "zod"
import { attributions, bookings, consents, conversations, crmLinks, leadIdentities, leadScores, touchpoints, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { CHANNELS, DIRECTIONS, TOUCHPOINT_KINDS } from "@/lib/core/channels"
import type { ScorePart } from "@/lib/core/scoring/score-lead"
import { requirePermission } from "@/lib/platform/permissions"
import { findLeadOrThrow } from "./find-lead"
import type { Provenance } from "@/lib/core/survivorship"
import type { LeadDetail, LeadTouchpoint } from "./lead-views"
import { rowView } from "./list-leads"

const TIMELINE_MAX = 200

/** One lead with its touchpoints, bookings and consents. A merged id answers with its survivor and says so. */
export async function getLead(ctx: Ctx, { leadId }: { leadId: string }): Promise<LeadDetail> {
  requirePermission(ctx, "lead.read")
  const lead = await findLeadOrThrow(ctx.db, leadId)
  const id = lead.id
  const [owner, identities, touches, threads, links, booked, agreed, sources, scores] = await Promise.all([
    lead.ownerId === null ? [] : ctx.db.select({ name: users.name }).from(users).where(eq(users.id, lead.ownerId)),
    ctx.db
      .select()
      .from(leadIdentities)
      .where(eq(leadIdentities.leadId, id))
      .orderBy(asc(leadIdentities.firstSeenAt), asc(leadIdentities.id)),
    ctx.db
      .select()
      .from(touchpoints)
      .where(eq(touchpoints.leadId, id))
      .orderBy(desc(touchpoints.occurredAt), desc(touchpoints.id))
      .limit(TIMELINE_MAX),
    ctx.db.select().from(conversations).where(eq(conversations.leadId, id)).orderBy(desc(conversations.lastMessageAt)),
    ctx.db.select().from(crmLinks).where(eq(crmLinks.leadId, id)),
    ctx.db.select().from(bookings).where(eq(bookings.leadId, id)).orderBy(desc(bookings.bookedAt)),
    ctx.db.select().from(consents).where(eq(consents.leadId, id)).orderBy(asc(consents.givenAt)),
    ctx.db.select().from(attributions).where(eq(attributions.leadId, id)).orderBy(asc(attributions.occurredAt)),
    ctx.db.select().from(leadScores).where(eq(leadScores.leadId, id)).orderBy(desc(leadScores.id)).limit(1),
  ])
  return {
    ...rowView(lead, owner[0]?.name ?? null),
    lostReason: lead.lostReason,
    lostNote: lead.lostNote,
    amount: lead.amountMinor === null ? null : lead.amountMinor / 100,
    run: lead.run,
    version: lead.version,
    identities: identities.map(identityView),
    touchpoints: touches.map(touchpointView),
    conversations: threads.map(conversationView),
    crmLinks: links.map(crmLinkView),
    bookings: booked.map(bookingView),
    scoreParts: (scores[0]?.parts ?? []).map(scorePartView),
    consent: agreed.map(consentView),
    attribution: { first: attributionView(sources[0]), last: attributionView(sources.at(-1)) },
    fields: fieldsView(lead.provenance),
    ...(id === leadId ? {} : { mergedInto: id }),
  }
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
