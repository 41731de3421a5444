import { eq, sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { crmLoadItems, crmLoads, crmMinutes, crmOutbox } from "@/db/schema"
import { openStore } from "@/e2e/sync/simulated-world"
import { required } from "@/lib/core/required"
import { SECOND_MS } from "@/lib/core/time"
import { readLoads } from "@/lib/sync/load/queries"
import { startLoad } from "@/lib/sync/load/steer-load"
import { workOnLoad } from "@/lib/sync/load/work-on-load"
import { syncOnce } from "@/lib/sync/sync-once"
import type { Stage } from "./stage"

const ROUNDS_MAX = 200
/** So many calls in one window, so that a test sees several windows. */
const PACE = 60
const CALLS = 150

/** The first load in both directions, and how fast it goes. */
export function testLoads({ crm, store, world, person, enquire, there, inStep, expectEqual }: Stage): void {
  const signal = new AbortController().signal
  async function finish(loadId: string) {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const { turn } = await workOnLoad(world().ctx, world().deps, { loadId, failures: 0, signal })
      await syncOnce(world().ctx, world().deps)
      await store().advance(SECOND_MS)
      if (turn !== "end") continue
      const { create, adopt, bring, failed } = (await readLoads(world().ctx)).find(({ id }) => id === loadId)?.tally ?? {}
      return { create, adopt, bring, failed }
    }
    throw new Error("the load never ended")
  }
  const start = (kind: "trial" | "run") => startLoad(world().ctx, { kind, sendsThere: true, bringsHere: true })
  const counts = async () => [(await world().contacts()).length, (await world().deals()).length]

  test("a first load in both directions does what its trial said, also when it is killed in the middle, and nothing twice", async () => {
    await finish(await start("run"))
    await inStep()
    const [known, ...fresh] = [await enquire(), await enquire(), await enquire()]
    // They were here before there was a CRM: nothing is owed.
    await store().database.db.delete(crmOutbox).where(eq(crmOutbox.state, "pending"))
    await world().createContact({ name: "Huda K", email: known?.mail ?? "" })
    for (let n = 0; n < 2; n += 1) await world().createContact({ name: `Stranger ${n}`, email: person().mail })
    const before = await counts()
    const planned = await finish(await start("trial"))
    expect(planned).toEqual({ create: 2, adopt: 1, bring: 2, failed: 0 })
    expect(await counts()).toEqual(before)
    const loadId = await start("run")
    const die = (name: string) => {
      if (name === "load stepped") throw new Error("killed")
    }
    await workOnLoad(world().ctx, { ...world().deps, step: die }, { loadId, failures: 0, signal })
    const [halfway] = await store().database.db.select().from(crmLoads).where(eq(crmLoads.id, loadId))
    expect(halfway).toMatchObject({ state: "running", done: 3 })
    expect(await finish(loadId)).toEqual(planned)
    await inStep()
    const [contacts = 0, deals = 0] = before
    expect(await counts()).toEqual([contacts + 2, deals + 5])
    for (const { leadId } of fresh) expect((await there(leadId)).contacts.length).toBe(1)
    const items = await store().database.db.select().from(crmLoadItems).where(eq(crmLoadItems.loadId, loadId))
    const leadIds = items.flatMap((item) => item.leadId ?? [])
    expect(new Set(leadIds).size).toBe(leadIds.length)
    expect(await finish(await start("trial"))).toEqual({ create: 0, adopt: 0, bring: 0, failed: 0 })
    await expectEqual()
  })

  test("work without end uses nine tenths of what may be asked, and is hardly ever refused", async () => {
    const { definition, limits } = crm
    const burst = { ...required(definition.budget.buckets["burst"], "bucket"), max: PACE }
    const budget = { ...definition.budget, buckets: { ...definition.budget.buckets, burst } }
    const own = await openStore()
    const settings = { ...crm.settings, ...limits["burst"]?.(PACE) }
    const paced = await own.connect({ ...crm, definition: { ...definition, budget }, settings })
    await own.advance(burst.windowMs)
    const turns = async () => (await paced.calls()).reduce((sum, call) => sum + (crm.turnsOf?.(call) ?? 1), 0)
    const [before, startedAt] = [await turns(), own.now()]
    const made = async () => (await turns()) - before
    while ((await made()) < CALLS) {
      await own.ingest(person().event)
      if ((await syncOnce(paced.ctx, paced.deps)) === 0) await own.advance(SECOND_MS)
    }
    const allowed = (burst.max * (own.now() - startedAt)) / burst.windowMs
    expect((await made()) / allowed).toBeGreaterThan(0.9)
    const [{ calls = 0, refused = 0 } = {}] = await own.database.db
      .select({ calls: sql<number>`sum(${crmMinutes.calls})::int`, refused: sql<number>`sum(${crmMinutes.refused})::int` })
      .from(crmMinutes)
    expect(refused / calls).toBeLessThan(0.01)
    await own.close()
  })
}
