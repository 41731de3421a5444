import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leads } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { takeTurns } from "@/lib/sync/run-sync"
import { syncOnce } from "@/lib/sync/sync-once"

/** An account that tells nothing by itself. */
let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

test("an edit there that comes between our reading a record and our writing to it is found by asking", async () => {
  const identities = [phone("+971504440001"), email("between@mail.example")]
  const leadId = await bench.ingest(sampleEvent({ identities, fields: [named("Huda Nasser")], at: "2026-08-30T08:00:00Z" }))
  await bench.settle()
  const contact = await bench.contactOf(leadId)
  await bench.advance(60_000)
  await editLead(bench.ctx, { leadId, fields: { company: "Falcon LLC" } })
  let isFirst = true
  await syncOnce(bench.ctx, {
    ...bench.deps,
    connect: (hooks, schema) => {
      const provider = bench.deps.connect(hooks, schema)
      const write: typeof provider.write = async (object, rows) => {
        if (isFirst && object === "contact") {
          isFirst = false
          await bench.edit({ op: "update", objectType: "contacts", id: contact?.id ?? "", properties: { lastname: "Al Nasser" } })
          await bench.advance(1_000)
        }
        return await provider.write(object, rows)
      }
      return { ...provider, write }
    },
  })
  expect(isFirst).toBe(false)
  expect((await bench.contactOf(leadId))?.properties["company"]).toBe("Falcon LLC")
  await bench.advance(120_000)
  await takeTurns(bench.ctx, bench.deps)
  await bench.settle()
  const [lead] = await bench.database.db.select({ name: leads.name }).from(leads).where(eq(leads.id, leadId))
  expect(lead?.name).toBe("Huda Al Nasser")
})
