import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { DEFAULT_TOKEN } from "@/e2e/simulators/hubspot/server"
import { openBench, TEST_START, type Bench } from "@/e2e/simulators/hubspot/testing"
import type { ChangesFrom } from "@/lib/crm/provider"
import { createHubspotProvider } from "./hubspot-provider"
import { looseHooks } from "@/lib/crm/testing/loose-hooks"

let bench: Bench
beforeAll(async () => {
  bench = await openBench({
    settings: { searchLagMs: [0, 0], limits: { burst: 1_000_000, search: 1_000_000, daily: 1_000_000, associations: 1 } },
  })
})
afterAll(() => bench.close())
beforeEach(() => bench.control.reset({ settings: { searchLagMs: [0, 0], limits: { search: 1_000_000, burst: 1_000_000 } } }))

/** Every id that a scan comes by; `meanwhile` happens after each page. */
async function scan(since: number, meanwhile: (page: number) => Promise<void> = () => Promise.resolve()): Promise<string[]> {
  const provider = createHubspotProvider({ accessToken: DEFAULT_TOKEN, baseUrl: bench.url }, looseHooks)
  const ids: string[] = []
  let from: ChangesFrom = { since: new Date(since) }
  for (let page = 1; page < 200; page += 1) {
    const { records, next } = await provider.readChanges("contact", from, { properties: [] })
    ids.push(...records.map(({ id }) => id))
    if (next === null) break
    from = { next }
    await meanwhile(page)
  }
  provider.close()
  return ids
}

test("a scan of more than 10,000 changes misses none, also where they share a millisecond by the thousand", async () => {
  const { contacts: first } = await bench.control.seed({ contacts: 6_000 })
  await bench.control.advance(1)
  const { contacts: second } = await bench.control.seed({ contacts: 450 })
  await bench.control.advance(60_000)
  const { contacts: third } = await bench.control.seed({ contacts: 4_150 })
  expect(new Set(await scan(TEST_START - 1_000))).toEqual(new Set([...first, ...second, ...third]))
})

test("a scan misses no record when others change while it runs", async () => {
  const all: string[] = []
  for (let n = 0; n < 50; n += 1) {
    all.push(...(await bench.control.seed({ contacts: 20 })).contacts)
    await bench.control.advance(1_000)
  }
  const seen = await scan(TEST_START - 1_000, async (page) => {
    if (page > 3) return
    for (const id of all.slice(page * 30, page * 30 + 15))
      await bench.control.edit({ op: "update", objectType: "contacts", id, properties: { company: `changed ${page}` } })
  })
  expect(new Set(seen)).toEqual(new Set(all))
})
