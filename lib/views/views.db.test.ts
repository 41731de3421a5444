import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { auditLog, savedViewDefaults, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import type { Role } from "@/lib/core/lead-states"
import { newId } from "@/lib/platform/ids"
import { chooseDefaultView } from "./choose-default-view"
import { deleteView } from "./delete-view"
import { listViews } from "./queries"
import { saveView } from "./save-view"

let database: TestDatabase
const people = {} as Record<Role, Ctx>
beforeAll(async () => {
  database = await testDatabase()
  for (const role of ["agent", "senior_agent", "manager"] as const) {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${role}@example.com`, name: `The ${role}`, role })
    people[role] = testCtx(database.db, { kind: "user", id, name: role, role })
  }
})
afterAll(() => database.drop())

const view = { page: "board" as const, query: "owner=me", shared: false }
const namesOf = async (role: Role) => (await listViews(people[role], { page: "board" })).map(({ name }) => name)

test("a view is its maker's alone until it is shared", async () => {
  const { id } = await saveView(people.agent, { ...view, name: "Mine" })
  expect([await namesOf("agent"), await namesOf("senior_agent")]).toEqual([["Mine"], []])
  await saveView(people.agent, { ...view, id, name: "Ours", shared: true })
  expect(await listViews(people.senior_agent, { page: "board" })).toEqual([
    { id, name: "Ours", query: "owner=me", shared: true, by: "The agent", isDefault: false, mayChange: false },
  ])
  await deleteView(people.agent, { id })
  expect(await namesOf("senior_agent")).toEqual([])
})

test("nobody but its maker changes a view, and a manager one that is shared", async () => {
  const own = await saveView(people.agent, { ...view, name: "Own" })
  const shared = await saveView(people.agent, { ...view, name: "Shared", shared: true })
  for (const role of ["senior_agent", "manager"] as const)
    await expect(deleteView(people[role], own)).rejects.toMatchObject({ code: "not_found" })
  await expect(saveView(people.senior_agent, { ...view, ...shared, name: "Taken" })).rejects.toMatchObject({ code: "not_found" })
  await saveView(people.manager, { ...view, ...shared, name: "Better", shared: true })
  expect(await namesOf("agent")).toEqual(["Better", "Own"])
  const entries = await database.db.select().from(auditLog).where(eq(auditLog.action, "view.changed"))
  expect(entries.at(-1)).toMatchObject({ subject: shared.id })
})

test("each colleague opens the page with a view of their own choice, as long as there is one", async () => {
  const { id } = await saveView(people.manager, { ...view, name: "Start", shared: true })
  await chooseDefaultView(people.agent, { page: "board", viewId: id })
  const startOf = async (role: Role) => (await listViews(people[role], { page: "board" })).find(({ isDefault }) => isDefault)?.name
  expect([await startOf("agent"), await startOf("senior_agent")]).toEqual(["Start", undefined])
  await deleteView(people.manager, { id })
  expect(await startOf("agent")).toBeUndefined()
  expect(await database.db.select().from(savedViewDefaults)).toEqual([])
  const hidden = await saveView(people.manager, { ...view, name: "Hidden" })
  await expect(chooseDefaultView(people.agent, { page: "board", viewId: hidden.id })).rejects.toMatchObject({ code: "not_found" })
})
