import { eq, inArray, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { bookings, leads, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { LeadEvent } from "@/lib/core/lead-event"
import { WorkingTime } from "@/lib/core/working-time/calendar"
import { WORKING_TIME } from "@/lib/platform/settings/working-time-setting"
import { newId } from "@/lib/platform/ids"
import { writeSetting } from "@/lib/platform/settings/setting"
import { rereadNamesJob } from "./edit/reread-names"
import { ingestEvents } from "./ingest/ingest-events"
import { crispMessage, email, named, phone, sampleEvent } from "./ingest/sample-events"
import { countLeads, listLeads, type ListLeads } from "./list-leads"
import { LEAD_SORTS } from "@/lib/core/filters/leads"

let database: TestDatabase
const agent = newId()
const ids: Record<string, string> = {}

async function ingest(key: string, event: LeadEvent) {
  const { ingested } = await database.db.transaction((tx) =>
    ingestEvents(tx, [{ event, receiptId: newId() }], new Date("2026-03-20T08:00:00Z")),
  )
  const [first] = ingested
  if (first?.outcome === "ingested") ids[key] = first.leadId
}

beforeAll(async () => {
  database = await testDatabase()
  await database.db.insert(users).values({ id: agent, email: "agent@example.com", name: "Agent", role: "agent" })
  await ingest(
    "layla",
    sampleEvent({
      at: "2026-03-01T19:59:00Z",
      identities: [phone("050 555 4567"), email("layla.haddad@example.com")],
      fields: [named("Layla Haddad")],
    }),
  )
  await ingest(
    "mohammed",
    sampleEvent({
      at: "2026-03-01T20:01:00Z",
      channel: "ziwo",
      kind: "call_answered",
      identities: [phone("0555551234")],
      fields: [named("محمد الأحمد")],
    }),
  )
  await ingest("ivan", sampleEvent({ at: "2026-03-03T08:00:00Z", identities: [phone("+7 912 345 67 89")], fields: [named("Иван Петров")] }))
  await ingest("percent", sampleEvent({ at: "2026-03-04T08:00:00Z", identities: [email("a_b@example.com")], fields: [named("100% Cars")] }))
  await ingest("chat", crispMessage("session-1", "Hello", { at: "2026-03-05T08:00:00Z" }))
  await database.db
    .update(leads)
    .set({ ownerId: agent, score: 70, band: "high" })
    .where(eq(leads.id, ids["layla"] ?? ""))
  await database.db
    .update(leads)
    .set({ stageId: "qualified" })
    .where(eq(leads.id, ids["ivan"] ?? ""))
})
afterAll(() => database.drop())

const nameOf = (id: string) => Object.entries(ids).find(([, known]) => known === id)?.[0] ?? "?"
const ctx = () => testCtx(database.db, { kind: "user", id: agent, name: "Agent", role: "agent" })
const find = async (filter: ListLeads) => (await listLeads(ctx(), filter)).data.map(({ id }) => nameOf(id))
const found = async (filter: ListLeads) => (await find(filter)).toSorted()

describe("one search box", () => {
  test.each([
    ["layla", "layla"],
    ["HADDAD lay", "layla"],
    ["محمد", "mohammed"],
    ["الأحمد", "mohammed"],
    ["Иван", "ivan"],
    ["ivan petrov", "ivan"],
    ["100%", "percent"],
    ["0505554567", "layla"],
    ["+971 50 555 4567", "layla"],
    ["00971505554567", "layla"],
    ["٠٥٠٥٥٥٤٥٦٧", "layla"],
    ["4567", "layla"],
    ["…4567", "layla"],
    ["9123456789", "ivan"],
    ["layla.haddad@example.com", "layla"],
    ["Layla.H@", ""],
    ["layla.haddad@", "layla"],
    ["a_b@", "percent"],
    ["axb@", ""],
    ["_______", ""],
    ["999999", ""],
  ])("%s finds %s", async (q, name) => {
    expect(await found({ q })).toEqual(name ? [name] : [])
  })

  test("a name typed in Latin finds a lead whose name is in Arabic", async () => {
    expect(await found({ q: "mohammed" })).toEqual(["mohammed"])
    expect(await found({ q: "al ahmad" })).toEqual(["mohammed"])
  })
})

describe("across scripts and systems", () => {
  beforeAll(async () => {
    await ingest("short", sampleEvent({ at: "2026-02-01T08:00:00Z", identities: [phone("0505557011")], fields: [named("دينا")] }))
    await ingest("short cyrillic", sampleEvent({ at: "2026-02-01T07:30:00Z", identities: [phone("0505557014")], fields: [named("Дина")] }))
    await ingest("short latin", sampleEvent({ at: "2026-02-01T07:00:00Z", identities: [phone("0505557012")], fields: [named("Hala")] }))
    await ingest("alike", sampleEvent({ at: "2026-02-01T06:00:00Z", identities: [phone("0505557013")], fields: [named("Dean")] }))
    await ingest("arabic", sampleEvent({ at: "2026-02-05T08:00:00Z", identities: [phone("0505557001")], fields: [named("ريم درويش")] }))
    await ingest("latin", sampleEvent({ at: "2026-02-04T08:00:00Z", identities: [phone("0505557002")], fields: [named("Reem Darwish")] }))
    await ingest("mistyped", sampleEvent({ at: "2026-02-03T08:00:00Z", identities: [phone("0505557003")], fields: [named("Rem Darwesh")] }))
    await ingest("other", crispMessage("session_77AB", "mail me: sales@falcon-motors.example", { at: "2026-02-02T08:00:00Z" }))
    await database.db.insert(bookings).values({
      id: newId(),
      leadId: ids["latin"] ?? "",
      externalId: "BK-204117",
      status: "created",
      statusAt: new Date("2026-02-05T08:00:00Z"),
    })
  })

  test.each([
    ["rem darwesh", ["mistyped", "arabic", "latin"]],
    ["ريم درويش", ["arabic", "latin", "mistyped"]],
    ["Reem Darwish", ["latin", "arabic", "mistyped"]],
    ["darwesh", ["mistyped", "arabic", "latin"]],
    ["bk-2041", ["latin"]],
    ["204117", []],
    ["SESSION_77ab", ["other"]],
    ["falcon-motors", ["other"]],
    ["@falcon", ["other"]],
    ["haddad@exam", ["layla"]],
    // Two consonants: of the other script only.
    ["Dina", ["short cyrillic", "short"]],
    ["هالة", ["short latin"]],
    ["Tina", ["short", "short cyrillic"]],
    ["دينا", ["short", "alike"]],
  ])("%s finds %j, what was typed before what sounds like it", async (q, names) => expect(await find({ q })).toEqual(names))

  test("pages walk through both kinds of hits without a repeat, and rows can be told apart", async () => {
    const first = await listLeads(ctx(), { q: "rem darwesh", limit: 2 })
    const second = await listLeads(ctx(), { q: "rem darwesh", limit: 2, cursor: first.nextCursor ?? "" })
    expect([...first.data, ...second.data].map(({ id }) => nameOf(id))).toEqual(["mistyped", "arabic", "latin"])
    expect(first.data[0]).toMatchObject({ stage: "new_lead", owner: null, vehicle: null, lastActivityAt: "2026-02-03T08:00:00.000Z" })
  })

  test("leads stored before the keys are read again in the background", async () => {
    const id = ids["arabic"] ?? ""
    await database.db.update(leads).set({ searchText: "ريم درويش reem drwysh" }).where(eq(leads.id, id))
    expect(await find({ q: "rem darwesh" })).not.toContain("arabic")
    await rereadNamesJob.run(testCtx(database.db), {}, new AbortController().signal)
    expect(await find({ q: "rem darwesh" })).toContain("arabic")
  })

  afterAll(() =>
    database.db.execute(sql`truncate bookings`).then(() =>
      database.db
        .update(leads)
        .set({ state: "removed" })
        .where(
          inArray(
            leads.id,
            ["arabic", "latin", "mistyped", "other", "short", "short cyrillic", "short latin", "alike"].map((key) => ids[key] ?? ""),
          ),
        ),
    ),
  )
})

describe("filters", () => {
  test("take several values, as a list or separated by commas", async () => {
    expect(await found({ channel: ["website", "ziwo"] })).toEqual(["ivan", "layla", "mohammed", "percent"])
    expect(await found({ channel: "ziwo,crisp" } as unknown as ListLeads)).toEqual(["chat", "mohammed"])
    expect(await found({ stage: ["qualified"] })).toEqual(["ivan"])
    expect(await found({ band: ["high"] })).toEqual(["layla"])
    expect(await found({ kind: ["unidentified"] })).toEqual(["chat"])
  })

  test("by stage leave out what is off the board", async () => {
    expect(await found({ stage: ["new_lead"] })).not.toContain("chat")
  })

  test('by owner know "me" and "none"', async () => {
    expect(await found({ owner: ["me"] })).toEqual(["layla"])
    expect(await found({ owner: ["none"] })).toEqual(["chat", "ivan", "mohammed", "percent"])
    expect(await found({ owner: ["none", agent] })).toHaveLength(5)
    const key = testCtx(database.db, { kind: "api_key", id: "k", name: "K", scopes: ["read"] })
    expect((await listLeads(key, { owner: ["me"] })).data).toEqual([])
  })

  test("by day count days as the team does", async () => {
    expect(await found({ from: "2026-03-01", to: "2026-03-01" })).toEqual(["layla"])
    expect(await found({ from: "2026-03-02", to: "2026-03-02" })).toEqual(["mohammed"])
    await writeSetting(testCtx(database.db), WORKING_TIME, WorkingTime.parse({ timeZone: "Europe/London" }))
    expect(await found({ from: "2026-03-01", to: "2026-03-01" })).toEqual(["layla", "mohammed"])
    await writeSetting(testCtx(database.db), WORKING_TIME, WorkingTime.parse({}))
  })

  test("a count agrees with the list, and a merged lead is in neither", async () => {
    expect(await countLeads(ctx(), { channel: ["website"] })).toEqual({ count: 3, isCapped: false })
    const { id, ...row } = (
      await database.db
        .select()
        .from(leads)
        .where(eq(leads.id, ids["layla"] ?? ""))
    )[0] ?? { id: "" }
    await database.db.insert(leads).values({ ...row, id: newId(), state: "merged", mergedInto: id } as typeof leads.$inferInsert)
    expect(await countLeads(ctx(), { q: "layla" })).toEqual({ count: 1, isCapped: false })
    expect(await found({ q: "layla" })).toEqual(["layla"])
  })
})

describe("pages", () => {
  test.each(LEAD_SORTS)("in order of %s show every lead once, whatever the size, and the order holds over ties", async (sort) => {
    await database.db.update(leads).set({ score: 5 }).where(eq(leads.score, 0))
    const whole = await find({ sort })
    expect(new Set(whole).size).toBe(5)
    for (const limit of [1, 2, 3]) {
      const walked: string[] = []
      let cursor: string | undefined
      do {
        const page = await listLeads(ctx(), { sort, limit, cursor })
        walked.push(...page.data.map(({ id }) => nameOf(id)))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(walked).toEqual(whole)
    }
  })

  test("by name put leads without a name last", async () => {
    expect((await find({ sort: "name" })).at(-1)).toBe("chat")
  })

  test("refuse a cursor that belongs to another order", async () => {
    const { nextCursor } = await listLeads(ctx(), { sort: "name", limit: 1 })
    await expect(listLeads(ctx(), { sort: "score", limit: 1, cursor: nextCursor ?? "" })).rejects.toMatchObject({ code: "invalid" })
  })
})
