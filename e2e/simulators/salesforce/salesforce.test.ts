import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { openOrg, TEST_START } from "./testing"

/** What a client of Salesforce has to live with, over real HTTP. */
let org: Awaited<ReturnType<typeof openOrg>>

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

beforeAll(async () => {
  org = await openOrg()
})
beforeEach(async () => {
  await org.sim("POST", "reset")
  await signInAgain()
})
afterAll(async () => {
  await org.close()
})

let token = ""
async function signInAgain(): Promise<void> {
  token = ((await org.signIn()).body as { access_token: string }).access_token
}
const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  await org.api(method, path, body, { authorization: `Bearer ${token}`, ...headers })
const rows = (answer: { body: never }) => answer.body as Record<string, never>[]
const idIn = (answer: { body: never }) => (answer.body as { id: string }).id
const query = async (soql: string, all = false) =>
  (await api("GET", `/query${all ? "All" : ""}?q=${encodeURIComponent(soql)}`)).body as {
    totalSize: number
    done: boolean
    nextRecordsUrl: string
    records: Record<string, never>[]
  }
const contact = { LastName: "Haddad", Email: "aya@mail.example" }
const lead = { ...contact, Company: "[not provided]" }

async function makeKey(object: string, name: string): Promise<void> {
  await org.sim("POST", "config", { fieldsAreVisible: true })
  const made = await api("POST", "/tooling/sobjects/CustomField", {
    FullName: `${object}.${name}`,
    Metadata: { label: name, type: "Text", length: 80, externalId: true, unique: true },
  })
  expect(made.status).toBe(201)
}

describe("sign-in", () => {
  it("gives the same token while it is used, a new one once it has been idle, and says where the API is", async () => {
    const first = (await org.signIn()).body as Record<string, string>
    expect(first["instance_url"]).toBe(org.url)
    expect(first).not.toHaveProperty("expires_in")
    expect(((await org.signIn()).body as Record<string, string>)["access_token"]).toBe(first["access_token"])
    await org.sim("POST", "clock", { advance: 7_000 })
    expect((await api("GET", "/limits")).status).toBe(200)
    await org.sim("POST", "clock", { advance: 7_300 })
    const late = await api("GET", "/limits")
    expect(late).toMatchObject({ status: 401, body: [{ errorCode: "INVALID_SESSION_ID", message: "Session expired or invalid" }] })
    expect(((await org.signIn()).body as Record<string, string>)["access_token"]).not.toBe(first["access_token"])
  })

  it("refuses a wrong app with an object, and REST errors with a list", async () => {
    expect(await org.signIn({ client_id: "someone" })).toMatchObject({ status: 400, body: { error: "invalid_client_id" } })
    expect(await org.signIn({ client_secret: "wrong" })).toMatchObject({ status: 401, body: { error: "invalid_client" } })
    expect(await api("GET", "/sobjects/Lead/00QAb00000000A1MAI")).toMatchObject({ status: 404, body: [{ errorCode: "NOT_FOUND" }] })
  })
})

describe("limits", () => {
  it("counts the calls of a rolling day and says so with every answer", async () => {
    await org.sim("POST", "config", { dailyMax: 3 })
    expect((await api("GET", "/limits")).headers.get("sforce-limit-info")).toBe("api-usage=1/3")
    await api("GET", "/limits")
    await org.sim("POST", "clock", { advance: 3_600 })
    await api("GET", "/limits")
    expect(await api("GET", "/limits")).toMatchObject({
      status: 403,
      body: [{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." }],
    })
    await org.sim("POST", "clock", { advance: 86_400 - 3_600 })
    await signInAgain()
    expect((await api("GET", "/limits")).headers.get("sforce-limit-info")).toBe("api-usage=2/3")
  })
})

describe("rows", () => {
  it("are created, then updated by the same external id, and addressed by 15 or 18 characters", async () => {
    await makeKey("Lead", "Onelead_Lead_Id__c")
    const path = `/sobjects/Lead/Onelead_Lead_Id__c/${encodeURIComponent("a/b:1")}`
    const first = await api("PATCH", path, lead)
    expect(first).toMatchObject({ status: 201, body: { created: true } })
    expect(await api("PATCH", path, { Phone: "+971500000000" })).toMatchObject({ status: 200, body: { id: idIn(first), created: false } })
    expect(await api("PATCH", path, { Onelead_Lead_Id__c: "x" })).toMatchObject({ status: 400, body: [{ errorCode: "INVALID_FIELD" }] })
    expect(idIn(first)).toMatch(/^00Q.{15}$/)
    expect(await api("GET", `/sobjects/Lead/${idIn(first).slice(0, 15)}?fields=Id,Phone`)).toMatchObject({
      status: 200,
      body: { Id: idIn(first), Phone: "+971500000000" },
    })
    expect(await api("PATCH", "/sobjects/Lead/Nothing__c/1", lead)).toMatchObject({
      status: 404,
      body: [{ message: "Provided external ID field does not exist or is not accessible: Nothing__c" }],
    })
  })

  it("of a collection keep their order, and a bad one fails alone with every error it has", async () => {
    const answer = await api("POST", "/composite/sobjects", {
      allOrNone: false,
      records: [
        { attributes: { type: "Lead" }, ...lead },
        { attributes: { type: "Lead" }, Company: "x".repeat(300), Email: "nowhere", SystemModstamp: "2026-01-01" },
        { attributes: { type: "Opportunity" }, Name: "Aya", StageName: "No such stage", CloseDate: "2026-09-01", Amount: "a lot" },
      ],
    })
    expect(answer.status).toBe(200)
    expect(rows(answer)[0]).toMatchObject({ success: true, created: true })
    const codes = (at: number) =>
      (rows(answer)[at] as unknown as { errors: { statusCode: string }[] }).errors.map(({ statusCode }) => statusCode).sort()
    expect(codes(1)).toEqual(["INVALID_EMAIL_ADDRESS", "INVALID_FIELD_FOR_INSERT_UPDATE", "REQUIRED_FIELD_MISSING", "STRING_TOO_LONG"])
    expect(codes(2)).toEqual(["INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "JSON_PARSER_ERROR"])
  })

  it("with one key twice in a call both fail, and all are rolled back where the caller says so", async () => {
    await makeKey("Contact", "Onelead_Lead_Id__c")
    const twice = await api("PATCH", "/composite/sobjects/Contact/Onelead_Lead_Id__c", {
      allOrNone: false,
      records: ["k1", "K1"].map((key) => ({ attributes: { type: "Contact" }, Onelead_Lead_Id__c: key, ...contact })),
    })
    expect(rows(twice).map((row) => row["success"])).toEqual([false, false])
    const none = await api("POST", "/composite/sobjects", {
      allOrNone: true,
      records: [{ attributes: { type: "Contact" }, ...contact }, { attributes: { type: "Contact" } }],
    })
    expect(rows(none)[0]).toMatchObject({ errors: [{ statusCode: "ALL_OR_NONE_OPERATION_ROLLED_BACK" }] })
    expect((await query("SELECT COUNT() FROM Contact")).totalSize).toBe(0)
    const many = Array.from({ length: 201 }, () => ({ attributes: { type: "Contact" }, ...contact }))
    expect((await api("POST", "/composite/sobjects", { records: many })).status).toBe(400)
  })

  it("name the holder of a unique value by its short id", async () => {
    await makeKey("Contact", "Onelead_Lead_Id__c")
    const holder = await api("POST", "/sobjects/Contact", { ...contact, Onelead_Lead_Id__c: "k1" })
    const taken = await api("POST", "/sobjects/Contact", { ...contact, Onelead_Lead_Id__c: "k1" })
    expect(rows(taken)[0]).toMatchObject({ errorCode: "DUPLICATE_VALUE" })
    expect(String(rows(taken)[0]?.["message"])).toContain(`with id: ${idIn(holder).slice(0, 15)}`)
  })

  it("are stopped by duplicate rules; a header passes those that only alert", async () => {
    await api("POST", "/sobjects/Lead", lead)
    await org.sim("POST", "config", { duplicateRules: { Lead: "alert" } })
    const stopped = await api("POST", "/sobjects/Lead", lead)
    expect(rows(stopped)[0]).toHaveProperty("duplicateResut.matchResults.0.matchRecords.0.record.Id")
    const save = { "Sforce-Duplicate-Rule-Header": "allowSave=true" }
    expect((await api("POST", "/sobjects/Lead", lead, save)).status).toBe(201)
    await org.sim("POST", "config", { duplicateRules: { Lead: "block" }, duplicateKey: "duplicateResult" })
    const blocked = await api("POST", "/sobjects/Lead", lead, save)
    expect(blocked).toMatchObject({ status: 400, body: [{ errorCode: "DUPLICATES_DETECTED" }] })
    expect(rows(blocked)[0]).toHaveProperty("duplicateResult")
  })

  it("wait in vain for one that another transaction holds, also within a collection", async () => {
    const id = idIn(await api("POST", "/sobjects/Contact", contact))
    await org.sim("POST", "act", { op: "lock", id, seconds: 30 })
    const other = idIn(await api("POST", "/sobjects/Contact", contact))
    const answer = await api("PATCH", "/composite/sobjects", {
      records: [id, other].map((one) => ({ attributes: { type: "Contact" }, id: one, FirstName: "Aya" })),
    })
    expect(rows(answer)).toMatchObject([{ errors: [{ statusCode: "UNABLE_TO_LOCK_ROW" }] }, { success: true }])
    await org.sim("POST", "clock", { advance: 31 })
    expect((await api("PATCH", `/sobjects/Contact/${id}`, { FirstName: "Aya" })).status).toBe(204)
  })

  it("go to whom the assignment rule says unless the caller forbids it, and never to one who left", async () => {
    const users = await query("SELECT Id, IsActive FROM User WHERE UserType = 'Standard'")
    const [active, left] = [users.records[0]?.["Id"], users.records.find((user) => user["IsActive"] === false)?.["Id"]]
    await org.sim("POST", "config", { assignTo: active })
    const assigned = idIn(await api("POST", "/sobjects/Lead", lead))
    const kept = idIn(await api("POST", "/sobjects/Lead", lead, { "Sforce-Auto-Assign": "FALSE" }))
    const owners = await query(`SELECT Id, OwnerId FROM Lead WHERE Id IN ('${assigned}','${kept}') ORDER BY Id`)
    expect(owners.records[0]?.["OwnerId"]).toBe(active)
    expect(owners.records[1]?.["OwnerId"]).not.toBe(active)
    expect(await api("POST", "/sobjects/Lead", { ...lead, OwnerId: left })).toMatchObject({
      body: [{ errorCode: "INACTIVE_OWNER_OR_USER" }],
    })
  })

  it("are refused by a validation rule that may name no field", async () => {
    const rule = { object: "Contact", field: "LastName", contains: "Test", message: "No test data here.", fields: [] }
    await org.sim("POST", "config", { validationRules: [rule] })
    expect(rows(await api("POST", "/sobjects/Contact", { LastName: "Test" }))[0]).toEqual({
      errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
      message: "No test data here.",
      fields: [],
    })
  })

  it("of an opportunity are closed, won and as probable as their stage", async () => {
    const id = idIn(await api("POST", "/sobjects/Opportunity", { Name: "Aya", StageName: "Prospecting", CloseDate: "2026-09-01" }))
    await api("PATCH", `/sobjects/Opportunity/${id}`, { StageName: "Closed Won" })
    expect((await api("GET", `/sobjects/Opportunity/${id}`)).body).toMatchObject({ IsClosed: true, IsWon: true, Probability: 100 })
  })

  it("of a task have no opportunity beside a lead; contact roles may stand twice", async () => {
    const WhoId = idIn(await api("POST", "/sobjects/Lead", lead))
    const OpportunityId = idIn(
      await api("POST", "/sobjects/Opportunity", { Name: "Aya", StageName: "Prospecting", CloseDate: "2026-09-01" }),
    )
    expect((await api("POST", "/sobjects/Task", { WhoId, WhatId: OpportunityId, Subject: "Call" })).status).toBe(400)
    const ContactId = idIn(await api("POST", "/sobjects/Contact", contact))
    for (const _ of [1, 2]) expect((await api("POST", "/sobjects/OpportunityContactRole", { OpportunityId, ContactId })).status).toBe(201)
  })
})

describe("reading", () => {
  it("answers a collection in order, with null for what is not there", async () => {
    const id = idIn(await api("POST", "/sobjects/Contact", contact))
    const answer = await api("POST", "/composite/sobjects/Contact", { ids: ["003Ab0000000zzzAAA", id], fields: ["Id", "LastName"] })
    expect(answer.body).toMatchObject([null, { Id: id, LastName: "Haddad" }])
  })

  it("pages a query with locators that end after two days", async () => {
    for (let at = 0; at < 2; at += 1)
      await api("POST", "/composite/sobjects", {
        records: Array.from({ length: 150 }, () => ({ attributes: { type: "Contact" }, ...contact })),
      })
    const first = (
      await api("GET", `/query?q=${encodeURIComponent("SELECT Id, Owner.Email FROM Contact ORDER BY Id")}`, undefined, {
        "Sforce-Query-Options": "batchSize=200",
      })
    ).body as { totalSize: number; nextRecordsUrl: string; records: { Owner: { Email: string } }[] }
    expect([first.totalSize, first.records.length, first.records[0]?.Owner.Email]).toEqual([300, 200, "integration@falcon.example"])
    const next = first.nextRecordsUrl.replace("/services/data/v68.0", "")
    expect((await api("GET", next)).body).toMatchObject({ done: true })
    await org.sim("POST", "clock", { advance: 3 * 86_400 })
    await signInAgain()
    expect(await api("GET", next)).toMatchObject({ status: 400, body: [{ errorCode: "INVALID_QUERY_LOCATOR" }] })
  })

  it("stamps whole seconds, and a long transaction may show up with an old stamp", async () => {
    await org.sim("POST", "config", { lateBySeconds: 300 })
    await api("POST", "/sobjects/Contact", { ...contact, LastName: "O'Neil" })
    const found = await query(
      String.raw`SELECT SystemModstamp FROM Contact WHERE LastName = 'O\'Neil' AND SystemModstamp <= 2026-08-11T07:55:00Z`,
    )
    expect(found.records[0]?.["SystemModstamp"]).toBe("2026-08-11T07:55:00.000+0000")
  })

  it("tells of deletions up to the newest open transaction, and hides them from queries", async () => {
    const id = idIn(await api("POST", "/sobjects/Contact", contact))
    await api("DELETE", `/sobjects/Contact/${id}`)
    expect(await api("PATCH", `/sobjects/Contact/${id}`, { FirstName: "Aya" })).toMatchObject({
      body: [{ errorCode: "ENTITY_IS_DELETED" }],
    })
    expect((await query("SELECT Id FROM Contact")).totalSize).toBe(0)
    expect((await query("SELECT Id, IsDeleted FROM Contact", true)).records).toMatchObject([{ Id: id, IsDeleted: true }])
    await org.sim("POST", "clock", { advance: 120 })
    await org.sim("POST", "config", { lateBySeconds: 60 })
    const window = `start=${encodeURIComponent(new Date(TEST_START - 60_000).toISOString())}&end=${encodeURIComponent(new Date(TEST_START + 120_000).toISOString())}`
    expect((await api("GET", `/sobjects/Contact/deleted/?${window}`)).body).toMatchObject({
      deletedRecords: [{ id, deletedDate: "2026-08-11T08:00:00.000+0000" }],
      latestDateCovered: "2026-08-11T08:01:00.000+0000",
    })
    expect((await api("GET", `/sobjects/Contact/deleted/?${window.replace("2026-08-11", "2026-07-11")}`)).status).toBe(400)
    await org.sim("POST", "act", { op: "undelete", id })
    expect((await query("SELECT Id FROM Contact")).totalSize).toBe(1)
  })
})

describe("merging and converting over SOAP", () => {
  const soap = async (body: string, session = token) =>
    (
      await org.send(
        "POST",
        "/services/Soap/u/68.0",
        `<soapenv:Envelope><soapenv:Header><SessionHeader><sessionId>${session}</sessionId></SessionHeader></soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
      )
    ).body as string

  it("deletes the loser, which then names its master", async () => {
    const [master, loser] = [idIn(await api("POST", "/sobjects/Contact", contact)), idIn(await api("POST", "/sobjects/Contact", contact))]
    const merge = `<merge><request><masterRecord><type>Contact</type><Id>${master}</Id></masterRecord><recordToMergeIds>${loser}</recordToMergeIds></request></merge>`
    expect(await soap(merge)).toContain("<success>true</success>")
    expect((await query("SELECT MasterRecordId FROM Contact WHERE IsDeleted = true", true)).records).toMatchObject([
      { MasterRecordId: master },
    ])
    expect(await soap(merge)).toContain("ENTITY_IS_DELETED")
    expect(await soap(merge, "eyJhbGciOi.x.y")).toContain("INVALID_SESSION_ID")
  })

  it("locks a converted lead and says what became of it", async () => {
    const leadId = idIn(await api("POST", "/sobjects/Lead", lead))
    expect(
      await soap(
        `<convertLead><leadConverts><leadId>${leadId}</leadId><convertedStatus>Closed - Converted</convertedStatus></leadConverts></convertLead>`,
      ),
    ).toContain("<success>true</success>")
    const { body } = await api("GET", `/sobjects/Lead/${leadId}`)
    expect(body).toMatchObject({ IsConverted: true })
    const contactId = (body as Record<string, string>)["ConvertedContactId"]
    expect((await api("GET", `/sobjects/Contact/${contactId}`)).body).toMatchObject({ LastName: "Haddad" })
    expect(await api("PATCH", `/sobjects/Lead/${leadId}`, { Phone: "1" })).toMatchObject({
      body: [{ errorCode: "CANNOT_UPDATE_CONVERTED_LEAD" }],
    })
  })
})

describe("the administrator", () => {
  it("has to grant access before a new field is seen", async () => {
    await org.sim("POST", "config", { fieldsAreVisible: false })
    await api("POST", "/tooling/sobjects/CustomField", { FullName: "Lead.Colour__c", Metadata: { type: "Text", length: 20 } })
    const names = async () =>
      ((await api("GET", "/sobjects/Lead/describe")).body as { fields: { name: string }[] }).fields.map(({ name }) => name)
    expect(await names()).not.toContain("Colour__c")
    expect(await api("POST", "/sobjects/Lead", { ...lead, Colour__c: "red" })).toMatchObject({ body: [{ errorCode: "INVALID_FIELD" }] })
    const ParentId = idIn(await api("POST", "/sobjects/PermissionSet", { Name: "Onelead", Label: "Onelead" }))
    const user = (await query("SELECT Id FROM User WHERE UserType = 'Integration'")).records[0]?.["Id"]
    await api("POST", "/sobjects/FieldPermissions", {
      ParentId,
      SobjectType: "Lead",
      Field: "Lead.Colour__c",
      PermissionsRead: true,
      PermissionsEdit: true,
    })
    await api("POST", "/sobjects/PermissionSetAssignment", { PermissionSetId: ParentId, AssigneeId: user })
    expect(await names()).toContain("Colour__c")
    expect(await api("POST", "/tooling/sobjects/CustomField", { FullName: "Lead.Colour__c", Metadata: { type: "Text" } })).toMatchObject({
      body: [{ errorCode: "DUPLICATE_DEVELOPER_NAME" }],
    })
  })

  it("may have a flow that changes what was saved, a second later and as somebody else", async () => {
    await org.sim("POST", "config", { automation: [{ object: "Lead", set: { Title: "VIP" } }] })
    const id = idIn(await api("POST", "/sobjects/Lead", lead))
    expect((await api("GET", `/sobjects/Lead/${id}`)).body).toMatchObject({ Title: null })
    await org.sim("POST", "clock", { advance: 2 })
    const after = (await api("GET", `/sobjects/Lead/${id}`)).body as Record<string, string>
    expect([after["Title"], after["SystemModstamp"]]).toEqual(["VIP", "2026-08-11T08:00:02.000+0000"])
  })
})

describe("the doors that all simulators share", () => {
  it("show records in one shape, and edit and delete them as a person would", async () => {
    await makeKey("Opportunity", "Onelead_Deal_Id__c")
    await api("POST", "/sobjects/Contact", { ...contact, FirstName: "Aya" })
    const dealId = idIn(
      await api("PATCH", "/sobjects/Opportunity/Onelead_Deal_Id__c/L1:2", {
        Name: "Aya",
        StageName: "Prospecting",
        CloseDate: "2026-09-01",
        Amount: 1200,
      }),
    )
    await org.sim("POST", `deals/${dealId}`, { stage: "booked", amount: 900 })
    const { contacts, deals } = await org.sim("GET", "records")
    expect(contacts).toMatchObject([
      { leadId: null, name: "Aya Haddad", email: "aya@mail.example", ownerEmail: "integration@falcon.example" },
    ])
    expect(deals).toMatchObject([
      { id: dealId, leadId: "L1", stage: "Closed Won", ourStage: "booked", amount: 900, isWon: true, isClosed: true },
    ])
    await org.sim("DELETE", `deals/${dealId}`)
    expect((await org.sim("GET", "records"))["deals"]).toEqual([])
    expect((await org.send("POST", "/__sim/deals/nothing", {})).status).toBe(404)
  })

  it("cause trouble so many times or for so long, and keep a log of it", async () => {
    await org.sim("POST", "faults", { kind: "outage", times: 1 })
    expect((await api("GET", "/limits")).status).toBe(503)
    expect((await api("GET", "/limits")).status).toBe(200)
    await org.sim("POST", "faults", { kind: "auth", seconds: 60 })
    expect([(await api("GET", "/limits")).status, (await api("GET", "/limits")).status, (await org.signIn()).status]).toEqual([
      401, 401, 400,
    ])
    await org.sim("POST", "clock", { advance: 61 })
    await org.sim("POST", "faults", { kind: "lost_answer" })
    await expect(api("POST", "/sobjects/Contact", contact)).rejects.toThrow()
    expect((await query("SELECT Id FROM Contact")).totalSize).toBe(1)
    await org.sim("POST", "faults", { kind: "drift", property: "Contact.Email" })
    expect((await api("GET", `/query?q=${encodeURIComponent("SELECT Email FROM Contact")}`)).status).toBe(400)
    await org.sim("DELETE", "faults")
    expect((await query("SELECT Email FROM Contact")).totalSize).toBe(1)
    const { entries } = (await org.sim("GET", "log")) as unknown as { entries: { fault: string | null }[] }
    expect(entries.map(({ fault }) => fault).filter(Boolean)).toEqual(["outage", "auth", "auth", "auth", "lost_answer"])
  })
})
