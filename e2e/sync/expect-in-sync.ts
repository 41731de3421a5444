import { eq, inArray } from "drizzle-orm"
import { expect } from "vitest"
import { crmActivities, crmExclusions, crmLinks, leads } from "@/db/schema"
import { compareAll } from "@/lib/sync/compare/compare-all"
import { openRun } from "@/lib/sync/connection/sync-run"
import type { SimRecord } from "@/e2e/simulators/hubspot/control/control-client"
import type { SyncBench } from "./sync-bench"

/** Both sides are equal for every lead, without duplicates of a contact, a deal, a timeline entry or an association. */
export async function expectInSync(bench: SyncBench): Promise<void> {
  const run = await openRun(bench.ctx, bench.deps)
  const comparison = await compareAll(run)
  run.provider.close()
  const active = await bench.database.db.select({ id: leads.id, run: leads.run }).from(leads).where(eq(leads.state, "active"))
  const excluded = await bench.database.db.select({ leadId: crmExclusions.leadId }).from(crmExclusions)
  const expected = active.filter(({ id }) => !excluded.some(({ leadId }) => leadId === id))
  expect(comparison.lists).toEqual({ different: [], missingHere: [], missingThere: [] })
  expect(comparison.equal, "leads that both sides agree on").toBe(expected.length)
  const state = await bench.state()
  const contacts = live(state.contacts)
  expectDistinct(contacts, "onelead_lead_id")
  expectDistinct(contacts, "email")
  expectDistinct(live(state.deals), "onelead_deal_id")
  for (const entries of [state.notes, state.calls, state.communications]) expectDistinct(live(entries), "onelead_activity_key")
  const linked = await bench.database.db
    .select()
    .from(crmLinks)
    .where(
      inArray(
        crmLinks.leadId,
        active.map(({ id }) => id),
      ),
    )
  expect(linked.filter(({ objectType }) => objectType === "contact").length).toBe(contacts.length)
  for (const deal of live(state.deals)) expect(deal.associations?.["contacts"]?.results.length, `contacts of deal ${deal.id}`).toBe(1)
  const planned = await bench.database.db.select({ externalId: crmActivities.externalId }).from(crmActivities)
  expect(planned.filter(({ externalId }) => externalId === null).length, "entries planned and never sent").toBe(0)
}

const live = (records: readonly SimRecord[]): SimRecord[] => records.filter(({ archived }) => !archived)

function expectDistinct(records: readonly SimRecord[], property: string): void {
  const values = records.flatMap(({ properties }) => (properties[property] ? [properties[property]] : []))
  expect(
    values.filter((value, at) => values.indexOf(value) !== at),
    `${property} that is there twice`,
  ).toEqual([])
}

/** The writing calls so far. */
export const writesIn = async ({ hubspot }: SyncBench): Promise<number> =>
  (await hubspot.control.log()).filter(({ method, url }) => method === "POST" && /batch\/(update|upsert|create)|merge/.test(url)).length
