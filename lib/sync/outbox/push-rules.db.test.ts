import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { crmConflicts, crmLinks, crmOutbox } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { leaseOutbox, settleOutbox } from "@/lib/sync/queue/outbox"

let bench: SyncBench
let serial = 0
function person(extra: Parameters<typeof sampleEvent>[0] = {}) {
  serial += 1
  const mail = `rule.${serial}@mail.example`
  return {
    mail,
    event: sampleEvent({ identities: [phone(`+9715034${String(50_000 + serial)}`), email(mail)], fields: [named("Rania Aziz")], ...extra }),
  }
}
const rowOf = async (leadId: string, kind: "lead" | "activity") =>
  (await bench.database.db.select().from(crmOutbox).where(eq(crmOutbox.leadId, leadId))).find((row) => row.kind === kind)

beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.settle())

test("an address that belongs to another lead's contact is held back and listed, and the rest goes through", async () => {
  const [holder, other] = [person(), person()]
  const first = await bench.ingest(holder.event)
  const second = await bench.ingest(other.event)
  await bench.settle()
  // Sales moves an address in the CRM that belongs to the second lead here.
  const contact = await bench.contactOf(second)
  await bench.edit({
    op: "update",
    objectType: "contacts",
    id: contact?.id ?? "",
    properties: { email: `elsewhere.${serial}@mail.example` },
  })
  await bench.edit({
    op: "update",
    objectType: "contacts",
    id: (await bench.contactOf(first))?.id ?? "",
    properties: { email: other.mail },
  })
  await editLead(bench.ctx, { leadId: second, fields: { company: "Goes through" } })
  await bench.settle()
  expect((await bench.contactOf(second))?.properties["company"]).toBe("Goes through")
  expect((await bench.contactOf(first))?.properties["email"]).toBe(other.mail)
  expect((await bench.state()).contacts.filter(({ properties, archived }) => !archived && properties["email"] === other.mail).length).toBe(
    1,
  )
})

test("a new lead whose address the CRM has under another lead goes without it", async () => {
  const holder = person()
  const first = await bench.ingest(holder.event)
  await bench.settle()
  const taken = `taken.${serial}@mail.example`
  await bench.edit({ op: "update", objectType: "contacts", id: (await bench.contactOf(first))?.id ?? "", properties: { email: taken } })
  const second = await bench.ingest(sampleEvent({ identities: [phone("+971503400001"), email(taken)], fields: [named("Somebody Else")] }))
  await bench.settle()
  const [link] = await bench.database.db.select().from(crmLinks).where(eq(crmLinks.leadId, second))
  expect((await bench.contactOf(second))?.properties["email"]).toBeUndefined()
  expect(link?.withheld["email"]?.why).toBe("another contact has this address")
})

test("a contact that is further along there is never taken back, and nothing is sent in vain", async () => {
  const { event } = person()
  const leadId = await bench.ingest(event)
  await bench.settle()
  const id = (await bench.contactOf(leadId))?.id ?? ""
  await bench.edit({ op: "update", objectType: "contacts", id, properties: { lifecyclestage: "customer" } })
  await moveLead(bench.ctx, { leadId, to: "qualified", via: "board", override: true, reason: "test" })
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties["lifecyclestage"]).toBe("customer")
  expect((await bench.dealOf(leadId))?.properties["hs_is_closed"]).toBe("false")
})

test("a new lead and a new stage go first, an edit next, and what was said waits for the rest of the conversation", async () => {
  const edited = await bench.ingest(person().event)
  await bench.settle()
  await editLead(bench.ctx, { leadId: edited, fields: { company: "Second" } })
  const fresh = await bench.ingest(person().event)
  const [now, edit, news, talk] = [bench.ctx.now(), await rowOf(edited, "lead"), await rowOf(fresh, "lead"), await rowOf(fresh, "activity")]
  expect([news?.priority, edit?.priority, talk?.priority]).toEqual([0, 1, 2])
  expect(news?.notBefore).toEqual(now)
  expect(Number(talk?.notBefore) - now.getTime()).toBe(120_000)
  await bench.settle()
  await moveLead(bench.ctx, { leadId: edited, to: "contacted", via: "board", override: true, reason: "test" })
  expect((await rowOf(edited, "lead"))?.priority).toBe(0)
})

test("a website enquiry is a note on the timeline of contact and deal", async () => {
  const leadId = await bench.ingest(person({ text: "Is the Patrol free on Friday?" }).event)
  await bench.settle()
  const note = (await bench.state()).notes.find(({ properties }) => properties["hs_note_body"]?.includes("Patrol free"))
  expect(note?.associations?.["contacts"]?.results.map(({ id }) => id)).toEqual([(await bench.contactOf(leadId))?.id])
  expect(note?.associations?.["deals"]?.results.map(({ id }) => id)).toEqual([(await bench.dealOf(leadId))?.id])
})

test("a worker that comes back after its lease ran out settles nothing", async () => {
  const leadId = await bench.ingest(person().event)
  const late = await leaseOutbox(bench.ctx, "lead")
  await bench.advance(200_000)
  const next = await leaseOutbox(bench.ctx, "lead")
  expect(next?.rows.map((row) => row.leadId)).toEqual([leadId])
  if (!late) throw new Error("nothing leased")
  await settleOutbox(
    bench.database.db,
    late,
    late.rows.map(({ id }) => ({ id, outcome: "done" })),
    bench.ctx.now(),
  )
  expect(await rowOf(leadId, "lead")).toMatchObject({ state: "leased", leaseToken: next?.token })
  await bench.advance(200_000)
  await bench.settle()
})

test("changes that come faster than they can be sent are one push of the latest", async () => {
  const leadId = await bench.ingest(person().event)
  await bench.settle()
  for (let n = 0; n < 10; n += 1) await editLead(bench.ctx, { leadId, fields: { company: `Company ${n}` } })
  const before = (await bench.hubspot.control.log()).length
  await bench.settle()
  const writes = (await bench.hubspot.control.log()).slice(before).filter(({ url }) => /contacts\/batch\/update/.test(url))
  expect(writes.length).toBe(1)
  expect((await bench.contactOf(leadId))?.properties["company"]).toBe("Company 9")
  expect(await bench.database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))).toEqual([])
})
