import { and, desc, eq, gte, inArray, isNull, ne, not, or, sql } from "drizzle-orm"
import { z } from "zod"
import { bookings, leadIdentities, leads, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { VISITOR_IDS } from "@/lib/core/event-trust"
import { normaliseEmail } from "@/lib/core/identity/email"
import { normalisePhone } from "@/lib/core/identity/phone"
import { STAGE_IDS } from "@/lib/core/lead-states"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"
import { recordReads } from "./record-read"

export const FindContext = z
  .object({ phone: z.string().max(100).optional(), email: z.string().max(254).optional() })
  .refine(({ phone, email }) => phone || email, { message: "Give a phone or an email.", path: ["phone"] })

export const LeadContext = z
  .object({
    leadId: z.uuid(),
    name: z.string().nullable(),
    stage: z.enum(STAGE_IDS),
    owner: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    openBooking: z
      .object({ id: z.string(), vehicle: z.string().nullable(), startsAt: z.string().nullable(), endsAt: z.string().nullable() })
      .nullable(),
    lastActivityAt: z.string(),
    vehicle: z.string().nullable(),
  })
  .meta({ id: "LeadContext" })
export type LeadContext = z.infer<typeof LeadContext>

/** Unconfirmed, on a lead with confirmed identities: it must not reveal their data. */
const isPlanted = sql`(${leadIdentities.traits} ? 'unconfirmed' and exists (
  select 1 from lead_identities o where o.lead_id = ${leads.id} and o.strength <> 'weak' and not (o.traits ? 'unconfirmed')
    and o.kind not in (${sql.join(
      VISITOR_IDS.map((kind) => sql`${kind}`),
      sql`, `,
    )})))`

/** What a chatbot should know about a person, in one small answer. Throws `not_found` for unknown people. */
export async function findContext(ctx: Ctx, input: z.infer<typeof FindContext>): Promise<LeadContext> {
  requirePermission(ctx, "context.read")
  const { phone, email } = FindContext.parse(input)
  const phones = phone ? normalisePhone(phone, { vouched: true }).flatMap((reading) => (reading.ok ? [reading.e164] : [])) : []
  if (phones.length > 1) throw new AppError("invalid", "Ask about one number.", { fields: { phone: "These are several numbers." } })
  const mail = email ? normaliseEmail(email) : null
  const byPhone = phones.length > 0 ? and(eq(leadIdentities.kind, "phone"), inArray(leadIdentities.value, phones)) : undefined
  const byEmail = mail?.ok ? and(eq(leadIdentities.kind, "email"), eq(leadIdentities.value, mail.canonical)) : undefined
  const match = or(byPhone, byEmail)
  const [found] = match
    ? await ctx.db
        .select({ lead: leads, ownerName: users.name })
        .from(leadIdentities)
        .innerJoin(leads, and(eq(leads.id, leadIdentities.leadId), eq(leads.state, "active"), isNull(leads.restrictedAt)))
        .leftJoin(users, eq(users.id, leads.ownerId))
        .where(and(match, eq(leadIdentities.strength, "personal"), not(isPlanted)))
        .orderBy(desc(leadIdentities.kind), desc(leads.lastActivityAt))
        .limit(1)
    : []
  if (!found) throw new AppError("not_found", "No lead has this phone or email.")
  const { lead, ownerName } = found
  await recordReads(ctx, [lead.id], "context")
  const [open] = await ctx.db
    .select()
    .from(bookings)
    .where(
      and(
        eq(bookings.leadId, lead.id),
        ne(bookings.status, "cancelled"),
        ne(bookings.status, "completed"),
        or(isNull(bookings.endsAt), gte(bookings.endsAt, ctx.now())),
      ),
    )
    .orderBy(bookings.startsAt)
    .limit(1)
  return {
    leadId: lead.id,
    name: lead.name,
    stage: z.enum(STAGE_IDS).parse(lead.stageId),
    owner: lead.ownerId !== null && ownerName !== null ? { id: lead.ownerId, name: ownerName } : null,
    openBooking: open
      ? {
          id: open.externalId,
          vehicle: open.vehicle,
          startsAt: open.startsAt?.toISOString() ?? null,
          endsAt: open.endsAt?.toISOString() ?? null,
        }
      : null,
    lastActivityAt: lead.lastActivityAt.toISOString(),
    vehicle: lead.vehicle,
  }
}
