import { and, eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { absences, notifications, sentEmails, tasks, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { chooseDigest } from "@/lib/followups/calendar/calendar"
import { readBell, readNotifications } from "@/lib/notifications/notifications"
import { queueEmails } from "@/lib/notifications/queue-email"
import { remind } from "./remind"
import { sendDigests } from "./send-digests"
import { sendEmails } from "@/lib/notifications/send-emails"
import { snoozeTask } from "@/lib/followups/tasks/snooze-task"

let database: TestDatabase
const agentId = newId()
const managerId = newId()
const standInId = newId()
let leadId = ""
beforeAll(async () => {
  database = await testDatabase()
  await database.db.insert(users).values([
    { id: agentId, email: "agent@example.com", name: "Amira", role: "agent" },
    { id: standInId, email: "standin@example.com", name: "Stand-in", role: "agent" },
    { id: managerId, email: "manager@example.com", name: "Boss", role: "manager" },
    { id: newId(), email: "gone@example.com", name: "Gone", role: "manager", active: false },
  ])
  const event = sampleEvent({ identities: [phone("+971501112233")], fields: [named("Layla Haddad")] })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], new Date()))
  leadId = ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.pool.query("delete from tasks; delete from notifications; delete from sent_emails")
})

/** Monday, 12:00 in Dubai. */
const at = (hours: number) => new Date(Date.parse("2026-03-02T08:00:00Z") + hours * 3_600_000)
const clock = (hours: number): Ctx => testCtx(database.db, { kind: "system", name: "jobs" }, at(hours))
const as = (id: string, role: "agent" | "manager", hours = 0): Ctx =>
  testCtx(database.db, { kind: "user", id, name: role, role }, at(hours))
async function addTasks(count: number, dueAt: Date): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, n) => ({
    id: newId(),
    leadId,
    kind: "call" as const,
    title: `Ring back ${n + 1}`,
    dueAt,
    assigneeId: agentId,
  }))
  await database.db.insert(tasks).values(rows)
  return rows.map(({ id }) => id)
}
const bellOf = async (userId: string) =>
  (await database.db.select().from(notifications).where(eq(notifications.userId, userId))).map(({ title }) => title)

describe("notifications", () => {
  test("notify once about a due task, however often the job runs and however many run", async () => {
    await addTasks(1, at(0))
    await Promise.all([remind(clock(0)), remind(clock(0)), remind(clock(0.1))])
    expect(await bellOf(agentId)).toEqual(["Due now: Ring back 1 · Layla Haddad"])
    expect(await bellOf(managerId)).toEqual([])
  })

  test("show a number when many are due at once", async () => {
    await addTasks(12, at(0))
    await remind(clock(0))
    expect(await bellOf(agentId)).toEqual(["12 tasks are due now"])
  })

  test("are silent at night, on a day off, and before the time", async () => {
    await addTasks(1, at(-1))
    expect(await remind(clock(10))).toEqual({ reminded: 0, escalated: 0 })
    await addTasks(1, at(1))
    expect(await remind(clock(0.5))).toMatchObject({ reminded: 1 })
  })

  test("go to the cover of an absent colleague, and to the managers where there is none", async () => {
    await addTasks(1, at(0))
    const absence = { id: newId(), userId: agentId, fromAt: at(-1), toAt: at(48), deputyId: standInId }
    await database.db.insert(absences).values(absence)
    await remind(clock(0))
    expect(await bellOf(standInId)).toEqual(["Due now: Ring back 1 · Layla Haddad (for Amira, who is away)"])
    expect(await bellOf(agentId)).toEqual([])
    await database.db.update(users).set({ active: false }).where(eq(users.id, standInId))
    await addTasks(1, at(0))
    await remind(clock(0.1))
    expect(await bellOf(managerId)).toEqual(["Due now: Ring back 1 · Layla Haddad (for Amira, who is away)"])
    await database.db.delete(absences)
  })

  test("are private, and can be marked as read", async () => {
    await addTasks(2, at(0))
    await remind(clock(0))
    const bell = await readBell(as(agentId, "agent"))
    expect(bell).toMatchObject({ unread: 2, items: [{ leadId, isRead: false }, {}] })
    await readNotifications(as(managerId, "manager"), { ids: bell.items.map(({ id }) => id) })
    expect((await readBell(as(agentId, "agent"))).unread).toBe(2)
    await readNotifications(as(agentId, "agent"), { ids: "all" })
    expect((await readBell(as(agentId, "agent"))).unread).toBe(0)
  })
})

describe("a task overdue for four working hours", () => {
  test("is flagged and escalated to the available managers, once", async () => {
    const [taskId = ""] = await addTasks(1, at(-2))
    await remind(clock(1.9))
    expect(await bellOf(managerId)).toEqual([])
    await remind(clock(2))
    await remind(clock(2.1))
    expect(await bellOf(managerId)).toEqual(["Overdue: Ring back 1 · Layla Haddad (Amira)"])
    expect((await database.db.select().from(tasks).where(eq(tasks.id, taskId)))[0]?.escalatedAt).toEqual(at(2))
    expect((await database.db.select().from(notifications)).length).toBe(2)
  })

  test("is counted in working hours: the night does not make it overdue", async () => {
    await addTasks(1, at(6))
    expect(await remind(clock(22))).toMatchObject({ escalated: 0 })
    expect(await remind(clock(24))).toMatchObject({ escalated: 1 })
  })

  test("starts again when it is snoozed", async () => {
    const [taskId = ""] = await addTasks(1, at(-2))
    await remind(clock(2))
    await snoozeTask(as(agentId, "agent", 2), { taskId, until: "hour" })
    expect(await remind(clock(2.5))).toEqual({ reminded: 0, escalated: 0 })
    expect(await remind(clock(3))).toEqual({ reminded: 1, escalated: 0 })
  })
})

describe("the morning email", () => {
  const morning = at(-3.25)
  test("goes once a day to each person with something due, half an hour before work begins", async () => {
    await addTasks(2, at(-24))
    await addTasks(1, at(2))
    const ctx = (when: Date) => testCtx(database.db, { kind: "system", name: "jobs" }, when)
    expect(await sendDigests(ctx(at(-4)), { baseUrl: "https://leads.example" })).toBe(0)
    await sendDigests(ctx(morning), { baseUrl: "https://leads.example" })
    await sendDigests(ctx(at(-3)), { baseUrl: "https://leads.example" })
    const mails = await database.db.select().from(sentEmails)
    expect(mails).toMatchObject([{ recipient: "agent@example.com", subject: "3 tasks for today, 2 overdue", status: "queued" }])
    expect(mails[0]?.body).toContain(`https://leads.example/leads/${leadId}`)
  })

  test("is not sent on a day off, nor to a person who has turned it off", async () => {
    await addTasks(1, at(-24))
    expect(await sendDigests(testCtx(database.db, undefined, new Date("2026-03-08T05:00:00Z")), { baseUrl: "https://leads.example" })).toBe(
      0,
    )
    await chooseDigest(as(agentId, "agent"), { digestByEmail: false })
    expect(await sendDigests(testCtx(database.db, undefined, morning), { baseUrl: "https://leads.example" })).toBe(0)
    await chooseDigest(as(agentId, "agent"), { digestByEmail: true })
  })
})

describe("email", () => {
  const write = () =>
    database.db.transaction((tx) =>
      queueEmails(
        tx,
        [{ dedupeKey: "one", kind: "digest", userId: agentId, recipient: "agent@example.com", subject: "Hello", body: "…" }],
        at(0),
      ),
    )
  const status = async () =>
    (
      await database.db
        .select()
        .from(sentEmails)
        .where(and(eq(sentEmails.dedupeKey, "one")))
    )[0]

  test("is sent once, also by two workers at a time", async () => {
    await write()
    await write()
    const taken: string[] = []
    const deliver = async ({ to }: { to: string }) => void taken.push(to)
    await Promise.all([sendEmails(clock(0), deliver), sendEmails(clock(0), deliver)])
    await sendEmails(clock(1), deliver)
    expect(taken).toEqual(["agent@example.com"])
    expect(await status()).toMatchObject({ status: "sent" })
  })

  test("is kept where there is no mail server", async () => {
    await write()
    expect(await sendEmails(clock(0), null)).toEqual({ sent: 0, kept: 1, failed: 0 })
    expect(await status()).toMatchObject({ status: "kept" })
  })

  test("waits for a mail server that is away or says later, and pays no attempt for it", async () => {
    await write()
    const away = [
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" }),
      Object.assign(new Error("451 try later"), { responseCode: 451 }),
      Object.assign(new Error("535 wrong password"), { code: "EAUTH", responseCode: 535 }),
    ]
    for (let hour = 0; hour < 12; hour += 1) await sendEmails(clock(hour), () => Promise.reject(away[hour % 3]))
    expect(await status()).toMatchObject({ status: "queued", attempts: 0 })
    await sendEmails(clock(13), async () => undefined)
    expect(await status()).toMatchObject({ status: "sent", attempts: 1 })
  })

  test("that is refused is retried later, and finally marked as failed with the reason", async () => {
    await write()
    const refuse = () => Promise.reject(new Error("550 no such mailbox"))
    for (let hour = 0; hour < 8; hour += 1) await sendEmails(clock(hour), refuse)
    expect(await status()).toMatchObject({ status: "failed", attempts: 5, error: "550 no such mailbox" })
  })
})
