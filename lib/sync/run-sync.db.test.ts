import { afterAll, beforeAll, expect, test } from "vitest"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { CrmFailure } from "@/lib/crm/provider"
import { offerTurn, SCHEMA_TURN } from "./inbox/poll-changes"
import { takeTurns } from "./run-sync"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

test.each([
  ["is refused", new CrmFailure({ kind: "refused", message: "no such resource" }, "schema")],
  ["is not understood", new Error("not a schema")],
])("an account whose shape %s is asked again after a minute, not with every turn", async (_, error) => {
  let asked = 0
  const describeSchema = async () => {
    asked += 1
    return await Promise.reject(error)
  }
  const deps = {
    ...bench.deps,
    connect: (...given: Parameters<typeof bench.deps.connect>) => ({ ...bench.deps.connect(...given), describeSchema }),
  }
  const turn = () => takeTurns(bench.ctx, deps).catch(() => undefined)
  await takeTurns(bench.ctx, bench.deps)
  await offerTurn(bench.ctx, SCHEMA_TURN)
  for (let turns = 0; turns < 5; turns += 1) await turn()
  expect(asked).toBe(1)
  await bench.advance(60_000)
  for (let turns = 0; turns < 5; turns += 1) await turn()
  expect(asked).toBe(2)
})

test("an account whose shape cannot be read is still asked what changed", async () => {
  const polled: string[] = []
  const deps = {
    ...bench.deps,
    connect: (...given: Parameters<typeof bench.deps.connect>) => {
      const provider = bench.deps.connect(...given)
      return {
        ...provider,
        describeSchema: () => Promise.reject(new Error("not a schema")),
        readChanges: async (...asked: Parameters<typeof provider.readChanges>) => {
          polled.push(asked[0])
          return await provider.readChanges(...asked)
        },
      }
    },
  }
  await bench.advance(3_600_000)
  await takeTurns(bench.ctx, deps)
  expect(polled).toEqual(["contact", "deal"])
})
