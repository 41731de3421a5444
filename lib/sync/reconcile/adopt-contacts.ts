import { normaliseEmail } from "@/lib/core/identity/email"
import { normalisePhone } from "@/lib/core/identity/phone"
import { recordCountries } from "@/lib/core/sync/crm-phones"
import type { CrmRecord } from "@/lib/crm/provider"
import { holdersOf } from "./links"
import type { SyncItem } from "./sync-item"
import { readProperties, type SyncRun } from "@/lib/sync/connection/sync-run"

/**
 * A lead without a link may be in the CRM all the same: because we put it there and never heard back, or because a colleague
 * knows the person in the CRM already. Such a contact is adopted, never doubled. An address decides before a number, and the
 * oldest record before a younger one; a record that stands for another lead is left alone.
 */
export async function adoptContacts(run: SyncRun, items: readonly SyncItem[]): Promise<void> {
  const unlinked = items.filter(({ contact }) => contact === null)
  if (unlinked.length === 0) return
  const shape = { properties: readProperties(run, "contact") }
  const ours = await run.provider.readByKeys(
    "contact",
    unlinked.map(({ lead }) => lead.id),
    shape,
  )
  for (const item of unlinked) item.contactRecord = ours.get(item.lead.id) ?? null
  const strangers = unlinked.filter(({ contactRecord }) => contactRecord === null)
  const people = {
    emails: [...new Set(strangers.flatMap(({ lead }) => lead.emails))],
    phones: [...new Set(strangers.flatMap(({ lead }) => lead.phones))],
  }
  if (people.emails.length + people.phones.length === 0) return
  const candidates = await run.provider.findContacts(people, shape)
  const holders = await holdersOf(
    run.ctx.db,
    run.ctx.crm,
    "contact",
    candidates.map(({ id }) => id),
  )
  const free = candidates
    .filter(({ id, key }) => !holders.has(id) && key === null)
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
  const taken = new Set<string>()
  for (const item of strangers) {
    const isFree = ({ id }: CrmRecord) => !taken.has(id)
    const match =
      free.find((record) => isFree(record) && emailsOf(record).some((email) => item.lead.emails.includes(email))) ??
      free.find(
        (record) =>
          isFree(record) && phonesOf(record, recordCountries(run.mappings, record)).some((phone) => item.lead.phones.includes(phone)),
      )
    if (!match) continue
    taken.add(match.id)
    item.contactRecord = match
  }
}

export const emailsOf = ({ emails }: Pick<CrmRecord, "emails">): string[] =>
  emails.flatMap((raw) => {
    const reading = normaliseEmail(raw)
    return reading.ok ? [reading.canonical] : []
  })

export const phonesOf = ({ phones }: Pick<CrmRecord, "phones">, countries: readonly string[]): string[] =>
  phones.flatMap((raw) => normalisePhone(raw, { countries, vouched: true }).flatMap((reading) => (reading.ok ? [reading.e164] : [])))
