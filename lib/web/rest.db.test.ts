import "./testing/environment"
import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { auditLog, leads, stages, users } from "@/db/schema"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { EventView } from "@/lib/intake/deliveries/queries"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { LeadContext } from "@/lib/leads/find-context"
import { LeadSummary } from "@/lib/leads/lead-views"
import { routesUnderTest, type RoutesUnderTest } from "./testing/routes"
import { LeadResource } from "./lead-resource"

/** The REST API as its callers see it, from a lead brought in to its stage moved; answers are held to their published schemas. */
let app: RoutesUnderTest
beforeAll(async () => {
  app = await routesUnderTest()
})
afterAll(() => app.database.drop())

type Answer = { status: number; body: Record<string, unknown> & { error?: { code: string; fields?: Record<string, string> | string[] } } }

async function ask(method: string, path: string, body?: unknown, credential = app.as["key:full"]): Promise<Answer> {
  const response = await app.call(method, `/api/v1${path}`, credential, body)
  return { status: response.status, body: (await response.json()) as Answer["body"] }
}

async function bringIn(body: Record<string, unknown>): Promise<{ receipt: string; leadId: string }> {
  const { body: answer, status } = await ask("POST", "/leads", { channel: "walk_in", ...body })
  expect(status).toBe(202)
  await drainAll(testCtx(app.database.db))
  const { body: event } = await ask("GET", `/events/${answer["id"]}`)
  return { receipt: String(answer["id"]), leadId: z.string().parse(event["leadId"]) }
}

const List = z.object({ data: z.array(LeadSummary), nextCursor: z.string().nullable() })

describe("a lead by hand", () => {
  test("is answered with a receipt, becomes a lead, and is found by its phone in any format", async () => {
    const { body: received } = await ask("POST", "/leads", {
      channel: "referral",
      name: "Layla Haddad",
      phone: "050 123 4501",
      vehicle: "SUV",
      referredBy: "Omar",
    })
    expect(received).toEqual({ id: expect.any(String), duplicate: false })
    expect((await ask("GET", `/events/${received["id"]}`)).body).toMatchObject({ state: "received", leadId: null, leadIds: [] })
    await drainAll(testCtx(app.database.db))
    const event = EventView.parse((await ask("GET", `/events/${received["id"]}`)).body)
    expect(event).toMatchObject({ state: "done", leadIds: [event.leadId] })
    for (const phone of ["%2B971501234501", "+971501234501", "00971501234501", "0501234501", "050-123-4501", "٠٥٠١٢٣٤٥٠١"]) {
      const found = List.parse((await ask("GET", `/leads?phone=${phone}`)).body)
      expect(
        found.data.map(({ id }) => id),
        phone,
      ).toEqual([event.leadId])
    }
    const lead = LeadResource.parse((await ask("GET", `/leads/${event.leadId}`)).body)
    expect(lead).toMatchObject({ name: "Layla Haddad", stage: "new_lead", channels: ["referral"], vehicle: "SUV" })
    expect(lead.touchpoints.map(({ receipt }) => receipt)).toEqual([event.id])
    expect(lead.identities).toMatchObject([{ kind: "phone", value: "+971501234501", raw: "050 123 4501" }])
  })

  test("with an external id is stored once within its channel, and a repeat is answered with the first receipt", async () => {
    const first = await ask("POST", "/leads", { channel: "partner", externalId: "p-1", name: "Omar" })
    const again = await ask("POST", "/leads", { channel: "partner", externalId: "p-1", name: "Omar" })
    const elsewhere = await ask("POST", "/leads", { channel: "referral", externalId: "p-1", name: "Omar" })
    expect(again.body).toEqual({ id: first.body["id"], duplicate: true })
    expect(elsewhere.body["duplicate"]).toBe(false)
  })

  test("that says nothing, or something wrong, is answered 422 with the field named", async () => {
    for (const body of [{ channel: "walk_in" }, { channel: "walk_in", name: " ", phone: "" }]) {
      expect(await ask("POST", "/leads", body)).toMatchObject({
        status: 422,
        body: { error: { code: "invalid", fields: { name: expect.any(String) } } },
      })
    }
    expect(await ask("POST", "/leads", { channel: "website", name: "Omar" })).toMatchObject({
      status: 422,
      body: { error: { fields: { channel: expect.any(String) } } },
    })
    for (const body of ["{", "null", "[]", '"text"']) expect((await ask("POST", "/leads", body)).status).toBe(422)
  })

  test("over 256 kB is cut off with 413, and what is not called JSON is refused", async () => {
    expect(await ask("POST", "/leads", { channel: "walk_in", message: "x".repeat(300 * 1024) })).toMatchObject({
      status: 413,
      body: { error: { code: "too_large" } },
    })
    const plain = { headers: { ...app.as["key:full"].headers, "content-type": "text/plain" } }
    expect((await ask("POST", "/leads", { channel: "walk_in", name: "Omar" }, plain)).status).toBe(422)
  })
})

describe("an edit", () => {
  test("sets and clears fields, adds a phone, and survives what machines say later", async () => {
    const { leadId } = await bringIn({ name: "Sara Khan", phone: "0501234510", vehicle: "Sedan" })
    const edited = await ask("PATCH", `/leads/${leadId}`, { name: "Sarah Khan", company: "Falcon", vehicle: null, phone: "055 123 4510" })
    expect(LeadResource.parse(edited.body)).toMatchObject({
      name: "Sarah Khan",
      company: "Falcon",
      vehicle: null,
      phones: ["+971501234510", "+971551234510"],
    })
    await bringIn({ name: "Sara K", phone: "0501234510", vehicle: "Truck" })
    const later = LeadResource.parse((await ask("GET", `/leads/${leadId}`)).body)
    expect(later).toMatchObject({ name: "Sarah Khan", vehicle: null })
    expect(later.fields["name"]).toMatchObject({ trust: "person" })
    expect(later.touchpoints).toHaveLength(2)
  })

  test("with characters that no database holds is refused, and says where they are", async () => {
    const { leadId } = await bringIn({ name: "Odd", phone: "0501234511" })
    expect(await ask("PATCH", `/leads/${leadId}`, '{"company":"Fal\\u0000con \\ud83d"}')).toMatchObject({
      status: 422,
      body: { error: { code: "invalid", fields: { company: expect.any(String) } } },
    })
  })

  test("never takes another lead's phone, and names what it cannot read", async () => {
    const { leadId: holder } = await bringIn({ name: "Holder", phone: "0501234520" })
    const { leadId } = await bringIn({ name: "Taker", email: "taker@example.com" })
    expect(await ask("PATCH", `/leads/${leadId}`, { phone: "+971 50 123 4520" })).toMatchObject({
      status: 409,
      body: { error: { code: "conflict", fields: { phone: holder } } },
    })
    expect(await ask("PATCH", `/leads/${leadId}`, { phone: "12" })).toMatchObject({
      status: 422,
      body: { error: { fields: { phone: expect.any(String) } } },
    })
    expect((await ask("PATCH", `/leads/${leadId}`, { score: 100 })).status).toBe(422)
  })
})

describe("a stage move", () => {
  test("meets the gate with the missing fields named, and passes with what it asked for", async () => {
    const { leadId } = await bringIn({ name: "Mover", phone: "0501234530" })
    expect(await ask("POST", `/leads/${leadId}/stage`, { to: "lost" })).toMatchObject({
      status: 409,
      body: { error: { code: "gate", fields: ["reason"] } },
    })
    expect(await ask("POST", `/leads/${leadId}/stage`, { to: "booked" })).toMatchObject({
      status: 409,
      body: { error: { code: "gate", fields: ["booking"] } },
    })
    const moved = await ask("POST", `/leads/${leadId}/stage`, { to: "booked", values: { bookingReference: "B-1" } })
    expect(LeadResource.parse(moved.body)).toMatchObject({ stage: "booked" })
    expect((await ask("POST", `/leads/${leadId}/stage`, { to: "won" })).status).toBe(422)
  })

  test("takes back every name the gate answers with, checklist items too, and keeps what it was given", async () => {
    const { db } = app.database
    const [qualified] = await db.select().from(stages).where(eq(stages.id, "qualified"))
    const checklist = [{ id: "licence", label: "Licence was seen", required: true }]
    await db
      .update(stages)
      .set({ checklist, requirements: { fields: ["amount"] } })
      .where(eq(stages.id, "qualified"))
    const { leadId } = await bringIn({ name: "Asked", phone: "0501234532" })
    const path = `/leads/${leadId}/stage`
    expect((await ask("POST", path, { to: "proposal" })).body.error?.fields).toEqual(["amount", "checklist:licence"])
    for (const values of [{ amount: "a lot", "checklist:licence": true }, { amount: "1", colour: "red" }, { "checklist:licence": "no" }])
      expect((await ask("POST", path, { to: "proposal", values })).status).toBe(422)
    const moved = await ask("POST", path, { to: "proposal", values: { amount: 1250.5, "checklist:licence": true } })
    expect(LeadResource.parse(moved.body)).toMatchObject({ stage: "proposal", amount: 1250.5, fields: { amount: { trust: "person" } } })
    expect((await ask("POST", path, { to: "contacted", from: "qualified" })).status).toBe(409)
    await db.update(stages).set({ checklist: qualified?.checklist, requirements: {} }).where(eq(stages.id, "qualified"))
  })

  test("past the gate is a manager's, and needs a reason", async () => {
    const { leadId } = await bringIn({ name: "Gated", phone: "0501234531" })
    const move = (role: "agent" | "manager", reason?: string) =>
      ask("POST", `/leads/${leadId}/stage`, { to: "booked", override: true, reason }, app.as[role])
    expect((await move("agent", "because")).status).toBe(403)
    expect(await move("manager")).toMatchObject({ status: 422, body: { error: { fields: { reason: expect.any(String) } } } })
    expect(await move("manager", "paid at the desk")).toMatchObject({ status: 200, body: { stage: "booked" } })
  })
})

describe("looking up", () => {
  test("a merged id answers with its survivor, and an edit of it edits the survivor", async () => {
    const { leadId: survivor } = await bringIn({ name: "Survivor", phone: "0501234540" })
    const { leadId: merged } = await bringIn({ name: "Merged", phone: "0501234541" })
    await app.database.db.update(leads).set({ state: "merged", mergedInto: survivor }).where(eq(leads.id, merged))
    expect(LeadResource.parse((await ask("GET", `/leads/${merged}`)).body)).toMatchObject({ id: survivor, mergedInto: survivor })
    expect((await ask("GET", `/leads/${survivor}`)).body).not.toHaveProperty("mergedInto")
    expect((await ask("PATCH", `/leads/${merged}`, { company: "One" })).body).toMatchObject({ id: survivor, company: "One" })
  })

  test("what is not there is 404, whatever the id looks like", async () => {
    const nobody = "00000000-0000-7000-8000-000000000000"
    for (const path of [
      `/leads/${nobody}`,
      "/leads/17",
      "/leads/%00",
      `/events/${nobody}`,
      "/events/x",
      "/context?phone=0501234999",
      "/context?phone=hello",
    ]) {
      expect(await ask("GET", path), path).toMatchObject({ status: 404, body: { error: { code: "not_found" } } })
    }
  })

  test("a chatbot learns owner, stage and open booking by phone or e-mail", async () => {
    const { leadId } = await bringIn({ name: "Chatty", phone: "0501234550", email: "Chatty+x@Gmail.com" })
    await app.database.db.update(leads).set({ ownerId: app.userIds.agent }).where(eq(leads.id, leadId))
    const chatbot = app.as["key:context"]
    for (const query of ["phone=+971501234550", "email=chatty@gmail.com"]) {
      const { body } = await ask("GET", `/context?${query}`, undefined, chatbot)
      expect(LeadContext.parse(body)).toMatchObject({ leadId, stage: "new_lead", owner: { id: app.userIds.agent }, openBooking: null })
    }
    expect((await ask("GET", "/context", undefined, chatbot)).status).toBe(422)
  })

  test("a parameter that makes no sense is 422, never 500", async () => {
    for (const query of [
      "limit=0",
      "limit=1000",
      "limit=x",
      "stage=won",
      "owner=me2",
      "band=hot",
      "from=yesterday",
      "sort=phone",
      "cursor=x",
      "cursor=e30",
      "q=%00",
      "q=0000-01-01",
      "sort=score&cursor=eyJrZXkiOiJ4IiwiaWQiOiIwMDAwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAifQ",
    ]) {
      expect(await ask("GET", `/leads?${query}`), query).toMatchObject({ status: 422, body: { error: { code: "invalid" } } })
    }
    for (const query of ["q=%25", "q=%5C", "q='", "phone=%25", "email=_%25", "phone=", "owner=", "stage="]) {
      expect((await ask("GET", `/leads?${query}`)).status, query).toBe(200)
    }
  })
})

test("an export is a CSV that no spreadsheet runs, with its filter, and leaves a trace", async () => {
  await bringIn({ name: '=Omar "Formula" Rashid', phone: "0501234560", email: "formula@example.com" })
  const response = await app.call("GET", "/api/leads/export?q=formula%40example.com", app.as.manager)
  expect(response.headers.get("content-type")).toContain("text/csv")
  const [header, row, rest] = Buffer.from(await response.arrayBuffer())
    .toString("utf8")
    .split("\n")
  expect(header).toMatch(/^\uFEFFid,name,phones,emails/)
  expect(row).toContain(`"'=Omar ""Formula"" Rashid",'+971501234560,formula@example.com`)
  expect(rest).toBe("")
  const traces = await app.database.db.select().from(auditLog).where(eq(auditLog.action, "leads.exported"))
  expect(traces).toMatchObject([{ actorKind: "user", actorId: app.userIds.manager, change: { filter: { q: "formula@example.com" } } }])
})

test("metrics tell how much waits, is dead, and since when", async () => {
  const metrics = await (await app.call("GET", "/api/metrics", app.as["key:metrics"])).text()
  expect(metrics).toMatch(/^onelead_inbox_events\{state="dead"\} 0$/m)
  expect(metrics).toMatch(/^onelead_inbox_oldest_seconds /m)
})

test("a password hash or a key's digest never leaves by any route", async () => {
  await app.database.db.update(users).set({ passwordHash: "$argon2id$secret" }).where(eq(users.id, app.userIds.agent))
  const { leadId } = await bringIn({ name: "Private", phone: "0501234570" })
  await app.database.db.update(leads).set({ ownerId: app.userIds.agent }).where(eq(leads.id, leadId))
  for (const path of ["/leads", `/leads/${leadId}`, "/context?phone=0501234570"]) {
    const { body, status } = await ask("GET", path)
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toMatch(/argon2|digest/i)
  }
})
