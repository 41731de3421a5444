import { and, eq, sql } from "drizzle-orm"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { leadFieldValues, leadIdentities } from "@/db/schema"
import { changeLeads, type LeadUnit } from "@/lib/platform/change/change-leads"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { normaliseEmail } from "@/lib/core/identity/email"
import { leadValue } from "@/lib/core/values/lead-values"
import { readReadingFormat } from "@/lib/platform/settings/input-format-setting"
import { LEAD_FIELDS, type LeadField } from "@/lib/core/lead-event"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { lockKeys } from "@/lib/platform/lock-order"
import { examineLeads } from "@/lib/matching/examine-leads"
import { requireLeadChange } from "@/lib/platform/permissions"
import { lockLeadOrThrow, type LeadRow } from "@/lib/leads/find-lead"
import { readTypedPhones } from "@/lib/leads/known-lines"
import { reprojectLead } from "./reproject-lead"

const FieldValues = z.partialRecord(z.enum(LEAD_FIELDS), z.string().trim().max(2000).nullable())

export const EditLead = z.object({
  leadId: z.uuid(),
  /** The version the editor saw: `conflict` when another person has set one of the same fields since. */
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
  const contacts = [...(addPhone ? await phoneContacts(tx, addPhone) : []), ...(addEmail ? [emailContact(addEmail)] : [])]
  await lockKeys(
    tx,
    contacts.map(({ kind, value }) => `${kind}:${value}`),
  )
  const known = await lockLeadOrThrow(tx, leadId)
  requireLeadChange(unit, known)
  if (version !== undefined) requireUnchanged(unit, known, fields, version)
  for (const contact of contacts) await addContact(unit, known.id, contact)
  await writeFields(unit, known, fields)
  const edited = await reprojectLead(tx, known.id, unit.now())
  if (!edited) throw new AppError("not_found", "There is no such lead.")
  // A new name or contact detail may show that this person is here already.
  if (contacts.length > 0 || fields.name) await examineLeads(tx, edited.profiles, { at: unit.now() })
  unit.changes.add({ leadId: known.id, cause: "edited" })
  return edited.lead
}

type Fields = z.infer<typeof FieldValues>

/** Refuses to replace a value that another person set after the editor had looked. */
function requireUnchanged({ actor }: Ctx, lead: LeadRow, fields: Fields, version: number): void {
  const isOwn = (field: LeadField): boolean => actor.kind === "user" && lead.provenance[field]?.userId === actor.id
  const changed = (Object.keys(fields) as LeadField[]).filter((field) => (lead.fieldVersions[field] ?? 0) > version && !isOwn(field))
  if (changed.length === 0) return
  throw new AppError("conflict", "A colleague changed this lead meanwhile. Look at the new values and try again.", {
    fields: Object.fromEntries(changed.map((field) => [field, "Changed by a colleague after you opened the lead."])),
  })
}

type Contact = { kind: "phone" | "email"; value: string; raw: string; traits: Record<string, unknown> }

/** Every number of the field; other text beside them is left out. */
async function phoneContacts(tx: Transaction, field: string): Promise<Contact[]> {
  const readings = (await readTypedPhones(tx, field)).filter((reading) => reading.ok)
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
  if (!reading.ok) throw new AppError("invalid", "This is not an email address.", { fields: { email: "Check the address." } })
  return { kind: "email", value: reading.canonical, raw, traits: { disposable: reading.disposable, relay: reading.relay } }
}

async function addContact(unit: LeadUnit, leadId: string, contact: Contact): Promise<void> {
  const { db: tx } = unit
  const [owner] = await tx
    .select({ leadId: leadIdentities.leadId })
    .from(leadIdentities)
    .where(and(eq(leadIdentities.kind, contact.kind), eq(leadIdentities.value, contact.value), eq(leadIdentities.strength, "personal")))
  if (owner && owner.leadId !== leadId) {
    throw new AppError("conflict", `Another lead already has this ${contact.kind}; compare the two instead.`, {
      fields: { [contact.kind]: owner.leadId },
    })
  }
  const at = unit.now()
  const id = newId()
  const [row] = await tx
    .insert(leadIdentities)
    .values({
      id,
      leadId,
      ...contact,
      strength: "personal",
      source: "person",
      channel: "manual",
      firstSeenAt: at,
      lastSeenAt: at,
    })
    .onConflictDoUpdate({
      target: [leadIdentities.leadId, leadIdentities.kind, leadIdentities.value],
      set: { strength: "personal", source: "person", lastSeenAt: at, traits: sql`${leadIdentities.traits} - 'unconfirmed' - 'retiredAt'` },
    })
    .returning({ id: leadIdentities.id })
  const action = row?.id === id ? "lead.contact_added" : "lead.contact_confirmed"
  await writeAudit(unit, tx, { action, leadId, change: { kind: contact.kind, value: contact.value } })
}

/** Stores each value as an observation that is newer than any person's before it. */
async function writeFields(unit: LeadUnit, lead: LeadRow, fields: Fields): Promise<void> {
  const { db: tx } = unit
  const format = await readReadingFormat(tx)
  const before: Record<string, string | null> = {}
  for (const [field, given] of Object.entries(fields) as [LeadField, string | null][]) {
    const known = lead.provenance[field]
    before[field] = known?.value ?? null
    const createdAt = unit.now()
    const observedAt = known?.trust === "person" ? new Date(Math.max(+createdAt, Date.parse(known.observedAt) + 1)) : createdAt
    const { value } = leadValue(field, given ?? "", format)
    await tx
      .insert(leadFieldValues)
      .values({ id: newId(), leadId: lead.id, field, value, trust: "person", channel: null, userId: actorId(unit), observedAt, createdAt })
  }
  if (Object.keys(fields).length > 0)
    await writeAudit(unit, tx, { action: "lead.edited", leadId: lead.id, change: { before, after: fields } })
}
