import { and, desc, eq, inArray, or } from "drizzle-orm"
import { z } from "zod"
import { leadIdentities, leads, users } from "@/db/schema"
import { normaliseEmails } from "@/lib/core/identity/email"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { readTypedPhones } from "./known-lines"

export const PreviewContacts = z.object({ phone: z.string().max(200).optional(), email: z.string().max(254).optional() })

type KnownLead = {
  id: string
  name: string | null
  stage: StageId
  owner: string | null
  by: "phone" | "email"
  /** Whether a new event with this contact detail joins the lead; a shared line or mailbox only suggests it. */
  joins: boolean
}

export type ContactPreview = {
  /** E.164 numbers of the field; empty when it holds no phone number. */
  phones: string[]
  emails: string[]
  /** Leads that have one of them, the one that would be joined first. */
  known: KnownLead[]
}

const KNOWN_MAX = 3

/** A preview while contact details are typed: how they are read, and which leads have them already. */
export async function previewContacts(ctx: Ctx, input: z.infer<typeof PreviewContacts>): Promise<ContactPreview> {
  requirePermission(ctx, "lead.read")
  const { phone = "", email = "" } = PreviewContacts.parse(input)
  const phones = (await readTypedPhones(ctx.db, phone)).flatMap((reading) => (reading.ok ? [reading.e164] : []))
  const emails = email.trim() === "" ? [] : normaliseEmails(email).flatMap((reading) => (reading.ok ? [reading.canonical] : []))
  const byPhone = phones.length > 0 ? and(eq(leadIdentities.kind, "phone"), inArray(leadIdentities.value, phones)) : undefined
  const byEmail = emails.length > 0 ? and(eq(leadIdentities.kind, "email"), inArray(leadIdentities.value, emails)) : undefined
  const match = or(byPhone, byEmail)
  if (!match) return { phones, emails, known: [] }
  const rows = await ctx.db
    .select({ lead: leads, owner: users.name, kind: leadIdentities.kind, strength: leadIdentities.strength })
    .from(leadIdentities)
    .innerJoin(leads, and(eq(leads.id, leadIdentities.leadId), eq(leads.state, "active")))
    .leftJoin(users, eq(users.id, leads.ownerId))
    .where(and(match, inArray(leadIdentities.strength, ["personal", "shared"])))
    .orderBy(desc(eq(leadIdentities.strength, "personal")), desc(leadIdentities.kind), desc(leads.lastActivityAt))
    .limit(20)
  const known = new Map<string, KnownLead>()
  for (const { lead, owner, kind, strength } of rows) {
    if (known.has(lead.id)) continue
    const by = kind === "phone" ? "phone" : "email"
    known.set(lead.id, {
      id: lead.id,
      name: lead.name,
      stage: z.enum(STAGE_IDS).parse(lead.stageId),
      owner,
      by,
      joins: strength === "personal",
    })
  }
  return { phones, emails, known: [...known.values()].slice(0, KNOWN_MAX) }
}
