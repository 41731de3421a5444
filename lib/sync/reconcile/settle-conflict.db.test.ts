import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { crmConflicts, crmLinks, leads, users } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { newId } from "@/lib/platform/ids"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { readSyncOverview } from "@/lib/sync/status/queries"
import { retryWithheld } from "@/lib/sync/outbox/retry-withheld"
import { readOwners, saveOwners } from "@/lib/sync/save-owners"
import { settleConflict } from "./settle-conflict"
import { listSyncStatuses } from "@/lib/sync/status/sync-states"

let bench: SyncBench
let admin: CrmCtx
beforeAll(async () => {
  bench = await openSyncBench()
  const id = newId()
  await bench.database.db.insert(users).values({
    id,
    email: "dana@elsewhere.example",
    name: "Dana Admin",
    role: "admin",
    passwordHash: "-",
    languages: [],
  } as typeof users.$inferInsert)
  admin = { ...bench.ctx, actor: { kind: "user", id, name: "Dana Admin", role: "admin" } }
})
afterAll(() => bench.close())

let serial = 0
async function synced(mail?: string) {
  serial += 1
  const identities = [phone(`+9715044${String(10_000 + serial)}`), email(mail ?? `conflict.${serial}@mail.example`)]
  const leadId = await bench.ingest(sampleEvent({ identities, fields: [named("Omar Saleh")], at: "2026-08-30T08:00:00Z" }))
  await bench.settle()
  return leadId
}
/** Both sides change the company; the later change wins. */
async function dispute(isOursLater: boolean) {
  const leadId = await synced()
  const id = (await bench.contactOf(leadId))?.id ?? ""
  const there = () => bench.edit({ op: "update", objectType: "contacts", id, properties: { company: "Theirs" } })
  const here = () => editLead(bench.ctx, { leadId, fields: { company: "Ours" } })
  for (const change of isOursLater ? [there, here] : [here, there]) {
    await change()
    await bench.advance(60_000)
  }
  await bench.settle()
  const [conflict] = await bench.database.db.select().from(crmConflicts).where(eq(crmConflicts.leadId, leadId))
  return { leadId, conflict }
}
const both = async (leadId: string) => [
  (await bench.database.db.select().from(leads).where(eq(leads.id, leadId)))[0]?.company,
  (await bench.contactOf(leadId))?.properties["company"],
]

test.each([true, false])("the loser of a conflict is put in place on both sides (ours was later: %s)", async (isOursLater) => {
  const { leadId, conflict } = await dispute(isOursLater)
  const [winner, loser] = isOursLater ? (["Ours", "Theirs"] as const) : (["Theirs", "Ours"] as const)
  expect(await both(leadId)).toEqual([winner, winner])
  await settleConflict(admin, { conflictId: conflict?.id ?? "", use: isOursLater ? "theirs" : "ours" })
  await bench.settle()
  expect(await both(leadId)).toEqual([loser, loser])
  await expect(settleConflict(admin, { conflictId: conflict?.id ?? "", use: "ours" })).rejects.toThrow("already")
})

test("keeping the winner changes nothing but records that a person has looked", async () => {
  const { leadId, conflict } = await dispute(true)
  await settleConflict(admin, { conflictId: conflict?.id ?? "", use: "ours" })
  await bench.settle()
  expect(await both(leadId)).toEqual(["Ours", "Ours"])
  const { conflicts } = await readSyncOverview(bench.ctx)
  expect(conflicts.find(({ id }) => id === conflict?.id)?.settled).toMatchObject({ by: "Dana Admin", for: "ours" })
})

test("a colleague without an owner in the CRM is listed with their leads, and once matched, their leads get that owner", async () => {
  const leadId = await synced()
  await assignLead(admin, { leadId, ownerId: admin.actor.kind === "user" ? admin.actor.id : null })
  await bench.settle()
  const me = admin.actor.kind === "user" ? admin.actor.id : ""
  expect((await readSyncOverview(bench.ctx)).unknownOwners).toMatchObject([{ userId: me, count: 1 }])
  const { owners, lines } = await readOwners(admin)
  expect(lines).toMatchObject([{ userId: me, named: "", byEmail: null }])
  const owner = owners[0]?.id ?? ""
  await expect(saveOwners(admin, { owners: { [me]: "no such owner" } })).rejects.toThrow("not in the account")
  await saveOwners(admin, { owners: { [me]: owner } })
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties["hubspot_owner_id"]).toBe(owner)
  expect((await bench.dealOf(leadId))?.properties["hubspot_owner_id"]).toBe(owner)
  expect((await readSyncOverview(bench.ctx)).unknownOwners).toEqual([])
})

test("a value that was refused is grouped by its cause and sent once more on demand", async () => {
  const leadId = await synced()
  const withheld = { company: { value: "Falcon", why: "Die Eigenschaft fehlt", cause: "property" } } as const
  await editLead(bench.ctx, { leadId, fields: { company: "Falcon" } })
  await bench.database.db.update(crmLinks).set({ withheld }).where(eq(crmLinks.leadId, leadId))
  await bench.settle()
  expect((await readSyncOverview(bench.ctx)).withheld).toContainEqual(
    expect.objectContaining({
      field: "company",
      cause: "property",
      count: 1,
      examples: [expect.objectContaining({ leadId, value: "Falcon" })],
    }),
  )
  const { data } = await listSyncStatuses(bench.ctx, { withheld: "company", why: withheld.company.why })
  expect(data.map((one) => one.leadId)).toEqual([leadId])
  expect((await both(leadId))[1] ?? "").toBe("")
  expect(await retryWithheld(admin, { field: "company" })).toBe(1)
  await bench.settle()
  expect(await both(leadId)).toEqual(["Falcon", "Falcon"])
})
