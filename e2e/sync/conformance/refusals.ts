import { expect, test } from "vitest"
import { phone } from "@/lib/leads/ingest/sample-events"
import { openRun } from "@/lib/sync/connection/sync-run"
import { refreshSchema } from "@/lib/sync/schema-watch"
import { readLeadSync } from "@/lib/sync/status/lead-sync"
import { readSyncOverview } from "@/lib/sync/status/queries"
import type { Stage } from "./stage"

/** What the CRM does not take is said, and holds up nothing else. */
export function testRefusals({ crm, store, world, person, enquire, synced, there, inStep, edit, expectEqual }: Stage): void {
  test("one bad row of a batch fails alone, with the CRM's reason on the lead, and goes over once it is mended", async () => {
    const { poison } = crm
    const odd = "email" in poison ? [{ kind: "email" as const, raw: poison.email, source: "stated" as const }] : []
    const [first, bad, last] = [await enquire(), await enquire({ identities: [phone(person().mobile), ...odd] }), await enquire()]
    if ("company" in poison) await edit(bad.leadId, { company: poison.company })
    await world().sim("POST", "config", poison.settings ?? {})
    await inStep()
    for (const { leadId } of [first, last]) {
      const { contacts, deals } = await there(leadId)
      expect([contacts.length, deals.length]).toEqual([1, 1])
    }
    const [state] = await readLeadSync(world().ctx, { leadId: bad.leadId })
    const withheld = (state?.links ?? []).flatMap((link) => link.withheld).map(({ why }) => why)
    expect([state?.push?.error ?? "", ...withheld].join("; ")).toContain(poison.why)
    await edit(bad.leadId, { company: "Antidote LLC" })
    await inStep()
    expect((await there(bad.leadId)).contact?.company).toBe("Antidote LLC")
    await expectEqual()
  })

  test.each([
    ["was removed or renamed", false],
    ["became read-only", true],
  ] as const)("a property that %s is named, the rest goes on, and it is made up for afterwards", async (_what, isReadOnly) => {
    if (isReadOnly && crm.lacks?.includes("read-only")) return
    const { leadId, contact, deal } = await synced()
    const vehicle =
      crm.definition.defaultMappings.find(({ field, object }) => field === "vehicle" && object === "deal")?.properties[0] ?? ""
    const vehicleThere = async () => {
      const run = await openRun(world().ctx, world().deps)
      const { records } = await run.provider.readByIds("deal", [deal.id], { properties: [vehicle] })
      run.provider.close()
      return records.get(deal.id)?.values[vehicle] ?? ""
    }
    const drifted = async () => (await readSyncOverview(world().ctx)).drift.map(({ property }) => property)
    await world().fault({ kind: "drift", isReadOnly })
    await edit(leadId, { company: "Goes on LLC", vehicle: "Patrol" })
    await inStep()
    await refreshSchema(world().ctx, world().deps)
    expect(await drifted()).toEqual([vehicle])
    expect((await there(leadId)).contact).toMatchObject({ id: contact.id, company: "Goes on LLC" })
    await edit(leadId, { company: "Still on LLC", vehicle: "Prado" })
    await inStep()
    expect((await there(leadId)).contact?.company).toBe("Still on LLC")
    await world().calm()
    await refreshSchema(world().ctx, world().deps)
    await inStep()
    expect(await drifted()).toEqual([])
    expect(await vehicleThere()).toBe("Prado")
    await expectEqual()
    expect(await store().waiting()).toBe(0)
  })
}
