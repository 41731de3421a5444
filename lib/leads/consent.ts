import { inArray } from "drizzle-orm"
import type { Database } from "@/db/client"
import { consents, leads } from "@/db/schema"
import { isAllowed, PURPOSES, regionOf, type Purpose, type StatedConsent } from "@/lib/core/privacy/consent-gate"
import { PRIVACY } from "@/lib/platform/settings/privacy-setting"
import { readSetting } from "@/lib/platform/settings/setting"

type Reader = Pick<Database, "select">

/** Everything that these people ever said about consent, by lead. */
export async function readStated(db: Reader, leadIds: readonly string[]): Promise<Map<string, StatedConsent[]>> {
  if (leadIds.length === 0) return new Map()
  const rows = await db
    .select()
    .from(consents)
    .where(inArray(consents.leadId, [...leadIds]))
  return Map.groupBy(rows, ({ leadId }) => leadId)
}

/** What may be done with each of these leads, by the rules in force: the gate before every message and every CRM push. */
export async function readConsentGates(db: Reader, leadIds: readonly string[]): Promise<Map<string, Record<Purpose, boolean>>> {
  if (leadIds.length === 0) return new Map()
  const [{ consent: rules }, stated] = [await readSetting(db, PRIVACY), await readStated(db, leadIds)]
  const rows = await db
    .select({ id: leads.id, phones: leads.phones, country: leads.country })
    .from(leads)
    .where(inArray(leads.id, [...leadIds]))
  return new Map(
    rows.map(({ id, phones, country }) => {
      const region = regionOf(phones[0], country)
      const gate = PURPOSES.map((purpose) => [purpose, isAllowed(rules, purpose, region, stated.get(id) ?? [])] as const)
      return [id, Object.fromEntries(gate) as Record<Purpose, boolean>]
    }),
  )
}
