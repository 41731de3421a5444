import "./testing/environment"
import { inArray } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { z } from "zod"
import { leadReads } from "@/db/schema"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { DuplicateResource } from "@/lib/duplicates/items/duplicate-resource"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { routesUnderTest, type RoutesUnderTest } from "./testing/routes"

/** The reviewer's work over REST, from a question raised to a merge undone. */
let app: RoutesUnderTest
beforeAll(async () => {
  app = await routesUnderTest()
})
afterAll(() => app.database.drop())

type Answer = { status: number; body: Record<string, unknown> & { error?: { code: string; fields?: Record<string, string> } } }

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await app.call(method, `/api/v1${path}`, app.as["key:full"], body)
  return { status: response.status, body: (await response.json()) as Answer["body"] }
}

async function bringIn(body: Record<string, unknown>): Promise<string> {
  const { body: answer, status } = await ask("POST", "/leads", { channel: "walk_in", ...body })
  expect(status).toBe(202)
  await drainAll(testCtx(app.database.db))
  return z.string().parse((await ask("GET", `/events/${String(answer["id"])}`)).body["leadId"])
}

const Page = z.object({ data: z.array(DuplicateResource), nextCursor: z.string().nullable() })
const itemsOf = async (leadId: string, status = "pending") =>
  Page.parse((await ask("GET", `/duplicates?status=${status}&limit=200`)).body).data.filter(({ leads }) => leads.includes(leadId))

const PEOPLE = [
  ["Zhanna Orlova", "Жанна Орлова"],
  ["Dmitri Sokolov", "Дмитрий Соколов"],
  ["Tatiana Belova", "Татьяна Белова"],
  ["Oleg Kuznetsov", "Олег Кузнецов"],
] as const
let serial = 0
/** Two leads whose phones differ in one digit, under one name that is written in two scripts. */
async function lookAlikes(given: { email?: string } = {}): Promise<[string, string]> {
  const [latin, cyrillic] = PEOPLE[serial] ?? PEOPLE[0]
  serial += 1
  const first = await bringIn({ name: latin, phone: `+97150${serial}${serial}23417` })
  return [first, await bringIn({ name: cyrillic, phone: `+97150${serial}${serial}23418`, ...given })]
}

test("a question names its two leads by their ids and explains itself", async () => {
  const [a, b] = await lookAlikes()
  const [item] = await itemsOf(a)
  expect(item).toMatchObject({ kind: "pair", status: "pending", reason: "similar_phone", createdAt: expect.any(String) })
  expect(item?.leads.toSorted()).toEqual([a, b].toSorted())
  expect(item?.summaries.map(({ id }) => id).toSorted()).toEqual([a, b].toSorted())
  expect(item?.evidence[0]).toMatchObject({ feature: expect.any(String), bits: expect.any(Number) })
  expect(item?.evidence.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(item?.bits ?? 0, 6)
  expect((await ask("GET", `/duplicates/${String(item?.id)}`)).body).toMatchObject({ id: item?.id, leads: item?.leads })
  const seen = await app.database.db
    .select()
    .from(leadReads)
    .where(inArray(leadReads.leadId, [a, b]))
  expect(seen.map(({ leadId, way }) => [leadId, way]).sort()).toEqual(
    [
      [a, "api"],
      [b, "api"],
    ].sort(),
  )
})

test("a merge answers with its id and the survivor; the merged id leads there; its undo gives both back", async () => {
  const [a, b] = await lookAlikes({ email: "zhanna.rest@example.com" })
  const [item] = await itemsOf(a)
  const path = `/duplicates/${String(item?.id)}/merge`
  const wrong = await ask("POST", path, { survivorId: crypto.randomUUID() })
  expect(wrong).toMatchObject({ status: 422, body: { error: { code: "invalid", fields: { survivorId: expect.any(String) } } } })
  const merged = await ask("POST", path, { survivorId: a, fields: { name: b, phone: b, email: b } })
  expect(merged).toMatchObject({ status: 200, body: { mergeId: expect.any(String), leadId: a } })
  expect((await ask("GET", `/leads/${b}`)).body).toMatchObject({
    id: a,
    mergedInto: a,
    name: "Дмитрий Соколов",
    emails: ["zhanna.rest@example.com"],
  })
  const { phones } = z.object({ phones: z.array(z.string()) }).parse((await ask("GET", `/leads/${a}`)).body)
  expect(phones).toEqual([expect.stringMatching(/8$/), expect.stringMatching(/7$/)])
  expect(await ask("POST", path, { survivorId: a })).toMatchObject({ status: 409, body: { error: { code: "conflict" } } })
  expect((await itemsOf(a, "merged"))[0]).toMatchObject({ id: item?.id, status: "merged", mergeId: merged.body["mergeId"] })

  const undo = `/merges/${String(merged.body["mergeId"])}/undo`
  expect(await ask("POST", undo)).toMatchObject({ status: 200, body: { survivorId: a, restoredId: b } })
  expect((await ask("GET", `/leads/${b}`)).body).not.toHaveProperty("mergedInto")
  expect((await ask("GET", `/leads/${a}`)).body).toMatchObject({
    name: "Dmitri Sokolov",
    phones: [expect.stringMatching(/7$/)],
    emails: [],
  })
  expect((await itemsOf(a))[0]).toMatchObject({ id: item?.id, status: "pending" })
  expect(await ask("POST", undo)).toMatchObject({ status: 409 })
})

test("distinct and later answer with the item; what is not there is 404", async () => {
  const [a] = await lookAlikes()
  const [item] = await itemsOf(a)
  expect(await ask("POST", `/duplicates/${String(item?.id)}/later`)).toMatchObject({ status: 200, body: { id: item?.id, status: "later" } })
  expect(await itemsOf(a, "later")).toHaveLength(1)
  expect(await ask("POST", `/duplicates/${String(item?.id)}/distinct`)).toMatchObject({ status: 200, body: { status: "distinct" } })
  expect((await itemsOf(a, "distinct"))[0]?.leads).toHaveLength(2)
  expect(await ask("POST", `/duplicates/${String(item?.id)}/distinct`)).toMatchObject({ status: 409 })
  for (const path of ["/duplicates/nothing/distinct", `/duplicates/${crypto.randomUUID()}/later`, `/merges/${crypto.randomUUID()}/undo`])
    expect(await ask("POST", path)).toMatchObject({ status: 404, body: { error: { code: "not_found" } } })
})

test("a merged lead's id goes on working where another system sends it", async () => {
  const [a, b] = await lookAlikes()
  const [item] = await itemsOf(a)
  await ask("POST", `/duplicates/${String(item?.id)}/merge`, { survivorId: a })
  const again = await bringIn({ name: "Олег Кузнецов", phone: `+97150${serial}${serial}23418`, message: "Is it free on Friday?" })
  expect(again).toBe(a)
  expect((await ask("PATCH", `/leads/${b}`, { company: "Falcon" })).body).toMatchObject({ id: a })
  expect((await ask("GET", `/leads/${a}`)).body).toMatchObject({ fields: { company: { value: "Falcon" } } })
})
