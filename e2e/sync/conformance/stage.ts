import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect } from "vitest"
import { leads } from "@/db/schema"
import type { SimulatedCrm } from "@/e2e/sync/crms/simulated-crm"
import { openStore, type CrmWorld, type Store } from "@/e2e/sync/simulated-world"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { compareAll } from "@/lib/sync/compare/compare-all"
import { openRun } from "@/lib/sync/connection/sync-run"
import { syncOnce } from "@/lib/sync/sync-once"

/** A store and one CRM for the tests of a suite, in step and without trouble before each of them. */
export type Stage = ReturnType<typeof setStage>

type Given = Parameters<typeof sampleEvent>[0]

export function setStage(crm: SimulatedCrm) {
  let store: Store
  let world: CrmWorld
  let serial = 0
  beforeAll(async () => {
    store = await openStore()
    world = await store.connect(crm)
  })
  afterAll(() => store.close())
  beforeEach(async () => {
    await world.calm()
    await inStep()
  })

  function person(given: Given = {}) {
    serial += 1
    const [mobile, mail] = [`+9715054${String(10_000 + serial)}`, `conform.${serial}@mail.example`]
    const identities = [phone(mobile), email(mail)]
    return { mobile, mail, event: sampleEvent({ identities, fields: [named("Huda Karim")], at: "2026-08-30T08:00:00Z", ...given }) }
  }
  /** What is known on either side has been told to the other. */
  async function inStep(): Promise<void> {
    await store.settle()
    await world.hear()
    await store.settle()
  }
  async function there(leadId: string) {
    const contacts = (await world.contacts()).filter((one) => one.leadId === leadId)
    const deals = (await world.deals()).filter((one) => one.leadId === leadId)
    return { contacts, deals, contact: contacts[0], deal: deals[0] }
  }
  const enquire = async (given: Given = {}) => {
    const { event, ...known } = person(given)
    return { ...known, leadId: await store.ingest(event) }
  }
  return {
    crm,
    store: () => store,
    world: () => world,
    person,
    inStep,
    there,
    /** Somebody new here, of whom the CRM does not know yet. */
    enquire,
    /** Somebody with a contact and a deal there. */
    synced: async (given: Given = {}) => {
      const lead = await enquire(given)
      await inStep()
      const { contacts, deals } = await there(lead.leadId)
      const [contact, deal] = [contacts[0], deals[0]]
      if (!contact || !deal) throw new Error("the lead did not go over")
      return { ...lead, contacts, deals, contact, deal }
    },
    lead: async (id: string) => (await store.database.db.select().from(leads).where(eq(leads.id, id)))[0],
    edit: async (leadId: string, fields: { company?: string; vehicle?: string }) => void (await editLead(world.ctx, { leadId, fields })),
    /** A few turns, without waiting for anything. */
    someTurns: async () => {
      for (let turn = 0; turn < 4; turn += 1) await syncOnce(world.ctx, world.deps)
    },
    expectEqual: async () => {
      const run = await openRun(world.ctx, world.deps)
      const { lists } = await compareAll(run)
      run.provider.close()
      expect(lists).toEqual({ different: [], missingHere: [], missingThere: [] })
    },
  }
}
