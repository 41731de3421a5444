import { and, eq, inArray, ne } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import type { Database } from "@/db/client"
import { consents, leadIdentities, leads } from "@/db/schema"
import { consentGate, NOTHING_ALLOWED, purposesOf, regionOf, type ConsentGate } from "@/lib/core/privacy/consent-gate"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting } from "@/lib/platform/settings/setting"

type Reader = Pick<Database, "select">
type ConsentRow = typeof consents.$inferSelect

/**
 * Everything that these people ever said about consent, by lead, and what others who hold the same phone or e-mail have
 * withdrawn for marketing: "stop" is about the number (`consentInForce`).
 */
export async function readStated(db: Reader, leadIds: readonly string[]): Promise<Map<string, ConsentRow[]>> {
  if (leadIds.length === 0) return new Map()
  const ids = [...leadIds]
  const own = await db.select().from(consents).where(inArray(consents.leadId, ids))
  const mine = alias(leadIdentities, "mine")
  const others = alias(leadIdentities, "others")
  const withdrawn = await db
    .select({ consent: consents, leadId: mine.leadId })
    .from(mine)
    .innerJoin(
      others,
      and(eq(others.kind, mine.kind), eq(others.value, mine.value), ne(others.leadId, mine.leadId), ne(others.strength, "weak")),
    )
    .innerJoin(consents, and(eq(consents.leadId, others.leadId), eq(consents.given, false)))
    .where(and(inArray(mine.leadId, ids), inArray(mine.kind, ["phone", "email"]), ne(mine.strength, "weak")))
  const ofNumber = withdrawn
    .filter(({ consent }) => purposesOf(consent.purpose).includes("marketing"))
    .map(({ consent, leadId }) => ({ ...consent, leadId, purpose: "marketing" }))
  return Map.groupBy([...own, ...ofNumber], ({ leadId }) => leadId)
}

/**
 * Other leads with a phone or e-mail of a person who has just withdrawn consent, by the touches that came with it: what may
 * be done with them has changed too.
 */
export async function othersWithdrawn(
  db: Reader,
  { leadIds, touchpointIds }: { leadIds: readonly string[]; touchpointIds: readonly string[] },
): Promise<string[]> {
  if (touchpointIds.length === 0) return []
  const mine = alias(leadIdentities, "mine")
  const others = alias(leadIdentities, "others")
  const rows = await db
    .select({ id: others.leadId })
    .from(consents)
    .innerJoin(mine, and(eq(mine.leadId, consents.leadId), inArray(mine.kind, ["phone", "email"]), ne(mine.strength, "weak")))
    .innerJoin(
      others,
      and(eq(others.kind, mine.kind), eq(others.value, mine.value), ne(others.leadId, mine.leadId), ne(others.strength, "weak")),
    )
    .where(and(inArray(consents.leadId, [...leadIds]), inArray(consents.touchpointId, [...touchpointIds]), eq(consents.given, false)))
  return [...new Set(rows.map(({ id }) => id))]
}

/**
 * What may be done with each of these leads: the gate before every message and every CRM push. Nothing while processing is
 * restricted, otherwise what the rules in force allow.
 */
export async function readConsentGates(db: Reader, leadIds: readonly string[]): Promise<Map<string, ConsentGate>> {
  if (leadIds.length === 0) return new Map()
  const [{ consent: rules }, stated] = [await readSetting(db, PRIVACY), await readStated(db, leadIds)]
  const rows = await db
    .select({ id: leads.id, phones: leads.phones, country: leads.country, restrictedAt: leads.restrictedAt })
    .from(leads)
    .where(inArray(leads.id, [...leadIds]))
  return new Map(
    rows.map(({ id, phones, country, restrictedAt }) => [
      id,
      restrictedAt === null ? consentGate(rules, regionOf(phones[0], country), stated.get(id) ?? []) : NOTHING_ALLOWED,
    ]),
  )
}
