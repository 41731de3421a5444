import { asc, eq } from "drizzle-orm"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { leads, notifications, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { assignLeads } from "@/lib/leads/edit/assign-leads"
import { LEADS_CHANNEL } from "@/lib/platform/live/announce"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { deactivatePerson } from "@/lib/team/deactivate-person"
import { checkSla } from "./check-sla"
import { addAgent, arrives, arriveTogether, blanks, ownerOf, putTargets } from "./sample-team"

const NOON = new Date("2026-03-02T08:00:00Z")

let database: TestDatabase
let ctx: Ctx
beforeEach(async () => {
  database = await testDatabase()
  ctx = testCtx(database.db, { kind: "system", name: "worker" }, NOON)
})
afterEach(() => database.drop())

const at = (minutes: number, actor = ctx.actor): Ctx => testCtx(database.db, actor, new Date(NOON.getTime() + minutes * 60_000))
async function person(id: string): Promise<Ctx["actor"]> {
  const [user] = await database.db.select().from(users).where(eq(users.id, id))
  return { kind: "user", id, name: user?.name ?? "", role: user?.role ?? "agent" }
}
const TARGETS = { assignment: 5, first_touch: 30, first_reply: 60 }
const bellOf = async (userId: string) =>
  (await database.db.select().from(notifications).where(eq(notifications.userId, userId)).orderBy(asc(notifications.at))).map(
    ({ title }) => title,
  )
const forget = () => database.db.delete(notifications)
const bornNow = () => database.db.update(leads).set({ createdAt: NOON })

describe("the new owner of a lead", () => {
  test("hears whose it is and why, and the open screen is told when it is true", async () => {
    const sara = await addAgent(database.db, "Sara")
    const listener = await database.pool.connect()
    const heard: string[] = []
    listener.on("notification", ({ payload }) => heard.push(payload ?? ""))
    await listener.query(`listen ${LEADS_CHANNEL}`)
    const leadId = await arrives(ctx)
    await listener.query("select 1")
    listener.release(true)
    const [line] = await database.db.select().from(notifications).where(eq(notifications.userId, sara))
    expect(line).toMatchObject({ kind: "assigned", leadId, title: expect.stringMatching(/^Yours now: \+\d+\. .*Sara is in turn/) })
    expect(heard.map((text) => JSON.parse(text) as unknown)).toContainEqual({ ids: [], notified: [sara] })
  })

  test("hears a number when they are many, and one newer number when more come", async () => {
    const sara = await addAgent(database.db, "Sara")
    await arriveTogether(ctx, blanks(8))
    expect(await bellOf(sara)).toEqual(["8 leads have become yours within the hour"])
    await database.db.update(notifications).set({ readAt: NOON })
    await arriveTogether(at(1), blanks(2))
    expect(await database.db.select().from(notifications)).toMatchObject([
      { title: "10 leads have become yours within the hour", readAt: null },
    ])
    await arrives(at(60))
    expect(await database.db.$count(notifications)).toBe(2)
  })

  test("hears nothing of what they take themselves; the previous owner hears where it went", async () => {
    const [sara, omar] = [await addAgent(database.db, "Sara", { role: "senior_agent" }), await addAgent(database.db, "Omar")]
    const leadId = await arrives(ctx)
    const first = await ownerOf(database.db, leadId)
    const [owner, other] = first === sara ? [sara, omar] : [omar, sara]
    await forget()
    await assignLead(at(1, await person(sara)), { leadId, ownerId: null })
    await assignLead(at(2, await person(other)), { leadId, ownerId: other })
    expect([await bellOf(owner), await bellOf(other)]).toEqual([[], []])
    const boss = await addAgent(database.db, "Boss", { role: "manager" })
    await assignLead(at(3, await person(boss)), { leadId, ownerId: owner, reason: "she asked for them" })
    expect((await bellOf(owner))[0]).toMatch(/^Yours now: \+\d+\. Boss gave it: she asked for them$/)
    expect((await bellOf(other))[0]).toMatch(/^\+\d+ is with (Sara|Omar) now\. Boss gave it: she asked for them$/)
  })

  test("hears of a bulk hand-over once, and so does the previous owner", async () => {
    const omar = await addAgent(database.db, "Omar")
    const leadIds = await arriveTogether(ctx, blanks(7))
    const [boss, sara] = [await addAgent(database.db, "Boss", { role: "manager" }), await addAgent(database.db, "Sara")]
    await forget()
    await assignLeads(at(1, await person(boss)), { leadIds, ownerId: sara })
    expect(await bellOf(sara)).toEqual(["7 leads have become yours within the hour"])
    expect(await bellOf(omar)).toEqual(["7 of your leads are with colleagues now"])
  })

  test("hears of the leads of a colleague who left, and the one who left hears nothing", async () => {
    const omar = await addAgent(database.db, "Omar")
    await arrives(ctx)
    const [admin, sara] = [await addAgent(database.db, "Root", { role: "admin" }), await addAgent(database.db, "Sara")]
    await forget()
    await deactivatePerson(at(1, await person(admin)), { id: omar, leadsTo: null })
    expect((await bellOf(sara))[0]).toMatch(/^Yours now: \+\d+\./)
    expect(await bellOf(omar)).toEqual([])
  })
})

describe("a missed response target", () => {
  test("rings once with every manager and with the owner, however many look", async () => {
    const [one, two] = [await addAgent(database.db, "One", { role: "manager" }), await addAgent(database.db, "Two", { role: "manager" })]
    const sara = await addAgent(database.db, "Sara")
    await putTargets(database.db, TARGETS)
    await arrives(ctx)
    await bornNow()
    await forget()
    await Promise.all([checkSla(at(31)), checkSla(at(31))])
    await checkSla(at(33))
    for (const id of [one, two, sara]) {
      expect(await bellOf(id)).toHaveLength(1)
      expect((await bellOf(id))[0]).toMatch(/^First contact overdue: \+\d+ \(Sara\)$/)
    }
  })

  test("goes to those the setting names, and to every manager once they have left", async () => {
    const [named, boss] = [
      await addAgent(database.db, "Named", { role: "senior_agent", takesLeads: false }),
      await addAgent(database.db, "Boss", { role: "manager" }),
    ]
    await putTargets(database.db, TARGETS, { escalateTo: named })
    await arrives(ctx)
    await bornNow()
    await checkSla(at(6))
    expect([await bellOf(named), await bellOf(boss)]).toEqual([[expect.stringMatching(/^Assignment overdue: \+\d+ \(unassigned\)$/)], []])
    await database.db.update(users).set({ active: false }).where(eq(users.id, named))
    await checkSla(at(31))
    expect(await bellOf(boss)).toEqual([expect.stringMatching(/^First contact overdue/)])
  })

  test("is a number when they are many", async () => {
    const boss = await addAgent(database.db, "Boss", { role: "manager" })
    await putTargets(database.db, TARGETS)
    await arriveTogether(ctx, blanks(9))
    await bornNow()
    await checkSla(at(6))
    expect(await bellOf(boss)).toEqual(["9 response targets missed in the last hour"])
    await arrives(at(9))
    await bornNow()
    await checkSla(at(20))
    expect(await bellOf(boss)).toEqual(["10 response targets missed in the last hour"])
  })

  test("that moves the lead tells both agents and no manager", async () => {
    const boss = await addAgent(database.db, "Boss", { role: "manager" })
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    await putTargets(database.db, TARGETS, {
      first_touch: { minutes: { high: 30, normal: 30, nurture: 30 }, whenMissed: "reassign" },
    })
    const leadId = await arrives(ctx)
    await bornNow()
    await forget()
    const [owner, other] = (await ownerOf(database.db, leadId)) === a ? [a, b] : [b, a]
    await checkSla(at(40))
    expect((await bellOf(other))[0]).toMatch(/^Yours now/)
    expect((await bellOf(owner))[0]).toMatch(/is with (A|B) now/)
    expect(await bellOf(boss)).toEqual([])
  })
})

describe("a high-priority lead that no senior has", () => {
  test("is brought before the managers once a run, when it arrives and when it becomes one", async () => {
    const boss = await addAgent(database.db, "Boss", { role: "manager" })
    await addAgent(database.db, "Junior")
    const leadId = await arrives(ctx)
    await database.db.update(leads).set({ band: "high", score: 80 }).where(eq(leads.id, leadId))
    for (const minutes of [1, 2]) await changeLeads(at(minutes), async ({ changes }) => changes.add({ leadId, cause: "scored" }))
    expect(await bellOf(boss)).toEqual([expect.stringMatching(/^High priority, and not with a senior: \+\d+ \(Junior\)$/)])
  })
})
