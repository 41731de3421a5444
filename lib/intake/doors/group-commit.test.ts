import { expect, test } from "vitest"
import { GroupCommit } from "./group-commit"

const options = { batchRows: 1, batchBytes: 1_000, flushesInFlight: 1, bufferRows: 2 }

test("a row beyond a full buffer is refused at once as unavailable, and the others are stored", async () => {
  const gate = Promise.withResolvers<void>()
  const stored: number[] = []
  const commits = new GroupCommit<number, number>(
    async (rows) => {
      await gate.promise
      stored.push(...rows)
      return rows
    },
    () => 1,
    options,
  )
  const kept = [commits.add(1), commits.add(2)]
  await expect(commits.add(3)).rejects.toMatchObject({ code: "unavailable", status: 503 })
  gate.resolve()
  expect(await Promise.all(kept)).toEqual([1, 2])
  expect(stored).toEqual([1, 2])
})
