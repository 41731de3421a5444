import { eq } from "drizzle-orm"
import { expect, test } from "vitest"
import { crmLinks, crmOutbox } from "@/db/schema"
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/core/time"
import { Cut } from "@/lib/sync/queue/cut"
import { readSyncOverview } from "@/lib/sync/status/queries"
import { syncOnce } from "@/lib/sync/sync-once"
import type { Stage } from "./stage"

const OUTAGE_MS = 2 * HOUR_MS
const STEPS_MAX = 40
const AFTER_LEASE_MS = 200 * SECOND_MS

/** Whatever happens to calls and workers: no lead is lost, none is doubled, and nobody has to look. */
export function testTrouble({ crm, store, world, enquire, synced, there, inStep, edit, someTurns, expectEqual }: Stage): void {
  async function expectMadeUpFor(known: string, fresh: string, company: string): Promise<void> {
    expect((await there(known)).contact?.company).toBe(company)
    const { contacts, deals } = await there(fresh)
    expect([contacts.length, deals.length]).toEqual([1, 1])
    expect((await readSyncOverview(world().ctx)).errors).toEqual([])
  }

  test("an outage of two hours costs no lead, no double and no attempt of a row, and a few calls", async () => {
    const known = await synced()
    await world().fault({ kind: "outage", seconds: OUTAGE_MS / SECOND_MS })
    await edit(known.leadId, { company: "During the outage" })
    const fresh = await enquire()
    const before = (await world().calls()).length
    const until = store().now() + OUTAGE_MS
    while (store().now() < until) {
      await someTurns()
      await store().advance(MINUTE_MS)
    }
    expect((await world().calls()).length - before).toBeLessThan(100)
    const rows = await store().database.db.select().from(crmOutbox)
    expect(rows.filter(({ state }) => state === "dead")).toEqual([])
    await inStep()
    await expectMadeUpFor(known.leadId, fresh.leadId, "During the outage")
  })

  const limits = Object.keys(crm.limits).map((name) => [`a used-up limit: ${name}`, (): Promise<void> => world().useUp(name)] as const)
  test.each([
    ...limits,
    ["a few refusals for the rate", () => world().fault({ kind: "rate_limit", times: 3 })],
    ["a sign-in that is not accepted", () => world().fault({ kind: "auth", seconds: 24 * 3_600 })],
  ] as const)("%s costs no lead, no double and no attempt", async (what, begin) => {
    const known = await synced()
    await begin()
    await edit(known.leadId, { company: what })
    const fresh = await enquire()
    await someTurns()
    const rows = await store().database.db.select().from(crmOutbox)
    expect(rows.filter(({ state, attempts }) => state !== "done" && attempts > 0)).toEqual([])
    await world().calm()
    await store().advance(2 * HOUR_MS)
    await inStep()
    await expectMadeUpFor(known.leadId, fresh.leadId, what)
  })

  test.skipIf(crm.lacks?.includes("token"))("a token that is no longer accepted is renewed without a word", async () => {
    const known = await synced()
    await world().sim("POST", "revoke")
    await edit(known.leadId, { company: "Renewed LLC" })
    await someTurns()
    expect((await there(known.leadId)).contact?.company).toBe("Renewed LLC")
  })

  test("a write whose answer is lost stands once, whichever of a lead's first writes it is", async () => {
    for (let lost = 1; lost <= 3; lost += 1) {
      await world().fault({ kind: "lost_answer", times: lost })
      const { leadId } = await enquire()
      await inStep()
      await world().calm()
      const { contacts, deals } = await there(leadId)
      expect([contacts.length, deals.length], `${lost} answers lost`).toEqual([1, 1])
    }
    await expectEqual()
  })

  test("a worker that is killed at any step leaves one contact, one deal and both links in the end", async () => {
    let wasCut = true
    for (let point = 1; wasCut && point < STEPS_MAX; point += 1) {
      const { leadId } = await enquire()
      let steps = 0
      wasCut = false
      const step = () => {
        steps += 1
        if (steps !== point) return
        wasCut = true
        throw new Cut("cut")
      }
      await syncOnce(world().ctx, { ...world().deps, step }).catch(() => undefined)
      await store().advance(AFTER_LEASE_MS)
      await store().settle()
      const { contacts, deals } = await there(leadId)
      expect([contacts.length, deals.length], `cut at ${point}`).toEqual([1, 1])
      const links = await store().database.db.select().from(crmLinks).where(eq(crmLinks.leadId, leadId))
      expect(links.length, `links, cut at ${point}`).toBe(2)
    }
    expect(wasCut, "the last point is behind the last step").toBe(false)
    await inStep()
    await expectEqual()
  })
}
