import { eq, sql } from "drizzle-orm"
import { Client } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { leads } from "@/db/schema"
import { changeLeads, type LeadUnit } from "./change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import type { ChangedLead } from "@/lib/platform/lead-change"
import { LEADS_CHANNEL, type LeadsChanged } from "@/lib/platform/live/announce"
import { AppError } from "@/lib/platform/errors"

let database: TestDatabase
let listener: Client
const heard: LeadsChanged[] = []
beforeAll(async () => {
  database = await testDatabase()
  listener = new Client({ connectionString: database.url })
  await listener.connect()
  listener.on("notification", ({ payload }) => heard.push(JSON.parse(payload ?? "{}") as LeadsChanged))
  await listener.query(`listen ${LEADS_CHANNEL}`)
})
afterAll(async () => {
  await listener.end()
  await database.drop()
})

/** A context whose reactions only write down what they are told. */
function recording(): { ctx: Ctx; told: ChangedLead[][] } {
  const told: ChangedLead[][] = []
  const ctx = {
    ...testCtx(database.db),
    react: async (_ctx: unknown, _tx: unknown, changes: readonly ChangedLead[]) => void told.push([...changes]),
  }
  return { ctx, told }
}

async function someLead(): Promise<string> {
  const id = newId()
  const at = new Date()
  const times = { firstTouchAt: at, lastActivityAt: at, stageEnteredAt: at, updatedAt: at }
  await database.db.insert(leads).values({ id, kind: "lead", firstChannel: "phone", provenance: {}, stageId: "new_lead", ...times })
  return id
}

const nameOf = async (id: string) => (await database.db.select({ name: leads.name }).from(leads).where(eq(leads.id, id)))[0]?.name
async function rename(unit: LeadUnit, leadId: string, name: string): Promise<void> {
  await unit.db.update(leads).set({ name }).where(eq(leads.id, leadId))
  unit.changes.add({ leadId, cause: "edited" })
}

/** Notifications arrive in order: once a later one was heard, the earlier ones were too. */
async function allHeard(): Promise<LeadsChanged[]> {
  const mark = newId()
  await database.db.execute(sql`select pg_notify(${LEADS_CHANNEL}, ${JSON.stringify({ ids: [mark] })})`)
  while (!heard.some(({ ids }) => ids.includes(mark))) await listener.query("select 1")
  return heard.splice(0).filter(({ ids }) => !ids.includes(mark))
}

test("reactions run once at the end, with one entry per lead that has the facts of all its changes", async () => {
  const { ctx, told } = recording()
  const [a, b] = [await someLead(), await someLead()]
  const [early, late] = [new Date("2026-01-01"), new Date("2026-01-02")]
  await changeLeads(ctx, async ({ changes }) => {
    changes.add({ leadId: a, cause: "events", isNew: true, personSpokeAt: late, touchpointIds: ["t1"] })
    changes.add({ leadId: b, cause: "scored" })
    changes.add({ leadId: a, cause: "events", personSpokeAt: early, weSpokeAt: early, touchpointIds: ["t2"] })
    changes.add({ leadId: a, cause: "moved", enteredStage: "qualified", exceptions: ["amount"] })
  })
  expect(told).toEqual([
    [
      {
        leadId: a,
        causes: ["moved", "events"],
        isNew: true,
        personSpokeAt: late,
        weSpokeAt: early,
        touchpointIds: ["t1", "t2"],
        enteredStage: "qualified",
        exceptions: ["amount"],
      },
      { leadId: b, causes: ["scored"] },
    ],
  ])
})

test("open screens are told after the commit, once, of what was changed and of what only looks different", async () => {
  await allHeard()
  const { ctx, told } = recording()
  const [a, b] = [await someLead(), await someLead()]
  await changeLeads(ctx, async (unit) => {
    await rename(unit, a, "Amal")
    await rename(unit, a, "Amal Haddad")
    unit.changes.show(b)
  })
  expect(await allHeard()).toEqual([{ ids: [a, b] }])
  expect(told).toEqual([[{ leadId: a, causes: ["edited"] }]])
})

test("a change that fails leaves nothing behind and tells no screen", async () => {
  await allHeard()
  const { ctx } = recording()
  const lead = await someLead()
  const failing = changeLeads(ctx, async (unit) => {
    await rename(unit, lead, "Nobody")
    throw new AppError("conflict", "no")
  })
  await expect(failing).rejects.toThrow("no")
  const unreactive = changeLeads({ ...ctx, react: () => Promise.reject(new Error("a rule failed")) }, (unit) =>
    rename(unit, lead, "Nobody"),
  )
  await expect(unreactive).rejects.toThrow("a rule failed")
  expect(await nameOf(lead)).toBeNull()
  expect(await allHeard()).toEqual([])
})

test("a verb inside a unit shares it: one commit, one run of the reactions, and a refused part leaves no trace", async () => {
  await allHeard()
  const { ctx, told } = recording()
  const [outer, inner, refused] = [await someLead(), await someLead(), await someLead()]
  await changeLeads(ctx, async (unit) => {
    await rename(unit, outer, "Outer")
    await changeLeads(unit, (part) => rename(part, inner, "Inner"))
    const part = changeLeads(unit, async (own) => {
      await rename(own, refused, "Refused")
      throw new AppError("conflict", "not this one")
    })
    await expect(part).rejects.toThrow("not this one")
    expect(told).toEqual([])
  })
  expect(told).toEqual([[outer, inner].map((leadId) => ({ leadId, causes: ["edited"] }))])
  expect(await allHeard()).toEqual([{ ids: [outer, inner] }])
  expect([await nameOf(outer), await nameOf(inner), await nameOf(refused)]).toEqual(["Outer", "Inner", null])
})

test("after a deadlock the whole change is done again, and what was undone is not told", async () => {
  await allHeard()
  const { ctx, told } = recording()
  const [a, b] = [await someLead(), await someLead()]
  const rounds = { one: 0, two: 0 }
  const meet = Promise.withResolvers<void>()
  let met = 0
  const crossing = (who: "one" | "two", first: string, second: string) =>
    changeLeads(ctx, async (unit) => {
      rounds[who] += 1
      await rename(unit, first, who)
      met += 1
      if (met === 2) meet.resolve()
      await meet.promise
      await rename(unit, second, who)
    })
  await Promise.all([crossing("one", a, b), crossing("two", b, a)])
  expect(rounds.one + rounds.two).toBe(3)
  expect(told.map((changes) => changes.map(({ leadId }) => leadId).sort())).toEqual([[a, b].sort(), [a, b].sort()])
  expect(await nameOf(a)).toBe(await nameOf(b))
  expect(await allHeard()).toHaveLength(2)
})

test("after a serialisation failure the reactions of the lost attempt are gone and those of the second stand", async () => {
  await allHeard()
  const { ctx, told } = recording()
  const lead = await someLead()
  const seen: (string | null | undefined)[] = []
  await changeLeads(ctx, async (unit) => {
    await unit.db.execute(sql`set transaction isolation level repeatable read`)
    const [row] = await unit.db.select({ name: leads.name }).from(leads).where(eq(leads.id, lead))
    seen.push(row?.name)
    // Another writer commits between this read and our write, once.
    if (seen.length === 1) await database.db.update(leads).set({ name: "theirs" }).where(eq(leads.id, lead))
    await rename(unit, lead, `${row?.name ?? ""} and ours`)
  })
  expect(seen).toEqual([null, "theirs"])
  expect(await nameOf(lead)).toBe("theirs and ours")
  expect(told).toEqual([[{ leadId: lead, causes: ["edited"] }]])
  expect(await allHeard()).toEqual([{ ids: [lead] }])
})

test("a failure that would come again is not tried again", async () => {
  const { ctx } = recording()
  let rounds = 0
  const broken = changeLeads(ctx, async ({ db }) => {
    rounds += 1
    await db.execute(sql`select 1 / 0`)
  })
  await expect(broken).rejects.toThrow()
  expect(rounds).toBe(1)
})
