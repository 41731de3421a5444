import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { crmInbox, leads } from "@/db/schema"
import { DAY_MS } from "@/lib/core/time"
import { email, named, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { subscribe } from "@/lib/sync/inbox/subscribe"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { simulatedDynamics } from "./crms/dynamics"
import type { SimulatedCrm } from "./crms/simulated-crm"
import { simulatedClose } from "./crms/close"
import { simulatedPipedrive } from "./crms/pipedrive"
import { simulatedZoho } from "./crms/zoho"
import { openStore, type CrmWorld, type Store } from "./simulated-world"

/** CRMs that tell of changes with the connection's key, in the address or in a header. */
const CRMS: SimulatedCrm[] = [simulatedZoho, simulatedPipedrive, simulatedClose, simulatedDynamics]

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
    return { leadId, contactId: contact?.id ?? "", companyHere }
  }
  const waiting = async () => (await store.database.db.select().from(crmInbox).where(eq(crmInbox.state, "pending"))).length
  /** As the CRM itself would, with this key or the right one. */
  async function post(body: string, given?: string): Promise<number> {
    const address = new URL(world.noticeAddress ?? "")
    const key = given ?? address.searchParams.get("key") ?? ""
    const header = crm.definition.notices?.header
    if (header === undefined) address.searchParams.set("key", key)
    else address.search = ""
    return (await fetch(address, { method: "POST", body, ...(header === undefined ? {} : { headers: { [header]: key } }) })).status
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

  test.skipIf(crm.definition.ownSources({}).length === 0)(
    "of what we wrote ourselves are echoes, and of a person's edit are not",
    async () => {
      const { leadId, contactId } = await synced()
      const before = await waiting()
      await editLead(world.ctx, { leadId, fields: { company: "Ours LLC" } })
      await store.settle()
      await world.hearNotices()
      expect(await waiting()).toBe(before)
      await world.editContact(contactId, { company: "Theirs LLC" })
      await world.hearNotices()
      expect(await waiting()).toBe(before + 1)
      await store.settle()
    },
  )

  test("are refused without the key of a connection", async () => {
    expect(await post("{}", "a-made-up-key")).toBe(404)
    expect(await post("{}", "")).toBe(404)
  })

  test("that cannot be read lead to no record", async () => {
    const before = await waiting()
    for (const body of ["", "{}", "[]", "not JSON"]) expect(await post(body)).toBe(200)
    await world.hearNotices()
    expect(await waiting()).toBe(before)
  })
})
