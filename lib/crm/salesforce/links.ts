import { readRoles } from "./reads"
import type { Transport } from "./transport"
import { sendCollection } from "./write-rows"
import { chunks } from "./soql"

/** A contact's part in an opportunity is a record of its own, of which nothing forbids a second: those that are there are looked for first. */
export async function associate(transport: Transport, links: readonly { dealId: string; contactId: string }[]): Promise<void> {
  if (links.length === 0) return
  const there = await readRoles(
    transport,
    "OpportunityId",
    links.map(({ dealId }) => dealId),
  )
  const has = (dealId: string, contactId?: string): boolean =>
    there.some((role) => role.dealId === dealId && (contactId === undefined || role.contactId === contactId))
  const missing = links
    .filter(({ dealId, contactId }) => !has(dealId, contactId))
    .map(({ dealId, contactId }) => ({ OpportunityId: dealId, ContactId: contactId, IsPrimary: !has(dealId) }))
  // One end may be gone: the other links stand.
  for (const part of chunks(missing))
    await sendCollection(transport, "roles.create", "/composite/sobjects", "OpportunityContactRole", part, {}, "POST")
}
