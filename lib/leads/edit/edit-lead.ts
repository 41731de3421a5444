import { and, eq } from "drizzle-orm"
import { z } from "zod"
import { leadFieldValues, leadIdentities, leads } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { normaliseEmail } from "@/lib/core/identity/email"
import { readName } from "@/lib/core/identity/names/person-name"
import { normalisePhone } from "@/lib/core/identity/phone"
import { leadValue } from "@/lib/core/values/lead-values"
import { readReadingFormat } from "@/lib/platform/settings/input-format-setting"
import { LEAD_FIELDS, type LeadField } from "@/lib/core/lead-event"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockKeys } from "@/lib/platform/lock-order"
import { examineLeads } from "@/lib/matching/examine-leads"
import { rebuildProfiles } from "@/lib/matching/rebuild-profiles"
import { requireLeadChange } from "@/lib/platform/permissions"
import { lockLeadOrThrow, type LeadRow } from "@/lib/leads/find-lead"

const FieldValues = z.partialRecord(z.enum(LEAD_FIELDS), z.string().trim().max(2000).nullable())

export const EditLead = z.object({
  leadId: z.uuid(),
  /** The version the editor saw; a change of the same field in between returns `conflict` and is never overwritten. */
  version: z.number().int().optional(),
  /** Field → new value; null or "" clears it, which is an edit like any other. */
  fields: FieldValues.optional(),
  addPhone: z.string().trim().max(200).optional(),
  addEmail: z.string().trim().max(254).optional(),
})
export type EditLead = z.infer<typeof EditLead>

/**
 * A colleague's edit. It outranks every machine for good: it is stored as an observation with trust `person`, so a
 * later form or profile is shown beside it but never replaces it.
 */
export async function editLead(ctx: Ctx, input: EditLead): Promise<LeadRow> {
  const edit = EditLead.parse(input)
  return await changeLeads(ctx, (unit) => applyEdit(unit, edit))
}

async function applyEdit(unit: LeadUnit, { leadId, version, fields = {}, addPhone, addEmail }: EditLead): Promise<LeadRow> {
  const { db: tx } = unit
  const contacts = [...(addPhone ? phoneContacts(addPhone) : []), ...(addEmail ? [emailContact(addEmail)] : [])]
  await lockKeys(
    tx,
    contacts.map(({ kind, value }) => `${kind}:${value}`),
  )
  const lead = await lockLeadOrThrow(tx, leadId)
  requireLeadChange(unit, lead)
  if (version !== undefined && lead.version !== version && touchesChangedField(lead, fields, unit)) {
    throw new AppError("conflict", "Somebody changed this lead meanwhile. Look at the new values and try again.")
  }
  for (const contact of contacts) await addContact(unit, lead, contact)
  const edited = await writeFields(unit, lead, fields)
  if (contacts.length > 0 || fields.name) await lookForDoubles(unit, lead.id)
  return edited
}

/** A new name or contact detail may show that somebody is here already. */
async function lookForDoubles({ db, now }: LeadUnit, leadId: string): Promise<void> {
  const profiles = await rebuildProfiles(db, [leadId])
  await examineLeads(db, profiles, { at: now() })
}

type Contact = { kind: "phone" | "email"; value: string; raw: string; traits: Record<string, unknown> }

/** Every number of the field; other text beside them is left out. */
function phoneContacts(field: string): Contact[] {
  const readings = normalisePhone(field).filter((reading) => reading.ok)
  if (readings.length === 0)
    throw new AppError("invalid", "This is not a phone number we can read.", {
      fields: { phone: "Give it with its country code, e.g. +971 50 123 4567." },
    })
  return readings.map(({ e164, type, country, confidence, raw }) => ({
    kind: "phone",
    value: e164,
    raw,
    traits: { type, country, confidence },
  }))
}

function emailContact(raw: string): Contact {
  const reading = normaliseEmail(raw)
  if (!reading.ok) throw new AppError("invalid", "This is not an e-mail address.", { fields: { email: "Check the address." } })
  return { kind: "email", value: reading.canonical, raw, traits: { disposable: reading.disposable, relay: reading.relay } }
}

async function addContact(unit: LeadUnit, lead: LeadRow, contact: Contact): Promise<void> {
  const { db: tx } = unit
  const [owner] = await tx
    .select({ leadId: leadIdentities.leadId })
    .from(leadIdentities)
    .where(and(eq(leadIdentities.kind, contact.kind), eq(leadIdentities.value, contact.value), eq(leadIdentities.strength, "personal")))
  if (owner && owner.leadId !== lead.id) {
    throw new AppError("conflict", `Another lead already has this ${contact.kind}; compare the two instead.`, {
      fields: { [contact.kind]: owner.leadId },
    })
  }
  if (owner) return
  const at = unit.now()
  await tx
    .insert(leadIdentities)
    .values({
      id: newId(),
      leadId: lead.id,
      ...contact,
      strength: "personal",
      source: "person",
      channel: "manual",
      firstSeenAt: at,
      lastSeenAt: at,
    })
    .onConflictDoUpdate({
      target: [leadIdentities.leadId, leadIdentities.kind, leadIdentities.value],
      set: { strength: "personal", source: "person", lastSeenAt: at },
    })
  const list = contact.kind === "phone" ? "phones" : "emails"
  if (!lead[list].includes(contact.value)) lead[list] = [...lead[list], contact.value]
  await writeAudit(unit, tx, { action: "lead.contact_added", leadId: lead.id, change: { kind: contact.kind, value: contact.value } })
}

/** Whether the values that this edit replaces were changed by another person after the editor looked. */
const touchesChangedField = (lead: LeadRow, fields: Partial<Record<LeadField, string | null>>, ctx: Ctx): boolean =>
  (Object.keys(fields) as LeadField[]).some((field) => {
    const known = lead.provenance[field]
    return known?.trust === "person" && ctx.actor.kind === "user" && known.userId !== ctx.actor.id
  })

const COLUMN_FIELDS = {
  name: "name",
  company: "company",
  country: "country",
  emirate: "emirate",
  language: "language",
  vehicle: "vehicle",
  vehicle_class: "vehicleClass",
} as const

async function writeFields(unit: LeadUnit, lead: LeadRow, fields: Partial<Record<LeadField, string | null>>): Promise<LeadRow> {
  const { db: tx, changes } = unit
  const at = unit.now()
  const format = await readReadingFormat(tx)
  const userId = actorId(unit)
  const provenance = { ...lead.provenance }
  const columns: Partial<Record<(typeof COLUMN_FIELDS)[keyof typeof COLUMN_FIELDS], string | null>> = {}
  const before: Record<string, string | null> = {}
  for (const [field, given] of Object.entries(fields) as [LeadField, string | null][]) {
    const { value } = leadValue(field, given ?? "", format)
    before[field] = lead.provenance[field]?.value ?? null
    provenance[field] = { value, trust: "person", observedAt: at.toISOString(), channel: null, touchpointId: null, userId }
    if (field in COLUMN_FIELDS) columns[COLUMN_FIELDS[field as keyof typeof COLUMN_FIELDS]] = value || null
    await tx
      .insert(leadFieldValues)
      .values({ id: newId(), leadId: lead.id, field, value, trust: "person", channel: null, userId, observedAt: at, createdAt: at })
  }
  const next = { ...lead, ...columns }
  const searchText = [next.name ? readName(next.name).searchText : "", next.company?.toLowerCase() ?? ""].filter(Boolean).join(" ")
  const [row] = await tx
    .update(leads)
    .set({ ...columns, provenance, searchText, phones: lead.phones, emails: lead.emails, version: lead.version + 1, updatedAt: at })
    .where(eq(leads.id, lead.id))
    .returning()
  if (Object.keys(fields).length > 0)
    await writeAudit(unit, tx, { action: "lead.edited", leadId: lead.id, change: { before, after: fields } })
  changes.add({ leadId: lead.id, cause: "edited" })
  return row ?? lead
}
