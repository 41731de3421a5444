import { sql, type SQL } from "drizzle-orm"
import { z } from "zod"
import type { PlaceholderValues } from "@/lib/core/nurture/placeholders"

/**
 * Where lead `l` is reached, and what is known of it for a text; `u` is its owner. A person's own address comes before
 * a shared one, and WhatsApp does not ring on a fixed line.
 */
export const RECIPIENT: SQL = sql`l.name, l.vehicle, l.company, u.name as agent,
  (select i.value from lead_identities i where i.lead_id = l.id and i.kind = 'email' and i.strength <> 'weak'
    order by i.strength = 'personal' desc, i.first_seen_at, i.id limit 1) as email,
  (select i.value from lead_identities i where i.lead_id = l.id and i.kind = 'phone' and i.strength <> 'weak'
    and coalesce(i.traits->>'type', '') not in ('fixed', 'toll_free', 'uan') order by i.strength = 'personal' desc, i.first_seen_at, i.id limit 1) as phone`

export const RecipientRow = z.object({
  name: z.string().nullable(),
  vehicle: z.string().nullable(),
  company: z.string().nullable(),
  agent: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
})

export const valuesOf = ({ name, vehicle, company, agent }: z.infer<typeof RecipientRow>): PlaceholderValues => ({
  name,
  vehicle,
  company,
  agent,
})
