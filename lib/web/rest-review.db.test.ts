import { and, eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { duplicateItems, leadIdentities } from "@/db/schema"
import { newId } from "@/lib/platform/ids"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { routesUnderTest, type RoutesUnderTest } from "@/lib/web/testing/routes"

let app: RoutesUnderTest
beforeAll(async () => {
  app = await routesUnderTest()
})
afterAll(() => app.database.drop())

let serial = 0
async function newItem() {
  serial += 1
  const [mobile, mail] = [`+97150888${1000 + serial}`, `review.${serial}.person@example.com`]
  const ingest = async (...identities: ReturnType<typeof phone>[]) => {
    const { ingested } = await app.database.db.transaction((tx) =>
      ingestEvents(tx, [{ event: sampleEvent({ identities }), receiptId: newId() }], new Date()),
    )
    return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
  }
  const [a, b] = [await ingest(phone(mobile)), await ingest(email(mail))]
  await ingest(phone(mobile), email(mail))
  const [item] = await app.database.db.select().from(duplicateItems).where(eq(duplicateItems.leadB, b))
  return { id: item?.id ?? "", a, b, mobile }
}
async function post(path: string, who: keyof RoutesUnderTest["as"] | null, body: unknown = {}) {
  const answer = await app.call("POST", path, who && app.as[who], body)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe("reviewing over REST", () => {
  test("only reviewers, managers, admins and a full key may decide", async () => {
    const { id, a } = await newItem()
    for (const path of [
      `/api/v1/duplicates/${id}/merge`,
      `/api/v1/duplicates/${id}/distinct`,
      `/api/v1/duplicates/${id}/later`,
      `/api/v1/duplicates/${id}/shared`,
      `/api/v1/duplicates/${id}/split`,
      `/api/v1/splits/${newId()}/undo`,
      `/api/v1/merges/${newId()}/undo`,
    ]) {
      expect((await post(path, null, { survivorId: a })).status, path).toBe(401)
      for (const who of ["agent", "senior_agent", "key:read", "key:write", "key:context"] as const) {
        expect((await post(path, who, { survivorId: a })).status, `${who} ${path}`).toBe(403)
      }
    }
    expect((await app.call("GET", `/api/v1/duplicates/${id}`, null)).status).toBe(401)
    for (const who of ["agent", "senior_agent", "key:read", "key:write", "key:context"] as const) {
      expect((await app.call("GET", `/api/v1/duplicates/${id}`, app.as[who])).status, who).toBe(403)
    }
    for (const who of ["reviewer", "manager", "admin", "key:full"] as const) {
      const item = await newItem()
      expect(await post(`/api/v1/duplicates/${item.id}/later`, who)).toMatchObject({ status: 200, body: { status: "later" } })
    }
  })

  test("a pair is listed with both leads and its evidence, merged, and undone", async () => {
    const { id, a, b } = await newItem()
    const list = (await (await app.call("GET", "/api/v1/duplicates?status=pending", app.as.reviewer)).json()) as {
      data: { id: string; leads: string[]; evidence: unknown[] }[]
    }
    const item = list.data.find((one) => one.id === id)
    expect(item).toMatchObject({ kind: "pair", reason: "linked_by_event" })
    expect(item?.evidence).toContainEqual(expect.objectContaining({ feature: "email", level: "exact" }))
    expect(item?.leads).toEqual([a, b])
    const merged = await post(`/api/v1/duplicates/${id}/merge`, "reviewer", { survivorId: a })
    expect(merged).toMatchObject({ status: 200, body: { leadId: a } })
    expect((await post(`/api/v1/duplicates/${id}/merge`, "reviewer", { survivorId: a })).status).toBe(409)
    expect(await post(`/api/v1/merges/${String(merged.body["mergeId"])}/undo`, "reviewer")).toMatchObject({
      status: 200,
      body: { restoredId: b },
    })
    expect((await post(`/api/v1/merges/${String(merged.body["mergeId"])}/undo`, "reviewer")).status).toBe(409)
  })

  test("a pair decided as distinct is remembered: the same event of theirs raises nothing", async () => {
    const { id, mobile } = await newItem()
    expect(await post(`/api/v1/duplicates/${id}/distinct`, "reviewer")).toMatchObject({
      status: 200,
      body: { status: "distinct", decidedBy: "The reviewer" },
    })
    const again = sampleEvent({ identities: [phone(mobile), email(`review.${serial}.person@example.com`)] })
    await app.database.db.transaction((tx) => ingestEvents(tx, [{ event: again, receiptId: newId() }], new Date()))
    const [item] = await app.database.db.select().from(duplicateItems).where(eq(duplicateItems.id, id))
    expect(item?.status).toBe("distinct")
    expect((await post(`/api/v1/duplicates/${id}/distinct`, "reviewer")).status).toBe(409)
  })

  test("a wrong survivor, an unknown item and an invalid id get a clear answer", async () => {
    const { id } = await newItem()
    expect((await post(`/api/v1/duplicates/${id}/merge`, "reviewer", { survivorId: newId() })).status).toBe(422)
    expect((await post(`/api/v1/duplicates/${newId()}/later`, "reviewer")).status).toBe(404)
    expect((await post(`/api/v1/merges/not-an-id/undo`, "reviewer")).status).toBe(404)
    expect(await app.database.db.select().from(leadIdentities).where(eq(leadIdentities.strength, "shared"))).toEqual([])
  })

  test("a number used under another name is split off, shown as two leads, and undone", async () => {
    serial += 1
    const mobile = `+97150888${1000 + serial}`
    const ingest = (name: string) =>
      app.database.db.transaction((tx) =>
        ingestEvents(tx, [{ event: sampleEvent({ identities: [phone(mobile)], fields: [named(name)] }), receiptId: newId() }], new Date()),
      )
    await ingest("Omar Saleh")
    await ingest("Katarzyna Nowak")
    const [item] = await app.database.db
      .select()
      .from(duplicateItems)
      .where(and(eq(duplicateItems.kind, "split"), eq(duplicateItems.identityValue, mobile)))
    const path = `/api/v1/duplicates/${item?.id}`
    expect(await (await app.call("GET", path, app.as.reviewer)).json()).toMatchObject({
      kind: "split",
      identity: { kind: "phone", value: mobile },
    })
    const split = await post(`${path}/split`, "reviewer", { identity: "stays" })
    expect(split).toMatchObject({ status: 200, body: { leadId: item?.leadA } })
    const { newLeadId, splitId } = split.body
    expect(await (await app.call("GET", `/api/v1/leads/${String(newLeadId)}`, app.as.reviewer)).json()).toMatchObject({
      name: "Katarzyna Nowak",
    })
    expect((await post(`${path}/split`, "reviewer")).status).toBe(409)
    expect(await post(`/api/v1/splits/${String(splitId)}/undo`, "reviewer")).toMatchObject({ status: 200, body: { leadId: item?.leadA } })
    expect(await (await app.call("GET", `/api/v1/leads/${String(newLeadId)}`, app.as.reviewer)).json()).toMatchObject({ id: item?.leadA })
    expect(await post(`${path}/shared`, "reviewer")).toMatchObject({ status: 200, body: { status: "distinct", decision: "shared" } })
  })
})
