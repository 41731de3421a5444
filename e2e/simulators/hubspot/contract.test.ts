import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { FilterOperatorEnum } from "@hubspot/api-client/lib/codegen/crm/contacts"
import { PropertyCreateFieldTypeEnum, PropertyCreateTypeEnum } from "@hubspot/api-client/lib/codegen/crm/properties"
import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/associations/v4"
import { openBench, refusalOf, TEST_START, textProperty, type Bench } from "./testing"

/** The behaviours that Onelead's sync relies on, asked of the simulator by the real client; numbered so that none is lost. */
let bench: Bench

// A shared machine may be slow; nothing here measures time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

beforeAll(async () => {
  bench = await openBench()
})
beforeEach(async () => {
  await bench.control.reset({ settings: { logBodies: 5_000 } })
})
afterEach(async () => {
  expect(await bench.offences()).toEqual([])
})
afterAll(async () => {
  await bench.close()
})

const contacts = () => bench.client.crm.contacts
const deals = () => bench.client.crm.deals
const createContact = (properties: Record<string, string>) => contacts().basicApi.create({ properties, associations: [] })
const createDeal = (properties: Record<string, string>) => deals().basicApi.create({ properties, associations: [] })
const codesOf = (body: Record<string, unknown>): unknown[] => (body["errors"] as { code: string }[]).map((error) => error.code)
const hubspotDefined = (associationTypeId: number) => ({ associationCategory: Category.HubspotDefined, associationTypeId })

async function makeUnique(objectType: string, name: string): Promise<void> {
  const groupName = objectType === "contacts" ? "contactinformation" : "dealinformation"
  await bench.client.crm.properties.coreApi.create(objectType, textProperty(groupName, name, true))
}

describe("access", () => {
  it("1 · no or an unknown bearer is 401, an expired token says so, a missing scope is 403 with the scopes", async () => {
    const unknown = await refusalOf(bench.clientWith("nobody").crm.contacts.basicApi.getPage())
    expect(unknown).toMatchObject({ code: 401, body: { status: "error", category: "INVALID_AUTHENTICATION" } })
    expect((await bench.api("GET", "/crm/v3/objects/contacts", undefined, { authorization: "" })).status).toBe(401)
    await bench.control.token({ token: "short", appId: 7, expiresInSeconds: 60 })
    await bench.control.advance(67_000)
    const expired = await refusalOf(bench.clientWith("short").crm.contacts.basicApi.getPage())
    expect(expired).toMatchObject({ code: 401, body: { category: "EXPIRED_AUTHENTICATION" } })
    expect(expired.body["message"]).toBe("The OAuth token used to make this call expired 7 second(s) ago.")
    await bench.control.token({ token: "reader", appId: 7, scopes: ["crm.objects.contacts.read"] })
    const reader = bench.clientWith("reader").crm
    await reader.contacts.basicApi.getPage()
    const refused = await refusalOf(reader.contacts.basicApi.create({ properties: { email: "a@b.co" }, associations: [] }))
    expect(refused).toMatchObject({
      code: 403,
      body: { category: "MISSING_SCOPES", errors: [{ context: { requiredGranularScopes: ["crm.objects.contacts.write"] } }] },
    })
    expect((await bench.control.state()).counts["contacts"]).toBe(0)
  })

  it("issues OAuth tokens for thirty minutes, renews them, and refuses an unknown refresh token", async () => {
    const ids = ["simulated-client", "simulated-client-secret"] as const
    const code = await bench.control.oauthCode(["crm.objects.contacts.read"])
    const first = await bench.client.oauth.tokensApi.create("authorization_code", code, "http://localhost/back", ...ids)
    expect(first).toMatchObject({ expiresIn: 1800, tokenType: "bearer" })
    await bench.control.advance(1_800_000)
    expect((await refusalOf(bench.clientWith(first.accessToken).crm.contacts.basicApi.getPage())).body["category"]).toBe(
      "EXPIRED_AUTHENTICATION",
    )
    const second = await bench.client.oauth.tokensApi.create("refresh_token", undefined, undefined, ...ids, first.refreshToken)
    expect(second.accessToken).not.toBe(first.accessToken)
    await bench.clientWith(second.accessToken).crm.contacts.basicApi.getPage()
    const again = await refusalOf(bench.client.oauth.tokensApi.create("authorization_code", code, "http://localhost/back", ...ids))
    expect(again.code).toBe(400)
    const unknown = await refusalOf(bench.client.oauth.tokensApi.create("refresh_token", undefined, undefined, ...ids, "never"))
    expect(unknown.body).toMatchObject({ error: "invalid_grant", status: "BAD_REFRESH_TOKEN" })
  })
})

describe("contacts one at a time", () => {
  it("2 · a valid contact is created with 201, its id and both dates equal", async () => {
    const made = await contacts().basicApi.createWithHttpInfo({
      properties: { email: "Layla@Mail.example", firstname: "Layla", phone: "050 123 4567" },
      associations: [],
    })
    expect(made.httpStatusCode).toBe(201)
    expect(made.data.createdAt).toEqual(made.data.updatedAt)
    expect(made.data.properties).toMatchObject({
      email: "layla@mail.example",
      firstname: "Layla",
      lastname: null,
      phone: "050 123 4567",
      hs_object_id: made.data.id,
    })
    expect(made.headers["x-hubspot-correlation-id"]).toMatch(/^[0-9a-f-]{36}$/)
  })

  it("3 · an address that is taken, in any case and also as an additional one, is 409 with the existing id", async () => {
    const { id } = await createContact({ email: "layla@mail.example", hs_additional_emails: "second@mail.example" })
    for (const email of ["LAYLA@mail.example", "second@mail.example"]) {
      const refused = await refusalOf(createContact({ email }))
      expect(refused).toMatchObject({ code: 409, body: { category: "CONFLICT", message: `Contact already exists. Existing ID: ${id}` } })
    }
    const other = await createContact({ firstname: "Omar" })
    const refused = await refusalOf(contacts().basicApi.update(other.id, { properties: { email: "layla@mail.example" } }))
    expect(refused.code).toBe(409)
    expect((await bench.control.state()).counts["contacts"]).toBe(2)
  })

  it("4 · an address that is none is refused and nothing is stored", async () => {
    for (const email of ["foo", "a@b", "a b@c.de", "a@@b.co", "a..b@c.co", "اسم@مثال.كوم"]) {
      const refused = await refusalOf(createContact({ email }))
      expect(refused).toMatchObject({ code: 400, body: { category: "VALIDATION_ERROR" } })
      expect(codesOf(refused.body)).toEqual(["INVALID_EMAIL"])
    }
    expect((await bench.control.state()).counts["contacts"]).toBe(0)
  })

  it("5 · every wrong property is named, in the message and in the errors, and nothing is written", async () => {
    const { id } = await createContact({ firstname: "Layla" })
    const properties = { nonsense: "1", hs_lead_status: "new", lastmodifieddate: "2026-01-01", hubspot_owner_id: "1", firstname: "Changed" }
    for (const call of [contacts().basicApi.update(id, { properties }), createContact(properties)]) {
      const refused = await refusalOf(call)
      expect(refused).toMatchObject({ code: 400, body: { category: "VALIDATION_ERROR" } })
      expect(codesOf(refused.body)).toEqual(["PROPERTY_DOESNT_EXIST", "INVALID_OPTION", "READ_ONLY_VALUE", "INVALID_OPTION"])
      const inner = JSON.parse(String(refused.body["message"]).replace("Property values were not valid: ", "")) as {
        name: string
        isValid: boolean
      }[]
      expect(inner.map((one) => one.name)).toEqual(["nonsense", "hs_lead_status", "lastmodifieddate", "hubspot_owner_id"])
    }
    const deal = await refusalOf(createDeal({ dealname: "x", amount: "1,500", closedate: "tomorrow", dealstage: "nowhere" }))
    expect(codesOf(deal.body)).toEqual(["INVALID_FLOAT", "INVALID_DATE", "INVALID_OPTION"])
    expect((await bench.control.state()).contacts.map((contact) => contact.properties["firstname"])).toEqual(["Layla"])
  })

  it("6 · a contact is read by its address, properties repeated or with commas, undefined ones left out, empty ones null", async () => {
    const { id } = await createContact({ email: "a+b@c.co" })
    const read = await contacts().basicApi.getById("A+b@c.co", ["email", "phone", "nonsense"], undefined, undefined, undefined, "email")
    expect(read.id).toBe(id)
    expect(read.properties).toMatchObject({ email: "a+b@c.co", phone: null })
    expect(read.properties).not.toHaveProperty("nonsense")
    const commas = await bench.api("GET", "/crm/v3/objects/contacts/a%2Bb%40c.co?idProperty=email&properties=email,phone")
    expect(commas.body["properties"]).toEqual(read.properties)
    const missing = await refusalOf(contacts().basicApi.getById("no@body.co", undefined, undefined, undefined, undefined, "email"))
    expect(missing).toMatchObject({ code: 404, body: { category: "OBJECT_NOT_FOUND" } })
  })

  it("7 · an empty value clears a property; the modified date moves and history grows only when something changed", async () => {
    const made = await createContact({ firstname: "Layla", phone: "0501234567" })
    await bench.control.advance(1_000)
    const same = await contacts().basicApi.update(made.id, { properties: { firstname: "Layla" } })
    expect(same.updatedAt).toEqual(made.updatedAt)
    const cleared = await contacts().basicApi.update(made.id, { properties: { phone: "" } })
    expect(cleared.properties["phone"]).toBeNull()
    expect(cleared.updatedAt.getTime()).toBe(TEST_START + 1_000)
    const read = await contacts().basicApi.getById(made.id, ["phone"], ["phone", "firstname"])
    expect(read.propertiesWithHistory?.["phone"]?.map((entry) => entry.value)).toEqual(["", "0501234567"])
    expect(read.propertiesWithHistory?.["firstname"]).toMatchObject([{ value: "Layla", sourceType: "INTEGRATION", sourceId: "39522895" }])
  })

  it("8 · a lifecycle stage never moves back over the API: it succeeds and stays; cleared, it accepts anything", async () => {
    const { id } = await createContact({ email: "a@b.co", lifecyclestage: "opportunity" })
    const back = await contacts().basicApi.update(id, { properties: { lifecyclestage: "lead" } })
    expect(back.properties["lifecyclestage"]).toBe("opportunity")
    await contacts().basicApi.update(id, { properties: { lifecyclestage: "" } })
    const set = await contacts().basicApi.update(id, { properties: { lifecyclestage: "lead" } })
    expect(set.properties["lifecyclestage"]).toBe("lead")
    const forward = await contacts().basicApi.update(id, { properties: { lifecyclestage: "customer" } })
    expect(forward.properties["lifecyclestage"]).toBe("customer")
    const byPerson = await bench.control.edit({ op: "update", objectType: "contacts", id, properties: { lifecyclestage: "lead" } })
    expect(byPerson?.properties["lifecyclestage"]).toBe("lead")
  })

  it("9 · lists come in order of ids, a hundred at most, and end when there is no paging", async () => {
    const seeded = await bench.control.seed({ contacts: 230 })
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await contacts().basicApi.getPage(100, after)
      seen.push(...page.results.map((contact) => contact.id))
      after = page.paging?.next?.after
    } while (after !== undefined)
    expect(seen).toEqual(seeded.contacts)
    expect((await contacts().basicApi.getPage()).results).toHaveLength(10)
    expect((await refusalOf(contacts().basicApi.getPage(101))).code).toBe(400)
    expect((await refusalOf(contacts().basicApi.getPage(51, undefined, undefined, ["email"]))).code).toBe(400)
    expect((await bench.api("GET", `/crm/v3/objects/contacts?properties=${"x".repeat(16_400)}`)).status).toBe(414)
  })
})

describe("batches", () => {
  const readBatch = (ids: string[], propertiesWithHistory: string[] = []) =>
    contacts().batchApi.readWithHttpInfo({ properties: ["email"], propertiesWithHistory, inputs: ids.map((id) => ({ id })) })

  it("10 · reading known and unknown ids is 207 with one grouped error; too many inputs are 400", async () => {
    const { id } = await createContact({ email: "a@b.co" })
    const mixed = await readBatch(["1", id, "2"])
    expect(mixed.httpStatusCode).toBe(207)
    expect(mixed.data.results.map((contact) => contact.id)).toEqual([id])
    expect(mixed.data).toMatchObject({ numErrors: 1, errors: [{ category: "OBJECT_NOT_FOUND", context: { ids: ["1", "2"] } }] })
    expect((await readBatch([id])).httpStatusCode).toBe(200)
    const many = Array.from({ length: 101 }, (_, index) => String(index))
    expect((await refusalOf(readBatch(many))).code).toBe(400)
    const history = await refusalOf(readBatch(many.slice(0, 51), ["email"]))
    expect(history.body["message"]).toBe(
      "The maximum number of inputs supported in a batch request for property histories is 50. Please reduce the number of items and try again",
    )
  })

  it("11 · creating without trace ids is all or nothing; with them the good rows stand and the bad ones name themselves", async () => {
    await createContact({ email: "taken@mail.example" })
    const rows = [{ email: "one@mail.example" }, { email: "nonsense" }, { email: "taken@mail.example" }, { email: "two@mail.example" }]
    const plain = await refusalOf(contacts().batchApi.create({ inputs: rows.map((properties) => ({ properties, associations: [] })) }))
    expect(plain.code).toBe(400)
    expect((await bench.control.state()).counts["contacts"]).toBe(1)
    const inputs = rows.map((properties, index) => ({ properties, associations: [], objectWriteTraceId: `row-${index}` }))
    const traced = await contacts().batchApi.createWithHttpInfo({ inputs })
    expect(traced.httpStatusCode).toBe(207)
    expect(traced.data.results.map((contact) => contact.objectWriteTraceId)).toEqual(["row-0", "row-3"])
    expect(traced.data).toMatchObject({
      numErrors: 2,
      errors: [
        { category: "VALIDATION_ERROR", context: { objectWriteTraceId: ["row-1"] } },
        { category: "CONFLICT", context: { objectWriteTraceId: ["row-2"] } },
      ],
    })
    const twins = await refusalOf(
      contacts().batchApi.create({ inputs: [1, 2].map(() => ({ properties: { email: "twin@mail.example" }, associations: [] })) }),
    )
    expect(twins.code).toBe(409)
    expect((await bench.control.state()).counts["contacts"]).toBe(3)
  })

  it("12 · updating by address is refused, by an own unique property it works, and a merged id is silently missing", async () => {
    await makeUnique("contacts", "onelead_lead_id")
    const one = await createContact({ email: "a@b.co", onelead_lead_id: "L1" })
    const other = await createContact({ email: "c@d.co" })
    const update = (id: string, idProperty?: string) =>
      contacts().batchApi.updateWithHttpInfo({ inputs: [{ id, properties: { firstname: "New" }, ...(idProperty ? { idProperty } : {}) }] })
    const byEmail = await refusalOf(update("a@b.co", "email"))
    expect(byEmail).toMatchObject({
      code: 400,
      body: { message: "Unable to perform update/upsert by non-unique 0-1 property email in portal ID 48975575" },
    })
    expect((await refusalOf(update(one.id, "hs_object_id"))).code).toBe(400)
    expect((await update("L1", "onelead_lead_id")).data.results.map((contact) => contact.id)).toEqual([one.id])
    const survivor = await contacts().basicApi.merge({ primaryObjectId: one.id, objectIdToMerge: other.id })
    const merged = await update(other.id)
    expect(merged).toMatchObject({ httpStatusCode: 200, data: { results: [] } })
    expect((await update(survivor.id)).data.results).toHaveLength(1)
  })

  it("13 · upserting by an own unique property creates once and updates after; doubles and taken values are refused", async () => {
    await makeUnique("contacts", "onelead_lead_id")
    await makeUnique("contacts", "passport")
    const upsert = (...rows: { id: string; properties: Record<string, string>; objectWriteTraceId?: string }[]) =>
      contacts().batchApi.upsertWithHttpInfo({ inputs: rows.map((row) => ({ idProperty: "onelead_lead_id", ...row })) })
    const first = await upsert(
      { id: "L1", properties: { firstname: "Layla", passport: "P1" } },
      { id: "L2", properties: { email: "a@b.co" } },
    )
    expect(first.httpStatusCode).toBe(200)
    expect(first.data.results).toMatchObject([{ _new: true }, { _new: true }])
    const replay = await upsert({ id: "L1", properties: { firstname: "Layla", passport: "P1" } })
    expect(replay.data.results).toMatchObject([{ _new: false, id: first.data.results[0]?.id, properties: { onelead_lead_id: "L1" } }])
    expect((await refusalOf(upsert({ id: "L1", properties: {} }, { id: "L1", properties: {} }))).code).toBe(400)
    const taken = await refusalOf(upsert({ id: "L2", properties: { passport: "P1" } }))
    expect(codesOf(taken.body)).toEqual(["CONFLICTING_UNIQUE_VALUE"])
    expect((await refusalOf(upsert({ id: "L3", properties: { email: "A@b.co" } }))).code).toBe(409)
    const partial = await upsert(
      { id: "L3", properties: { email: "A@b.co" }, objectWriteTraceId: "t1" },
      { id: "L4", properties: { firstname: "Omar" }, objectWriteTraceId: "t2" },
    )
    expect(partial).toMatchObject({
      httpStatusCode: 207,
      data: { results: [{ objectWriteTraceId: "t2" }], errors: [{ category: "CONFLICT", context: { objectWriteTraceId: ["t1"] } }] },
    })
    const byEmail = (rows: string[]) =>
      contacts().batchApi.upsert({
        inputs: rows.map((id, index) => ({ id, idProperty: "email", properties: { firstname: "E" }, objectWriteTraceId: `e${index}` })),
      })
    expect((await refusalOf(byEmail(["good@mail.example", "bad"]))).code).toBe(400)
    expect(await byEmail(["good@mail.example", "A@B.co"])).toMatchObject({ results: [{ _new: true }, { _new: false }] })
    expect((await refusalOf(contacts().batchApi.upsert({ inputs: [{ id: "x", properties: {} }] }))).code).toBe(400)
  })
})

describe("search", () => {
  const search = (body: Partial<Parameters<Bench["client"]["crm"]["contacts"]["searchApi"]["doSearch"]>[0]>) =>
    contacts().searchApi.doSearchWithHttpInfo({ filterGroups: [], sorts: [], properties: [], limit: 10, after: "0", ...body })
  const byEmail = (value: string) => [{ filters: [{ propertyName: "email", operator: FilterOperatorEnum.Eq, value }] }]

  it("14 · a new contact is not found until the index has caught up, though its id finds it at once", async () => {
    const { id } = await createContact({ email: "a@b.co" })
    expect((await search({ filterGroups: byEmail("a@b.co") })).data.total).toBe(0)
    expect((await contacts().basicApi.getById(id)).id).toBe(id)
    await bench.control.advance(2_900)
    expect((await search({ filterGroups: byEmail("a@b.co") })).data.total).toBe(0)
    await bench.control.advance(7_200)
    expect((await search({ filterGroups: byEmail("a@b.co") })).data.results.map((contact) => contact.id)).toEqual([id])
    await contacts().basicApi.update(id, { properties: { email: "new@b.co" } })
    await bench.control.advance(1_000)
    expect((await search({ filterGroups: byEmail("a@b.co") })).data.results[0]?.properties["email"]).toBe("a@b.co")
  })

  it("15 · pages are ten by default and two hundred at most, oldest first, and end at ten thousand; filters are limited", async () => {
    const { contacts: ids } = await bench.control.seed({ contacts: 10_150 })
    const page = await search({ limit: 200, after: "200" })
    expect(page.data).toMatchObject({ total: 10_150, paging: { next: { after: "400" } } })
    expect(page.data.results.map((contact) => contact.id)).toEqual(ids.slice(200, 400))
    expect((await bench.api("POST", "/crm/v3/objects/contacts/search", {})).body["results"]).toHaveLength(10)
    await bench.control.advance(1_000)
    expect((await search({ limit: 200, after: "9800" })).data.results).toHaveLength(200)
    for (const body of [{ limit: 200, after: "9900" }, { limit: 201 }, { after: "10000" }])
      expect(await refusalOf(search(body))).toMatchObject({ code: 400, body: { category: "VALIDATION_ERROR" } })
    const filter = { propertyName: "phone", operator: FilterOperatorEnum.HasProperty }
    const groups = (...sizes: number[]) => ({
      filterGroups: sizes.map((size) => ({ filters: Array.from({ length: size }, () => filter) })),
    })
    await bench.control.advance(1_000)
    for (const body of [groups(1, 1, 1, 1, 1, 1), groups(7), groups(6, 6, 6, 1)]) expect((await refusalOf(search(body))).code).toBe(400)
    await search(groups(6, 6, 6))
    await contacts().basicApi.archive(ids[0] ?? "")
    await bench.control.advance(10_001)
    expect((await search({})).data.results[0]?.id).toBe(ids[1])
  })

  it("understands every operator, sort and pseudo-property that a poll or a look-up uses", async () => {
    const values: Record<string, string>[] = [
      { email: "aa@one.example", firstname: "Ann", phone: "+971501112233", lifecyclestage: "lead" },
      { email: "bb@two.example", firstname: "Bob", lifecyclestage: "customer" },
      { firstname: "Cid" },
    ]
    const made: string[] = []
    for (const properties of values) {
      made.push((await createContact(properties)).id)
      await bench.control.advance(1_000)
    }
    const deal = await deals().basicApi.create({
      properties: { dealname: "D" },
      associations: [{ to: { id: made[1] ?? "" }, types: [hubspotDefined(3)] }],
    })
    await bench.control.settleIndex()
    const find = async (filter: Record<string, unknown>): Promise<string[]> => {
      await bench.control.advance(1_000)
      const answer = await bench.api("POST", "/crm/v3/objects/contacts/search", { filterGroups: [{ filters: [filter] }] })
      return (answer.body["results"] as { properties: { firstname: string } }[]).map((contact) => contact.properties.firstname)
    }
    const at = (offset: number): string => String(TEST_START + offset)
    expect(await find({ propertyName: "email", operator: "EQ", value: "AA@one.example" })).toEqual(["Ann"])
    expect(await find({ propertyName: "email", operator: "NEQ", value: "aa@one.example" })).toEqual(["Bob", "Cid"])
    expect(await find({ propertyName: "email", operator: "IN", values: ["aa@one.example", "x"] })).toEqual(["Ann"])
    expect(await find({ propertyName: "lifecyclestage", operator: "NOT_IN", values: ["lead"] })).toEqual(["Bob", "Cid"])
    expect(await find({ propertyName: "phone", operator: "HAS_PROPERTY" })).toEqual(["Ann"])
    expect(await find({ propertyName: "phone", operator: "NOT_HAS_PROPERTY" })).toEqual(["Bob", "Cid"])
    expect(await find({ propertyName: "email", operator: "CONTAINS_TOKEN", value: "*two.example" })).toEqual(["Bob"])
    expect(await find({ propertyName: "email", operator: "NOT_CONTAINS_TOKEN", value: "*two.example" })).toEqual(["Ann", "Cid"])
    expect(await find({ propertyName: "lastmodifieddate", operator: "GTE", value: at(1_000) })).toEqual(["Bob", "Cid"])
    expect(await find({ propertyName: "lastmodifieddate", operator: "GT", value: at(1_000) })).toEqual(["Cid"])
    expect(await find({ propertyName: "lastmodifieddate", operator: "LT", value: new Date(TEST_START + 1_000).toISOString() })).toEqual([
      "Ann",
    ])
    expect(await find({ propertyName: "lastmodifieddate", operator: "LTE", value: at(1_000) })).toEqual(["Ann", "Bob"])
    expect(await find({ propertyName: "createdate", operator: "BETWEEN", value: at(500), highValue: at(1_500) })).toEqual(["Bob"])
    expect(await find({ propertyName: "hs_object_id", operator: "GT", value: made[0] })).toEqual(["Bob", "Cid"])
    expect(await find({ propertyName: "associations.deal", operator: "EQ", value: deal.id })).toEqual(["Bob"])
    expect(await find({ propertyName: "hs_searchable_calculated_phone_number", operator: "EQ", value: "501112233" })).toEqual(["Ann"])
    await bench.control.advance(1_000)
    for (const sorts of [["-lastmodifieddate"], [{ propertyName: "lastmodifieddate", direction: "DESCENDING" }]])
      expect(
        ((await bench.api("POST", "/crm/objects/2026-03/contacts/search", { sorts, limit: 1 })).body["results"] as { id: string }[])[0]?.id,
      ).toBe(made[2])
    expect(
      ((await bench.api("POST", "/crm/v3/objects/contacts/search", { query: "bob" })).body["results"] as { id: string }[]).map(
        (one) => one.id,
      ),
    ).toEqual([made[1]])
    expect((await bench.api("POST", "/crm/v3/objects/contacts/search", { query: "x".repeat(3_001) })).status).toBe(400)
  })
})

describe("limits", () => {
  const search = () => contacts().searchApi.doSearchWithHttpInfo({ filterGroups: [], sorts: [], properties: [], limit: 1, after: "0" })

  it("16 · a sixth search in a second is refused in its own words, and no search ever shows the quota", async () => {
    for (let count = 0; count < 5; count += 1) {
      const { headers } = await search()
      expect(Object.keys(headers).filter((name) => name.includes("ratelimit"))).toEqual([])
    }
    const refused = await refusalOf(search())
    expect(refused).toMatchObject({
      code: 429,
      body: { message: "You have reached your secondly limit.", errorType: "RATE_LIMIT", policyName: "SECONDLY" },
    })
    expect(Object.keys(refused.headers).filter((name) => name.includes("ratelimit"))).toEqual([])
    await bench.control.advance(1_000)
    expect((await search()).httpStatusCode).toBe(200)
  })

  it("17 · the ten-second window and the day each refuse in their own shape, and headers count down", async () => {
    await bench.control.config({ limits: { burst: 3 } })
    const left: (string | undefined)[] = []
    for (let count = 0; count < 3; count += 1) {
      const { headers } = await contacts().basicApi.getPageWithHttpInfo(1)
      left.push(headers["x-hubspot-ratelimit-remaining"])
    }
    expect(left).toEqual(["2", "1", "0"])
    const burst = await refusalOf(contacts().basicApi.getPage(1))
    expect(burst).toMatchObject({
      code: 429,
      body: {
        status: "error",
        message: "You have reached your ten_secondly_rolling limit.",
        errorType: "RATE_LIMIT",
        policyName: "TEN_SECONDLY_ROLLING",
      },
    })
    expect(burst.body).not.toHaveProperty("category")
    await bench.control.token({ token: "other-app", appId: 5 })
    await bench.clientWith("other-app").crm.contacts.basicApi.getPage(1)
    await bench.control.advance(10_000)
    await contacts().basicApi.getPage(1)
    await bench.control.quota(649_999)
    expect((await contacts().basicApi.getPageWithHttpInfo(1)).headers["x-hubspot-ratelimit-daily-remaining"]).toBe("0")
    const daily = await refusalOf(contacts().basicApi.getPage(1))
    expect(daily).toMatchObject({
      code: 429,
      body: { message: "You have reached your daily limit.", errorType: "RATE_LIMIT", policyName: "DAILY" },
    })
    // 08:00 UTC is noon in Dubai: the new day starts twelve hours on.
    await bench.control.advance(12 * 3_600_000 - 20_000)
    expect((await refusalOf(contacts().basicApi.getPage(1))).code).toBe(429)
    await bench.control.advance(20_000)
    await contacts().basicApi.getPage(1)
    const usage = await bench.api("GET", "/account-info/v3/api-usage/daily/private-apps")
    expect(usage.body["results"]).toMatchObject([{ usageLimit: 650_000, currentUsage: 2 }])
  })
})

describe("deals", () => {
  it("18 · a deal made with type 3 is seen from both sides; a wrong type or a missing contact is refused", async () => {
    const contact = await createContact({ email: "a@b.co" })
    const make = (id: string, typeId: number) =>
      deals().basicApi.create({
        properties: { dealname: "Patrol, 3 days" },
        associations: [{ to: { id }, types: [hubspotDefined(typeId)] }],
      })
    const deal = await make(contact.id, 3)
    const fromDeal = await bench.client.crm.associations.v4.basicApi.getPage("deals", deal.id, "contacts")
    const fromContact = await bench.client.crm.associations.v4.basicApi.getPage("contacts", contact.id, "deals")
    expect(fromDeal.results).toMatchObject([{ toObjectId: Number(contact.id), associationTypes: [{ typeId: 3 }] }])
    expect(fromContact.results).toMatchObject([{ toObjectId: Number(deal.id), associationTypes: [{ typeId: 4 }] }])
    const read = await deals().basicApi.getById(deal.id, ["dealname"], undefined, ["contacts"])
    expect(read.associations?.["contacts"]?.results).toEqual([{ id: contact.id, type: "deal_to_contact" }])
    expect((await refusalOf(make(contact.id, 4))).code).toBe(400)
    expect((await refusalOf(make("12345", 3))).code).toBe(400)
    expect((await bench.control.state()).counts["deals"]).toBe(1)
  })

  it("19 · a deal moved to Closed Won is won, gets its close date by itself once, and refuses an unknown stage", async () => {
    const { id } = await createDeal({ dealname: "D", amount: "1500.00", dealstage: "appointmentscheduled" })
    await bench.control.advance(60_000)
    await deals().basicApi.update(id, { properties: { dealstage: "closedwon" } })
    const won = await deals().basicApi.getById(
      id,
      ["closedate", "hs_is_closed_won", "hs_is_closed", "hs_deal_stage_probability", "hs_projected_amount", "pipeline"],
      ["closedate", "dealstage"],
    )
    expect(won.properties).toMatchObject({
      hs_is_closed_won: "true",
      hs_is_closed: "true",
      hs_deal_stage_probability: "1",
      hs_projected_amount: "1500",
      pipeline: "default",
      closedate: new Date(TEST_START + 60_000).toISOString(),
    })
    expect(won.propertiesWithHistory?.["dealstage"]?.[0]?.sourceId).toBe("39522895")
    expect(won.propertiesWithHistory?.["closedate"]?.[0]?.sourceId).not.toBe("39522895")
    const refused = await refusalOf(deals().basicApi.update(id, { properties: { dealstage: "nowhere" } }))
    expect(codesOf(refused.body)).toEqual(["INVALID_OPTION"])
    const own = await createDeal({ dealname: "E", dealstage: "closedwon", closedate: "2026-01-02T00:00:00Z" })
    expect(own.properties["closedate"]).toBe("2026-01-02T00:00:00.000Z")
    const pipeline = await bench.client.crm.pipelines.pipelinesApi.create("deals", {
      label: "Fleet",
      displayOrder: 1,
      stages: [{ label: "Asked", displayOrder: 0, metadata: { probability: "0.3" } }],
    })
    const stage = pipeline.stages[0]?.id ?? ""
    expect((await refusalOf(deals().basicApi.update(id, { properties: { dealstage: stage } }))).code).toBe(400)
    const moved = await deals().basicApi.update(id, { properties: { pipeline: pipeline.id, dealstage: stage } })
    expect(moved.properties).toMatchObject({ pipeline: pipeline.id, hs_is_closed_won: "false" })
  })

  it("enforces the administrator's required properties from version 2026-09 on, and not before", async () => {
    await bench.control.config({
      requiredWhen: [{ objectType: "deals", property: "dealstage", equals: "closedlost", required: ["closed_lost_reason"] }],
    })
    const body = { properties: { dealname: "D", dealstage: "closedlost" } }
    expect((await bench.api("POST", "/crm/objects/2026-09/deals", body)).status).toBe(400)
    expect((await bench.api("POST", "/crm/objects/2026-03/deals", body)).status).toBe(201)
    expect((await bench.api("POST", "/crm/v3/objects/deals", body)).status).toBe(201)
  })

  it("20 · pipelines come whole with strings for metadata; a stage needs a probability and cannot go while in use", async () => {
    const { pipelinesApi, pipelineStagesApi } = bench.client.crm.pipelines
    const list = await pipelinesApi.getAll("deals")
    expect(list.results[0]?.stages.find((stage) => stage.id === "closedwon")?.metadata).toEqual({ isClosed: "true", probability: "1.0" })
    expect(list).not.toHaveProperty("paging")
    const stage = (label: string, probability: string) => ({ label, displayOrder: 0, metadata: { probability } })
    const without = await refusalOf(
      pipelinesApi.create("deals", { label: "P", displayOrder: 1, stages: [{ label: "S", displayOrder: 0, metadata: {} }] }),
    )
    expect(without.code).toBe(400)
    const made = await pipelinesApi.create("deals", {
      label: "Rentals",
      displayOrder: 1,
      stages: [stage("Asked", "0.1"), stage("Booked", "1.0")],
    })
    expect(made.stages.map((one) => one.metadata)).toEqual([
      { probability: "0.1", isClosed: "false" },
      { probability: "1.0", isClosed: "true" },
    ])
    const asked = made.stages.find((one) => one.label === "Asked")?.id ?? ""
    const added = await pipelineStagesApi.create("deals", made.id, stage("Offered", "0.5"))
    await pipelineStagesApi.update("deals", made.id, added.id, { label: "Offer sent", metadata: { probability: "0.6" } })
    expect((await pipelineStagesApi.getAll("deals", made.id)).results.map((one) => one.label)).toContain("Offer sent")
    const deal = await createDeal({ dealname: "D", pipeline: made.id, dealstage: asked })
    const used = await refusalOf(pipelineStagesApi.archive("deals", made.id, asked))
    expect(used).toMatchObject({
      code: 400,
      body: { category: "VALIDATION_ERROR", subCategory: "PipelineError.STAGE_ID_IN_USE", context: { objectIds: [`[${deal.id}]`] } },
    })
    await pipelineStagesApi.archive("deals", made.id, added.id)
    expect((await refusalOf(pipelinesApi.archive("deals", made.id))).code).toBe(400)
  })
})

describe("properties", () => {
  it("21 · groups and properties are made once; a unique one is enforced from then on, and ten are the limit", async () => {
    const { coreApi, groupsApi, batchApi } = bench.client.crm.properties
    await groupsApi.create("contacts", { name: "onelead", label: "Onelead" })
    expect((await refusalOf(groupsApi.create("contacts", { name: "onelead", label: "Onelead" }))).code).toBe(409)
    const definition = textProperty("onelead", "onelead_lead_id", true)
    const made = await coreApi.create("contacts", definition)
    expect(made).toMatchObject({
      hasUniqueValue: true,
      hubspotDefined: false,
      modificationMetadata: { readOnlyValue: false, archivable: true },
    })
    expect((await refusalOf(coreApi.create("contacts", definition))).code).toBe(409)
    await createContact({ onelead_lead_id: "L1", firstname: "A" })
    const taken = await refusalOf(createContact({ onelead_lead_id: "L1", firstname: "B" }))
    expect(codesOf(taken.body)).toEqual(["CONFLICTING_UNIQUE_VALUE"])
    for (const wrong of [
      { ...definition, name: "Bad Name" },
      { ...definition, name: "x", groupName: "none" },
      { ...definition, name: "y", type: PropertyCreateTypeEnum.Number },
    ])
      expect((await refusalOf(coreApi.create("contacts", wrong))).code).toBe(400)
    const inputs = Array.from({ length: 9 }, (_, index) => ({ ...definition, name: `u${index}` }))
    await batchApi.create("contacts", { inputs })
    expect((await refusalOf(coreApi.create("contacts", { ...definition, name: "eleventh" }))).code).toBe(400)
    const read = await batchApi.read("contacts", { archived: false, inputs: [{ name: "u1" }, { name: "nonsense" }] })
    expect(read).toMatchObject({ results: [{ name: "u1" }], numErrors: 1 })
    await coreApi.update("contacts", "u1", { label: "Changed", hidden: true })
    expect(await coreApi.getByName("contacts", "u1")).toMatchObject({ label: "Changed", hidden: true, hasUniqueValue: true })
    await coreApi.archive("contacts", "u1")
    expect((await refusalOf(coreApi.getByName("contacts", "u1"))).code).toBe(404)
    const all = await coreApi.getAll("contacts")
    expect(all.results.find((one) => one.name === "hs_object_id")?.modificationMetadata?.readOnlyValue).toBe(true)
    expect(all.results.find((one) => one.name === "email")?.modificationMetadata?.readOnlyValue).toBe(false)
    expect((await groupsApi.getAll("contacts")).results.map((group) => group.name)).toContain("onelead")
  })

  it("keeps lists as sets, appends behind a leading semicolon, and reads dates in both forms", async () => {
    const { coreApi } = bench.client.crm.properties
    const option = (value: string) => ({ label: value, value, hidden: false, displayOrder: 0 })
    const base = { groupName: "contactinformation", options: ["a", "b", "c"].map(option) }
    await coreApi.create("contacts", {
      ...base,
      name: "tags",
      label: "Tags",
      type: PropertyCreateTypeEnum.Enumeration,
      fieldType: PropertyCreateFieldTypeEnum.Checkbox,
    })
    await coreApi.create("contacts", {
      groupName: "contactinformation",
      name: "pickup",
      label: "Pick-up",
      type: PropertyCreateTypeEnum.Date,
      fieldType: PropertyCreateFieldTypeEnum.Date,
    })
    const { id } = await createContact({ firstname: "L", tags: "a;b", pickup: String(Date.UTC(2026, 0, 5)) })
    const appended = await contacts().basicApi.update(id, { properties: { tags: ";c", pickup: "2026-01-06" } })
    expect(appended.properties).toMatchObject({ tags: "a;b;c", pickup: "2026-01-06" })
    const replaced = await contacts().basicApi.update(id, { properties: { tags: "c" } })
    expect(replaced.properties["tags"]).toBe("c")
    expect((await refusalOf(contacts().basicApi.update(id, { properties: { tags: "a;x" } }))).code).toBe(400)
    expect((await refusalOf(contacts().basicApi.update(id, { properties: { pickup: String(Date.UTC(2026, 0, 5, 3)) } }))).code).toBe(400)
  })
})

describe("merges and deletions", () => {
  const twoContacts = async () => {
    const one = await createContact({ email: "one@mail.example", firstname: "One", lifecyclestage: "lead" })
    const two = await createContact({ email: "two@mail.example", firstname: "Two", phone: "0501112233", lifecyclestage: "customer" })
    const deal = await deals().basicApi.create({
      properties: { dealname: "D" },
      associations: [{ to: { id: two.id }, types: [hubspotDefined(3)] }],
    })
    return { one, two, deal }
  }

  it.each([
    { mode: "new_record" as const, keepsId: false },
    { mode: "keep_primary" as const, keepsId: true },
  ])("22 · merging answers the survivor and old ids lead to it ($mode)", async ({ mode, keepsId }) => {
    await bench.control.config({ mergeMode: mode })
    const { one, two, deal } = await twoContacts()
    const survivor = await contacts().basicApi.merge({ primaryObjectId: one.id, objectIdToMerge: two.id })
    expect(survivor.id === one.id).toBe(keepsId)
    const names = ["firstname", "email", "phone", "hs_additional_emails", "hs_merged_object_ids", "lifecyclestage"]
    for (const id of [one.id, two.id, survivor.id]) {
      const read = await contacts().basicApi.getById(id, names, undefined, ["deals"])
      expect(read).toMatchObject({
        id: survivor.id,
        properties: {
          firstname: "One",
          email: "one@mail.example",
          phone: "0501112233",
          hs_additional_emails: "two@mail.example",
          lifecyclestage: "customer",
        },
        associations: { deals: { results: [{ id: deal.id }] } },
      })
      expect(read.properties["hs_merged_object_ids"]?.split(";").sort()).toEqual(keepsId ? [two.id] : [one.id, two.id].sort())
    }
    const patched = await contacts().basicApi.update(two.id, { properties: { lastname: "Merged" } })
    expect(patched.id).toBe(survivor.id)
    expect((await contacts().basicApi.getById("two@mail.example", undefined, undefined, undefined, undefined, "email")).id).toBe(
      survivor.id,
    )
    expect((await bench.client.crm.associations.v4.basicApi.getPage("deals", deal.id, "contacts")).results).toMatchObject([
      { toObjectId: Number(survivor.id) },
    ])
    expect((await refusalOf(contacts().basicApi.merge({ primaryObjectId: one.id, objectIdToMerge: survivor.id }))).code).toBe(400)
  })

  it("merges deals too", async () => {
    const one = await createDeal({ dealname: "One" })
    const two = await createDeal({ dealname: "Two", amount: "5" })
    const survivor = await deals().basicApi.merge({ primaryObjectId: one.id, objectIdToMerge: two.id })
    expect((await deals().basicApi.getById(two.id)).properties).toMatchObject({ dealname: "One", amount: "5", hs_object_id: survivor.id })
  })

  it("23 · a deleted contact is gone but kept in the bin; one erased for privacy can never come back", async () => {
    const { one, two } = await twoContacts()
    await contacts().basicApi.archive(one.id)
    expect((await refusalOf(contacts().basicApi.getById(one.id))).code).toBe(404)
    expect(await contacts().basicApi.getById(one.id, undefined, undefined, undefined, true)).toMatchObject({ archived: true })
    expect(
      (await contacts().basicApi.getPage(10, undefined, undefined, undefined, undefined, true)).results.map((contact) => contact.id),
    ).toEqual([one.id])
    const again = await createContact({ email: "one@mail.example" })
    expect(again.id).not.toBe(one.id)
    await contacts().basicApi.purge({ objectId: two.id })
    expect((await refusalOf(contacts().basicApi.getById(two.id, undefined, undefined, undefined, true))).code).toBe(404)
    await contacts().basicApi.purge({ objectId: "never@seen.example", idProperty: "email" })
    for (const email of ["two@mail.example", "never@seen.example"]) {
      const refused = await refusalOf(createContact({ email }))
      expect(codesOf(refused.body)).toEqual(["INVALID_EMAIL"])
      expect(String(refused.body["message"])).toContain("GDPR blocklisted")
    }
    await contacts().basicApi.archive(one.id)
    await bench.control.config({ deleteMissingStatus: 404 })
    expect((await refusalOf(contacts().basicApi.archive(one.id))).code).toBe(404)
  })
})

describe("faults", () => {
  const fault = (kind: string, extra: Record<string, unknown> = {}) => bench.control.faults([{ kind: kind as "error", ...extra }])
  const create = () => createContact({ email: "a@b.co" })
  const count = async (): Promise<number | undefined> => (await bench.control.state()).counts["contacts"]

  it("25 · every fault before the write leaves nothing behind and has its real shape", async () => {
    await fault("locked")
    expect((await refusalOf(create())).code).toBe(423)
    await fault("migrating", { retryAfterSeconds: 30 })
    expect(await refusalOf(create())).toMatchObject({ code: 477, headers: { "retry-after": "30" } })
    await fault("error")
    expect(await refusalOf(create())).toMatchObject({ code: 500, body: { status: "error" } })
    await fault("bad_gateway")
    expect(String((await refusalOf(create())).body)).toContain("502 Bad Gateway")
    await fault("unavailable")
    await expect(create()).rejects.toThrow("Cannot parse content. No Content-Type defined.")
    await fault("reset")
    await expect(create()).rejects.toThrow("fetch failed")
    await fault("rate_limit", { scope: "daily" })
    expect(await refusalOf(create())).toMatchObject({ code: 429, body: { policyName: "DAILY" } })
    await fault("hang")
    const silent = fetch(`${bench.url}/crm/v3/objects/contacts`, {
      headers: { authorization: "Bearer pat-sim-00000000-0000-0000-0000-000000000001" },
      signal: AbortSignal.timeout(100),
    })
    await expect(silent).rejects.toThrow("aborted due to timeout")
    expect(await count()).toBe(0)
    await create()
    expect(await count()).toBe(1)
  })

  it("25 · a lost response leaves the write standing", async () => {
    await fault("lost", { method: "POST", path: "/contacts" })
    await expect(create()).rejects.toThrow("fetch failed")
    expect(await count()).toBe(1)
    const again = await refusalOf(create())
    expect(again.code).toBe(409)
    await fault("late_error")
    expect((await refusalOf(createContact({ email: "late@b.co" }))).code).toBe(524)
    expect(await count()).toBe(2)
    const answer = await bench.api(
      "POST",
      "/crm/v3/objects/contacts",
      { properties: { email: "own@b.co" } },
      { "x-sim-fault": "late_error" },
    )
    expect(answer.status).toBe(524)
    expect(await count()).toBe(3)
  })

  it("fires as often, as late and as rarely as a rule says, and only where it matches", async () => {
    await bench.control.faults([{ kind: "error", path: "/deals", times: 2, skip: 1 }])
    const page = () => bench.api("GET", "/crm/v3/objects/deals")
    await create()
    expect([(await page()).status, (await page()).status, (await page()).status, (await page()).status]).toEqual([200, 500, 500, 200])
    await bench.control.faults([{ kind: "error", times: null, rate: 0.5 }])
    const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await page()).status))
    expect(new Set(statuses)).toEqual(new Set([200, 500]))
    await bench.control.faults([])
    await bench.control.seed({ contacts: 30 })
    await bench.control.faults([{ kind: "short_page" }])
    const short = await bench.api("POST", "/crm/v3/objects/contacts/search", { limit: 10 })
    expect(short.body).toMatchObject({ results: [], paging: { next: { after: "10" } } })
  })
})
