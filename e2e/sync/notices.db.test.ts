import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { crmInbox, leads } from "@/db/schema"
import { DAY_MS } from "@/lib/core/time"
import { email, named, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { subscribe } from "@/lib/sync/inbox/subscribe"
import type { SimulatedCrm } from "./crms/simulated-crm"
import { simulatedClose } from "./crms/close"
import { simulatedPipedrive } from "./crms/pipedrive"
import { simulatedZoho } from "./crms/zoho"
import { openStore, type CrmWorld, type Store } from "./simulated-world"

/** CRMs that tell of changes at an address with the connection's key in it. */
const CRMS: SimulatedCrm[] = [simulatedZoho, simulatedPipedrive, simulatedClose]

describe.each(CRMS.map((crm) => [crm.definition.label, crm] as const))("notices of %s", (_label, crm) => {
  let store: Store
  let world: CrmWorld
  beforeAll(async () => {
    store = await openStore()
    world = await store.connect(crm)
  })
  afterAll(() => store.close())

  let serial = 0
  async function synced() {
    serial += 1
    const identities = [email(`told.${serial}@mail.example`)]
    const leadId = await store.ingest(sampleEvent({ identities, fields: [named("Huda Karim")], at: "2026-08-30T08:00:00Z" }))
    await store.settle()
    await world.hear()
    await store.settle()
    const contact = (await world.contacts()).find((one) => one.leadId === leadId)
    const companyHere = async () => (await store.database.db.select().from(leads).where(eq(leads.id, leadId)))[0]?.provenance.company?.value
    return { contactId: contact?.id ?? "", companyHere }
  }

  test("bring a change over before anybody asks for it", async () => {
    const { contactId, companyHere } = await synced()
    await store.advance(5_000)
    await world.editContact(contactId, { company: "Told LLC" })
    await world.hearNotices()
    await store.settle()
    expect(await companyHere()).toBe("Told LLC")
  })

  test("go on for as long as they are asked for, and are asked for twice without being told twice", async () => {
    const { contactId, companyHere } = await synced()
    for (let day = 0; day < 9; day += 1) {
      await store.advance(DAY_MS)
      await subscribe(world.ctx, world.deps, world.noticeAddress ?? "")
    }
    const before = (await world.sim("GET", "webhooks")) as unknown as unknown[]
    await subscribe(world.ctx, world.deps, world.noticeAddress ?? "")
    expect(await world.sim("GET", "webhooks")).toHaveLength(before.length)
    await world.editContact(contactId, { company: "Still told LLC" })
    await world.hearNotices()
    await store.settle()
    expect(await companyHere()).toBe("Still told LLC")
  })

  test("are refused without the key of a connection", async () => {
    const address = new URL(world.noticeAddress ?? "")
    address.searchParams.set("key", "a-made-up-key")
    const { status } = await fetch(address, { method: "POST", body: "{}" })
    expect(status).toBe(404)
  })

  test("that cannot be read lead to no record", async () => {
    const waiting = () => store.database.db.select().from(crmInbox).where(eq(crmInbox.state, "pending"))
    const before = (await waiting()).length
    for (const body of ["", "{}", "[]", "not JSON"])
      expect((await fetch(world.noticeAddress ?? "", { method: "POST", body })).status).toBe(200)
    await world.hearNotices()
    expect((await waiting()).length).toBe(before)
  })
})
