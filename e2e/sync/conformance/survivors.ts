import { expect, test } from "vitest"
import { crmAliases, crmLinks } from "@/db/schema"
import { eq } from "drizzle-orm"
import type { Stage } from "./stage"

/** A contact that is merged there into one that is unknown here: the survivor is the lead's own from then on. */
export function testSurvivors({ crm, store, world, synced, there, inStep, lead, edit, expectEqual }: Stage): void {
  let serial = 0
  const lacksMerge = crm.lacks?.includes("merge") ?? false

  /** Somebody whom only the CRM knows takes over the contact of a lead. */
  async function takenOver(hearsBetween: boolean) {
    const { leadId, contact } = await synced()
    serial += 1
    const id = await world().createContact({ name: "Hala Nasser", email: `survivor.${serial}@mail.example` })
    if (hearsBetween) await inStep()
    await world().mergeContacts(id, contact.id)
    const before = (await world().contacts()).length
    await inStep()
    // Where the survivor had come in already, its lead may be the one that goes on.
    return { leadId: (await lead(leadId))?.mergedInto ?? leadId, loser: contact.id, before }
  }

  test.skipIf(lacksMerge).each([
    ["before anything was heard of either", false],
    ["after the survivor came in by itself", true],
  ])("a contact that is merged there into a stranger leads to the survivor, %s", async (_when, hearsBetween) => {
    const { leadId, loser, before } = await takenOver(hearsBetween)
    expect((await world().contacts()).length).toBe(before)
    const { contacts } = await there(leadId)
    expect(contacts).toHaveLength(1)
    const links = await store().database.db.select().from(crmLinks).where(eq(crmLinks.leadId, leadId))
    expect(links.filter(({ objectType }) => objectType === "contact").map(({ externalId }) => externalId)).toEqual([contacts[0]?.id])
    const aliases = await store().database.db.select().from(crmAliases).where(eq(crmAliases.externalId, loser))
    if (contacts[0]?.id !== loser) expect(aliases).toMatchObject([{ intoId: contacts[0]?.id }])
    await edit(leadId, { company: "After the merge" })
    await inStep()
    expect((await there(leadId)).contact?.company).toBe("After the merge")
    expect((await world().contacts()).length).toBe(before)
    await expectEqual()
  })
}
