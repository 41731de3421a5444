import fc from "fast-check"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { crmExclusions, crmLinks, crmOutbox, leads } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { newId } from "@/lib/platform/ids"
import { switchSync } from "@/lib/sync/manage-sync"
import { readSyncOverview } from "./queries"
import { listSyncStatuses } from "./sync-states"
import { SYNC_STATES } from "@/lib/core/filters/sync"

let bench: SyncBench
const ids: string[] = []
beforeAll(async () => {
  bench = await openSyncBench()
  for (let serial = 0; serial < 40; serial += 1) {
    const identities = [phone(`+9715033${String(10_000 + serial)}`), email(`state.${serial}@mail.example`)]
    ids.push(await bench.ingest(sampleEvent({ identities, fields: [named("Omar Saleh")], at: "2026-08-30T08:00:00Z" })))
  }
})
afterAll(() => bench.close())

const SyncStatus = fc.record({
  kind: fc.constantFrom("lead", "lead", "lead", "customer", "unidentified"),
  isRemoved: fc.boolean(),
  isLinked: fc.boolean(),
  push: fc.option(fc.constantFrom("pending", "leased", "parked", "done", "dead"), { nil: null }),
  attempts: fc.constantFrom(0, 0, 3),
  reason: fc.constantFrom("a", "b"),
  talk: fc.option(fc.constantFrom("pending", "done", "dead"), { nil: null }),
  excluded: fc.option(fc.constantFrom("deleted_there", "by_hand"), { nil: null }),
})

async function stand(leadId: string, given: typeof SyncStatus extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  const { db } = bench.database
  const at = new Date(bench.now())
  await db
    .update(leads)
    .set({ kind: given.kind as "lead", state: given.isRemoved ? "removed" : "active" })
    .where(eq(leads.id, leadId))
  const row = (kind: "lead" | "activity", state: "pending" | "leased" | "parked" | "done" | "dead") => ({
    id: newId(),
    provider: "hubspot",
    leadId,
    kind,
    state,
    attempts: state === "done" ? 0 : given.attempts,
    errorClass: state === "dead" ? ("invalid" as const) : null,
    error: state === "dead" ? `refused ${given.reason}` : null,
    notBefore: at,
    dirtyAt: at,
    updatedAt: at,
  })
  if (given.push) await db.insert(crmOutbox).values(row("lead", given.push))
  if (given.talk) await db.insert(crmOutbox).values(row("activity", given.talk))
  if (given.isLinked)
    await db.insert(crmLinks).values({ id: newId(), leadId, provider: "hubspot", objectType: "contact", externalId: leadId })
  if (given.excluded) await db.insert(crmExclusions).values({ id: newId(), leadId, provider: "hubspot", reason: given.excluded, at })
}

async function everybody(state: (typeof SYNC_STATES)[number]): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await listSyncStatuses(bench.ctx, { state, limit: 7, ...(cursor ? { cursor } : {}) })
    found.push(...page.data.map(({ leadId }) => leadId))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return found
}

test("whatever stands where, the five numbers add up to all leads, and each leads to exactly its leads", async () => {
  const { db } = bench.database
  await fc.assert(
    fc.asyncProperty(fc.array(SyncStatus, { minLength: 40, maxLength: 40 }), fc.boolean(), async (standings, isPaused) => {
      await db.execute(sql`delete from crm_outbox`)
      await db.execute(sql`delete from crm_links`)
      await db.execute(sql`delete from crm_exclusions`)
      for (const [at, leadId] of ids.entries()) await stand(leadId, standings[at] ?? standings[0]!)
      await switchSync(bench.ctx, { isPaused })
      const { counts, total, errors } = await readSyncOverview(bench.ctx)
      const all = (await db.select({ id: leads.id }).from(leads).where(eq(leads.state, "active"))).map(({ id }) => id)
      expect(total).toBe(all.length)
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(all.length)
      const lists = await Promise.all(SYNC_STATES.map(everybody))
      expect(lists.map(({ length }) => length)).toEqual(SYNC_STATES.map((state) => counts[state]))
      expect(lists.flat().toSorted()).toEqual(all.toSorted())
      if (isPaused) expect(counts.pending).toBe(0)
      for (const { errorClass, error, waiting, dead } of errors)
        expect((await listSyncStatuses(bench.ctx, { cause: errorClass, error, limit: 500 })).data).toHaveLength(waiting + dead)
    }),
    { numRuns: 12 },
  )
})
