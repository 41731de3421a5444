import { and, count, eq } from "drizzle-orm"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { auditLog, leads, ownerHistory, tasks, users, userSessions } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { ROLES } from "@/lib/core/lead-states"
import { newId } from "@/lib/platform/ids"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { listBreaches, listRuleBooks, listWaiting, readReceipts, readRouting } from "@/lib/routing/queries"
import { addAgent, arrives, arriveTogether, blanks, ownerOf, receiptsOf } from "@/lib/routing/sample-team"
import { saveRules } from "@/lib/routing/save-rules"
import { simulateRouting } from "@/lib/routing/simulate"
import { addPerson } from "./add-person"
import { changePassword } from "./change-password"
import { deactivatePerson } from "./deactivate-person"
import { reactivatePerson } from "./reactivate-person"
import { editPerson } from "./edit-person"
import { listTeam } from "./list-team"
import { endAbsence, planAbsence } from "./plan-absence"
import { resetPassword } from "./reset-password"
import { endSessions, forgetSessionsJob, listSessions, readSession, startSession } from "./sessions"
import { signIn } from "./sign-in"
import { createSignInThrottle } from "./sign-in-throttle"

const NOW = new Date("2026-03-02T08:00:00Z")
const hours = (n: number) => new Date(NOW.getTime() + n * 3_600_000)

let database: TestDatabase
let worker: Ctx
let adminId: string
let admin: Ctx
beforeEach(async () => {
  database = await testDatabase()
  worker = testCtx(database.db, { kind: "system", name: "worker" }, NOW)
  adminId = await addAgent(database.db, "Admin", { role: "admin" })
  admin = as("admin", adminId)
})
afterEach(() => database.drop())

const as = (role: (typeof ROLES)[number], id = newId(), now = NOW): Ctx => testCtx(database.db, { kind: "user", id, name: role, role }, now)
const signedIn = async (userId: string, hour = 0) => ({
  userId,
  sessionId: await startSession(database.db, { userId, browser: "A browser", address: "192.0.2.1" }, hours(hour)),
})
const row = async (id: string) => (await database.db.select().from(users).where(eq(users.id, id)))[0]
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: { code?: string }) => error.code,
  )

describe("adding a person", () => {
  test("shows a password once, with which they sign in; only its hash is stored", async () => {
    const { id, password } = await addPerson(admin, {
      name: " Layla ",
      email: "Layla@Example.com",
      role: "agent",
      languages: ["ar", "ar"],
      signIn: "password",
    })
    expect(await row(id)).toMatchObject({ name: "Layla", email: "layla@example.com", languages: ["ar"], active: true })
    const outcome = await signIn(database.db, { email: "layla@example.com", password: password ?? "", address: "x" }, NOW)
    expect(outcome.ok).toBe(true)
    expect(JSON.stringify(await database.db.select().from(auditLog))).not.toContain(password)
  })

  test("for Google or Microsoft generates none", async () => {
    const { id, password } = await addPerson(admin, {
      name: "Sam",
      email: "sam@example.com",
      role: "agent",
      languages: [],
      signIn: "provider",
    })
    expect([password, (await row(id))?.passwordHash]).toEqual([null, null])
  })

  test("twice with one email is refused, also at the same moment", async () => {
    const add = (email: string) => code(addPerson(admin, { name: "S", email, role: "agent", languages: [], signIn: "provider" }))
    expect((await Promise.all([add("s@example.com"), add("S@EXAMPLE.com")])).toSorted()).toEqual(["conflict", "done"])
  })
})

describe("the last admin", () => {
  test("cannot be demoted or deactivated, and two admins cannot remove each other", async () => {
    expect(await code(editPerson(admin, { id: adminId, role: "agent" }))).toBe("conflict")
    const other = await addAgent(database.db, "Other", { role: "admin" })
    expect(await code(deactivatePerson(admin, { id: adminId, leadsTo: null }))).toBe("conflict")
    const outcomes = await Promise.all([
      code(deactivatePerson(admin, { id: other, leadsTo: null })),
      code(deactivatePerson(as("admin", other), { id: adminId, leadsTo: null })),
    ])
    expect(outcomes.toSorted()).toEqual(["conflict", "done"])
    expect(await database.db.$count(users, and(eq(users.role, "admin"), eq(users.active, true)))).toBe(1)
  })

  test("may demote another admin", async () => {
    const other = await addAgent(database.db, "Other", { role: "admin" })
    await editPerson(admin, { id: other, role: "manager" })
    expect((await row(other))?.role).toBe("manager")
  })
})

describe("deactivating an account", () => {
  test("ends every session and gives the open leads to the rules, with history; closed leads keep their owner", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    await signedIn(a)
    const ids = await arriveTogether(worker, blanks(6))
    const mine = []
    for (const id of ids) if ((await ownerOf(database.db, id)) === a) mine.push(id)
    const [over = ""] = mine
    await moveLead(as("agent", a), { leadId: over, to: "lost", reason: "Price", via: "board" })
    expect(await deactivatePerson(admin, { id: a, leadsTo: null })).toEqual({ given: 2, waiting: 0 })
    expect(await row(a)).toMatchObject({ active: false })
    expect(await database.db.$count(userSessions, eq(userSessions.userId, a))).toBe(0)
    expect(await ownerOf(database.db, over)).toBe(a)
    for (const id of mine.slice(1)) {
      expect(await ownerOf(database.db, id)).toBe(b)
      expect((await receiptsOf(database.db, id)).at(-1)).toMatchObject({ outcome: "moved", cause: "handover", ownerId: b })
    }
    expect(await database.db.$count(ownerHistory, eq(ownerHistory.fromUserId, a))).toBe(2)
  })

  test("may hand them to one colleague, over a cap, and a person's choice is not undone by a rule", async () => {
    const a = await addAgent(database.db, "A")
    const leadId = await arrives(worker)
    const b = await addAgent(database.db, "B", { openMax: 0 })
    expect(await deactivatePerson(admin, { id: a, leadsTo: b })).toEqual({ given: 1, waiting: 0 })
    expect(await ownerOf(database.db, leadId)).toBe(b)
    expect(await database.db.select().from(ownerHistory).where(eq(ownerHistory.toUserId, b))).toMatchObject([{ byUserId: adminId }])
  })

  test("passes their tasks on others' leads to the owner of each", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    const ids = await arriveTogether(worker, blanks(2))
    const taskOf = (leadId: string) => ({
      id: newId(),
      leadId,
      kind: "call" as const,
      title: "Call",
      dueAt: hours(1),
      assigneeId: a,
      createdBy: b,
    })
    await database.db.insert(tasks).values(ids.map(taskOf))
    await deactivatePerson(admin, { id: a, leadsTo: null })
    expect(await database.db.$count(tasks, and(eq(tasks.status, "open"), eq(tasks.assigneeId, a)))).toBe(0)
    expect(await database.db.$count(tasks, and(eq(tasks.kind, "call"), eq(tasks.assigneeId, b)))).toBe(2)
  })

  test("leaves a lead waiting with its reason when no other agent is there", async () => {
    const a = await addAgent(database.db, "A")
    const leadId = await arrives(worker)
    expect(await deactivatePerson(admin, { id: a, leadsTo: null })).toEqual({ given: 0, waiting: 1 })
    expect(await ownerOf(database.db, leadId)).toBeNull()
    expect((await receiptsOf(database.db, leadId)).at(-1)).toMatchObject({ outcome: "waiting" })
    expect(await listWaiting(admin)).toMatchObject({ total: 1, data: [{ id: leadId, reason: expect.stringContaining("left") }] })
  })

  test("while leads stream in loses none and does not deadlock", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
    await arriveTogether(worker, blanks(40))
    const [outcome] = await Promise.all([
      deactivatePerson(admin, { id: a, leadsTo: null }),
      ...Array.from({ length: 6 }, () => arriveTogether(worker, blanks(20))),
    ])
    expect(outcome.given).toBeGreaterThanOrEqual(20)
    const [total] = await database.db.select({ n: count() }).from(leads)
    expect(total?.n).toBe(160)
    expect((await row(a))?.active).toBe(false)
    expect((await database.db.$count(leads, eq(leads.ownerId, b))) + (await database.db.$count(leads, eq(leads.ownerId, a)))).toBe(160)
  })

  test("twice, for oneself, or for a former colleague is refused; reactivating is possible", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B", { active: false })]
    expect(await code(deactivatePerson(admin, { id: a, leadsTo: a }))).toBe("invalid")
    expect(await code(deactivatePerson(admin, { id: a, leadsTo: b }))).toBe("invalid")
    await deactivatePerson(admin, { id: a, leadsTo: null })
    expect(await code(deactivatePerson(admin, { id: a, leadsTo: null }))).toBe("conflict")
    await reactivatePerson(admin, { id: a })
    expect((await row(a))?.active).toBe(true)
  })
})

test("a new password opens the account and ends the sessions of the old one", async () => {
  const a = await addAgent(database.db, "A")
  const session = await signedIn(a)
  expect(await readSession(database.db, session, NOW)).toMatchObject({ id: a })
  const { password } = await resetPassword(admin, { id: a })
  const user = await row(a)
  expect(await readSession(database.db, session, NOW)).toBeNull()
  expect((await signIn(database.db, { email: user?.email ?? "", password, address: "x" }, NOW)).ok).toBe(true)
})

test("a user's own password is changed only with the current one, and every session ends", async () => {
  const { id, password } = await addPerson(admin, { name: "L", email: "l@example.com", role: "agent", languages: [], signIn: "password" })
  const me = as("agent", id)
  const session = await signedIn(id)
  expect(await code(changePassword(me, { current: "not it", next: "a new long password" }))).toBe("invalid")
  expect(await code(changePassword(me, { current: password ?? "", next: "short" }))).not.toBe("done")
  expect(await code(changePassword(worker, { current: password ?? "", next: "a new long password" }))).toBe("forbidden")
  await changePassword(me, { current: password ?? "", next: "a new long password" })
  expect(await readSession(database.db, session, NOW)).toBeNull()
  expect((await signIn(database.db, { email: "l@example.com", password: "a new long password", address: "x" }, NOW)).ok).toBe(true)
})

test("the current password cannot be guessed with somebody's session", async () => {
  const { id, password } = await addPerson(admin, { name: "G", email: "g@example.com", role: "agent", languages: [], signIn: "password" })
  const throttle = createSignInThrottle(database.pool)
  const change = (current: string) => code(changePassword(as("agent", id), { current, next: "plum carousel heron tide" }, throttle))
  for (let tries = 0; tries < 8; tries += 1) expect(await change(`guess ${tries}`)).toBe("invalid")
  expect(await change(password ?? "")).toBe("rate_limited")
})

test("one's own sessions are listed and ended, one or all others, and nobody else's", async () => {
  const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
  const [first, second, third, other] = [await signedIn(a, 0), await signedIn(a, 1), await signedIn(a, 2), await signedIn(b)]
  const me = as("agent", a, hours(3))
  expect((await listSessions(me)).map(({ id }) => id)).toEqual([third, second, first].map(({ sessionId }) => sessionId))
  expect(await endSessions(me, { sessionId: other.sessionId })).toEqual({ ended: 0 })
  expect(await endSessions(me, { sessionId: first.sessionId })).toEqual({ ended: 1 })
  expect(await endSessions(me, { except: third.sessionId })).toEqual({ ended: 1 })
  expect((await listSessions(me)).map(({ id }) => id)).toEqual([third.sessionId])
  expect(await readSession(database.db, other, hours(3))).toMatchObject({ id: b })
  expect(await code(endSessions(worker, { except: third.sessionId }))).toBe("forbidden")
})

test("a session that is used goes on until its last day, an idle one ends, and what ended is forgotten", async () => {
  const a = await addAgent(database.db, "A")
  const [used, idle] = [await signedIn(a), await signedIn(a)]
  for (let hour = 7; hour < 7 * 24; hour += 7) expect(await readSession(database.db, used, hours(hour))).not.toBeNull()
  expect(await readSession(database.db, idle, hours(8))).toBeNull()
  expect(await readSession(database.db, used, hours(7 * 24))).toBeNull()
  await forgetSessionsJob.run({ ...worker, now: () => hours(7 * 24) }, {}, new AbortController().signal)
  expect(await database.db.$count(userSessions)).toBe(0)
})

test("hours, caps and languages are stored, affect routing at once, and are audited with old values", async () => {
  const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
  await editPerson(admin, { id: a, openMax: 0, weight: 3, hours: null })
  expect(await ownerOf(database.db, await arrives(worker))).toBe(b)
  const [entry] = await database.db.select().from(auditLog).where(eq(auditLog.action, "person.edited"))
  expect(entry?.change).toEqual({ before: { openMax: null, weight: 1 }, after: { openMax: 0, weight: 3 } })
  expect(await code(editPerson(admin, { id: a, weight: 99 }))).not.toBe("done")
  const member = (await listTeam(admin)).find(({ id }) => id === b)
  expect(member).toMatchObject({ openLeads: 1, newToday: 1 })
})

test("an absence keeps leads away until it ends, needs a colleague as cover, and can be planned by the person", async () => {
  const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B")]
  expect(await code(planAbsence(as("agent", a), { userId: a, fromAt: hours(1), toAt: hours(0) }))).not.toBe("done")
  expect(await code(planAbsence(as("agent", a), { userId: b, fromAt: hours(0), toAt: hours(1) }))).toBe("forbidden")
  expect(await code(planAbsence(admin, { userId: a, fromAt: hours(0), toAt: hours(1), deputyId: a }))).toBe("invalid")
  const { id } = await planAbsence(as("agent", a), { userId: a, fromAt: hours(-1), toAt: hours(24), deputyId: b })
  expect((await listTeam(admin)).find((member) => member.id === a)?.absences).toMatchObject([{ isNow: true, deputyId: b }])
  expect([await ownerOf(database.db, await arrives(worker)), await ownerOf(database.db, await arrives(worker))]).toEqual([b, b])
  await endAbsence(admin, { id, userId: a })
  expect(await ownerOf(database.db, await arrives(worker))).toBe(a)
})

describe("rules", () => {
  test("are saved as versions, an outdated editor overwrites nothing, and a receipt names the version that decided", async () => {
    const a = await addAgent(database.db, "A")
    const { version, config } = await readRouting(admin)
    const rules = [{ id: "x", name: "To A", target: { kind: "people" as const, userIds: [a] } }]
    const save = () => saveRules(admin, { baseVersion: version, config: { ...config, rules: rules as never }, note: "A takes all" })
    expect((await Promise.all([code(save()), code(save())])).toSorted()).toEqual(["conflict", "done"])
    const leadId = await arrives(worker)
    expect(await readReceipts(admin, { leadId })).toMatchObject([
      { version: 1, owner: { id: a, name: "A" }, reason: "To A: A is named by the rule." },
    ])
    expect(await listRuleBooks(admin)).toMatchObject([{ version: 1, by: "Admin", note: "A takes all" }])
  })

  test("can be tried on an invented lead, also before they are saved, and nothing is written", async () => {
    const [a, b] = [await addAgent(database.db, "A"), await addAgent(database.db, "B", { languages: ["ar"] })]
    const lead = { channel: "website" as const, band: "normal" as const, text: "أريد سيارة" }
    expect(await simulateRouting(admin, lead)).toMatchObject({ owner: { id: b, name: "B" }, rule: "everybody" })
    const { config } = await readRouting(admin)
    const draft = { ...config, rules: [{ id: "d", name: "Draft", target: { kind: "people" as const, userIds: [a] } }] as never }
    expect(await simulateRouting(admin, { ...lead, draft })).toMatchObject({ owner: { id: a } })
    expect(await simulateRouting(admin, lead)).toMatchObject({ owner: { id: b } })
    expect([await database.db.$count(auditLog), await database.db.$count(ownerHistory)]).toEqual([0, 0])
  })
})

test("only an admin changes the team and the rules; a manager reads them, others do not", async () => {
  const a = await addAgent(database.db, "A")
  const leadId = await arrives(worker)
  for (const role of ROLES) {
    const ctx = as(role)
    const writes = [
      addPerson(ctx, { name: "N", email: `${role}@example.com`, role: "agent", languages: [], signIn: "provider" }),
      editPerson(ctx, { id: a, name: "A" }),
      resetPassword(ctx, { id: a }),
      planAbsence(ctx, { userId: a, fromAt: hours(0), toAt: hours(1) }),
    ]
    const wanted = role === "admin" ? "done" : "forbidden"
    expect(await Promise.all(writes.map(code)), role).toEqual([wanted, wanted, wanted, wanted])
    if (role !== "admin") {
      expect(await code(deactivatePerson(ctx, { id: a, leadsTo: null }))).toBe("forbidden")
      expect(await code(reactivatePerson(ctx, { id: a }))).toBe("forbidden")
      expect(await code(saveRules(ctx, { baseVersion: 0, config: {} as never }))).toBe("forbidden")
    }
    const reads = [
      listTeam(ctx),
      readRouting(ctx),
      listRuleBooks(ctx),
      listWaiting(ctx),
      listBreaches(ctx),
      simulateRouting(ctx, { channel: "website", band: "high" }),
    ]
    const seen = role === "admin" || role === "manager" ? "done" : "forbidden"
    expect(new Set(await Promise.all(reads.map(code))), role).toEqual(new Set([seen]))
    expect(await code(readReceipts(ctx, { leadId }))).toBe("done")
    expect(await code(listBreaches(ctx, { leadId }))).toBe("done")
  }
})
