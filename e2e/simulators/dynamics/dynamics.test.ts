import { createServer } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { openEnvironment } from "./testing"

/** What a client of Dataverse has to live with, over real HTTP. */
let crm: Awaited<ReturnType<typeof openEnvironment>>
let token = ""

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

beforeAll(async () => {
  crm = await openEnvironment()
})
beforeEach(async () => {
  await crm.sim("POST", "reset")
  token = String((await crm.signIn()).body["access_token"])
})
afterAll(async () => {
  await crm.close()
})

const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  await crm.send(method, path.startsWith("http") ? path : `/api/data/v9.2/${path}`, body, { authorization: `Bearer ${token}`, ...headers })
const full = { prefer: "return=representation" }
const code = (answer: { body: Record<string, never> }): string => (answer.body["error"] as { code: string } | undefined)?.code ?? ""
const make = async (set: string, body: object) => await api("POST", set, body, full)
const values = (answer: { body: Record<string, never> }) => answer.body["value"] as unknown as Record<string, unknown>[]
const GUID = "5b0c6c1e-0000-4000-8000-00000000000a"

async function makeKey(table: string, schemaName: string): Promise<void> {
  const at = `EntityDefinitions(LogicalName='${table}')`
  const label = { LocalizedLabels: [{ Label: schemaName, LanguageCode: 1033 }] }
  const column = { SchemaName: schemaName, AttributeType: "String", MaxLength: 100, DisplayName: label }
  expect((await api("POST", `${at}/Attributes`, column)).status).toBe(204)
  expect((await api("POST", `${at}/Keys`, { SchemaName: `${schemaName}Key`, KeyAttributes: [schemaName.toLowerCase()] })).status).toBe(204)
}

describe("sign-in", () => {
  it("gives a token for this environment and no other, and says what is wrong with the app", async () => {
    expect((await crm.signIn()).body).toMatchObject({ token_type: "Bearer", expires_in: 3_599 })
    expect((await crm.signIn({ scope: "https://other.crm.dynamics.com/.default" })).body).toMatchObject({ error: "invalid_scope" })
    expect(await crm.signIn({ client_secret: "x" })).toMatchObject({
      status: 401,
      body: { error: "invalid_client", error_codes: [7_000_215] },
    })
    await crm.sim("POST", "clock", { advance: 3_600 })
    const late = await api("GET", "contacts")
    expect([late.status, late.text, late.headers.get("www-authenticate")?.slice(0, 6)]).toEqual([401, "", "Bearer"])
  })

  it("is not enough without an application user, and each table needs its privilege", async () => {
    await crm.sim("POST", "config", { denied: ["prvCreateLead"] })
    const denied = await make("leads", { lastname: "Haddad" })
    expect([denied.status, code(denied)]).toEqual([403, "0x80040220"])
    await crm.sim("POST", "config", { hasApplicationUser: false })
    expect(code(await api("GET", "contacts"))).toBe("0x80072560")
  })
})

describe("rows", () => {
  it("are created or updated at the id that the caller gives, whatever its case", async () => {
    const path = `contacts(${GUID.toUpperCase()})?$select=contactid,modifiedon`
    const first = await api("PATCH", path, { lastname: "Haddad" }, full)
    expect(first).toMatchObject({ status: 201, body: { contactid: GUID, modifiedon: "2026-08-11T08:00:00Z" } })
    expect((await api("PATCH", path, { firstname: "Aya" }, full)).status).toBe(200)
    const silent = await api("PATCH", path, { firstname: "Aya" })
    expect([silent.status, silent.headers.get("odata-entityid")]).toEqual([204, `${crm.url}/api/data/v9.2/contacts(${GUID.toUpperCase()})`])
    expect(code(await api("PATCH", path, {}, { "if-none-match": "*" }))).toBe("0x80040237")
    const stale = await api("PATCH", path, {}, { "if-match": String(first.body["@odata.etag"]) })
    expect([stale.status, code(stale)]).toEqual([412, "0x80060882"])
    const absent = await api("PATCH", path.replace("0A", "0B"), {}, { "if-match": "*" })
    expect([absent.status, code(absent)]).toEqual([404, "0x80040217"])
  })

  it("are found by a key once its index is ready, unless the value holds certain characters", async () => {
    await crm.sim("POST", "config", { keySeconds: 30 })
    await makeKey("opportunity", "onl_DealKey")
    const at = (value: string) => `opportunities(onl_dealkey='${encodeURIComponent(value)}')?$select=opportunityid,onl_dealkey`
    const keys = async () => values(await api("GET", "EntityDefinitions(LogicalName='opportunity')/Keys"))[0]?.["EntityKeyIndexStatus"]
    expect([await keys(), (await api("PATCH", at("L1_2"), { name: "Aya" })).status]).toEqual(["Pending", 400])
    await crm.sim("POST", "clock", { advance: 31 })
    expect(await keys()).toBe("Active")
    expect(await api("PATCH", at("L1_2"), { name: "Aya" }, full)).toMatchObject({ status: 201, body: { onl_dealkey: "L1_2" } })
    expect((await api("GET", at("l1_2"))).status).toBe(200)
    for (const value of ["L1:2", "a/b", "a+b"])
      expect([value, (await api("PATCH", at(value), { name: "Aya" })).status]).toEqual([value, 404])
    const taken = await make("opportunities", { name: "Other", onl_dealkey: "L1_2" })
    expect([taken.status, code(taken)]).toEqual([412, "0x80060892"])
    expect(taken.text).toMatch(/<Id>[0-9a-f-]{36}<\/Id>/)
  })

  it("leave a key failed where the data holds one value twice", async () => {
    const at = "EntityDefinitions(LogicalName='lead')"
    await api("POST", `${at}/Attributes`, { SchemaName: "onl_LeadKey", AttributeType: "String" })
    for (const _ of [1, 2]) await make("leads", { lastname: "Haddad", onl_leadkey: "same" })
    await api("POST", `${at}/Keys`, { SchemaName: "onl_LeadKeyKey", KeyAttributes: ["onl_leadkey"] })
    expect(values(await api("GET", `${at}/Keys`))).toMatchObject([{ EntityKeyIndexStatus: "Failed" }])
  })

  it("take values of the right type under the right name only", async () => {
    const wrong = async (body: object) => code(await make("opportunities", { name: "Aya", ...body }))
    expect(await wrong({ estimatedvalue: "1200" })).toBe("0x80048d19")
    expect(await wrong({ colour: "red" })).toBe("0x0")
    expect(await wrong({ "ParentContactId@odata.bind": `/contacts(${GUID})` })).toBe("0x0")
    expect(await wrong({ "parentcontactid@odata.bind": `/contacts(${GUID})` })).toBe("0x80040217")
    expect(await wrong({ name: "x".repeat(301) })).toBe("0x80044331")
    expect(code(await make("Opportunities", { name: "Aya" }))).toBe("0x8006088a")
  })

  it("are won, lost and reopened by acts of their own, and cannot be edited while closed", async () => {
    const id = String((await make("opportunities", { name: "Aya", estimatedvalue: 1200 })).body["opportunityid"])
    const row = `opportunities(${id})`
    expect((await api("PATCH", row, { statecode: 1, statuscode: 3 })).status).toBe(400)
    const close = { Status: 3, OpportunityClose: { subject: "Won", "opportunityid@odata.bind": `/${row}`, actualrevenue: 1200 } }
    expect((await api("POST", "LoseOpportunity", close)).body).toMatchObject({ error: { code: "0x80048408" } })
    expect((await api("POST", "WinOpportunity", close)).status).toBe(204)
    expect((await api("GET", row)).body).toMatchObject({ statecode: 1, statuscode: 3, actualvalue: 1200 })
    expect(values(await api("GET", "opportunitycloses"))).toHaveLength(1)
    expect((await api("PATCH", row, { name: "B" })).status).toBe(400)
    expect((await api("PATCH", row, { statecode: 0, statuscode: 1 })).status).toBe(204)
    expect((await api("PATCH", row, { name: "B" })).status).toBe(204)
  })

  it("are qualified once: a lead becomes a contact and an opportunity, and is read-only from then on", async () => {
    const id = String((await make("leads", { lastname: "Haddad", subject: "SUV" })).body["leadid"])
    const qualify = { CreateAccount: false, CreateContact: true, CreateOpportunity: true, Status: 3 }
    const path = `leads(${id})/Microsoft.Dynamics.CRM.QualifyLead`
    expect(values(await api("POST", path, qualify)).map((one) => one["@odata.type"])).toEqual([
      "#Microsoft.Dynamics.CRM.contact",
      "#Microsoft.Dynamics.CRM.opportunity",
    ])
    expect((await api("POST", path, qualify)).status).toBe(400)
    expect((await api("PATCH", `leads(${id})`, { subject: "B" })).status).toBe(400)
    expect(values(await api("GET", `contacts?$filter=_originatingleadid_value eq ${id}`))).toHaveLength(1)
  })

  it("are merged by putting the other one out of use; opportunities are not", async () => {
    const ids: string[] = []
    for (const lastname of ["One", "Two"]) ids.push(String((await make("contacts", { lastname })).body["contactid"]))
    const deal = String(
      (await make("opportunities", { name: "Aya", "parentcontactid@odata.bind": `/contacts(${ids[1]})` })).body["opportunityid"],
    )
    const named = (type: string, id: string | undefined) => ({ "@odata.type": `Microsoft.Dynamics.CRM.${type}`, [`${type}id`]: id })
    expect((await api("POST", "Merge", { Target: { contactid: ids[0] }, Subordinate: { contactid: ids[1] } })).status).toBe(400)
    expect((await api("POST", "Merge", { Target: named("contact", ids[0]), Subordinate: named("contact", ids[1]) })).status).toBe(204)
    expect((await api("GET", `contacts(${ids[1]})`)).body).toMatchObject({ merged: true, statecode: 1, _masterid_value: ids[0] })
    expect((await api("GET", `opportunities(${deal})`)).body).toMatchObject({ _parentcontactid_value: ids[0] })
    expect((await api("POST", "Merge", { Target: named("opportunity", deal), Subordinate: named("opportunity", deal) })).status).toBe(400)
  })

  it("are checked for duplicates only where the caller asks for it, and for business rules always", async () => {
    await make("contacts", { lastname: "Haddad", emailaddress1: "a@b.co" })
    const again = { lastname: "Haddad", emailaddress1: "A@b.co" }
    expect((await make("contacts", again)).status).toBe(201)
    const checked = await api("POST", "contacts", again, { "MSCRM.SuppressDuplicateDetection": "false" })
    expect([checked.status, code(checked)]).toEqual([412, "0x80040333"])
    await crm.sim("POST", "config", { plugins: [{ table: "contact", column: "lastname", contains: "Test", message: "No test data." }] })
    expect(code(await make("contacts", { lastname: "Test" }))).toBe("0x80040265")
  })
})

describe("a batch", () => {
  const batch = async (parts: readonly string[], headers: Record<string, string> = {}, newline = "\r\n") =>
    await crm.send(
      "POST",
      "/api/data/v9.2/$batch",
      [
        ...parts.map(
          (part) =>
            `--b${newline}Content-Type: application/http${newline}Content-Transfer-Encoding: binary${newline}${newline}${part}${newline}`,
        ),
        `--b--${newline}`,
      ].join(""),
      { authorization: `Bearer ${token}`, "content-type": 'multipart/mixed; boundary="b"', ...headers },
    )
  const post = (body: object) => `POST contacts HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(body)}\r\n`
  const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

  it("ends at the first error, or answers every part where the caller wants that", async () => {
    const parts = [post({ lastname: "One" }), post({ lastname: 1 }), post({ lastname: "Three" })]
    const stopped = await batch(parts)
    expect([stopped.status, statuses(stopped.text)]).toEqual([400, [204, 400]])
    const whole = await batch(parts, { prefer: "odata.continue-on-error" })
    expect([whole.status, statuses(whole.text)]).toEqual([200, [204, 400, 204]])
    expect((await batch(parts, {}, "\n")).text).toContain("Stream was not readable")
  })

  it("takes a change set back as a whole", async () => {
    const inner = [post({ lastname: "One" }), post({ lastname: 1 })]
      .map((part) => `--c\r\nContent-Type: application/http\r\n\r\n${part}\r\n`)
      .join("")
    const text = `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${inner}--c--\r\n--b--\r\n`
    await crm.send("POST", "/api/data/v9.2/$batch", text.replace("--c--\r\n--b--", "--c--\r\n\r\n--b--"), {
      authorization: `Bearer ${token}`,
      "content-type": "multipart/mixed; boundary=b",
    })
    expect(values(await api("GET", "contacts"))).toEqual([])
  })
})

describe("reading", () => {
  it("filters, sorts, pages and expands", async () => {
    for (const lastname of ["O'Neil", "Haddad", "Said"]) await make("contacts", { lastname, telephone1: "+971 50 123 4567" })
    const found = async (filter: string) =>
      values(await api("GET", `contacts?$select=lastname&$orderby=lastname desc&$filter=${encodeURIComponent(filter)}`)).map(
        (row) => row["lastname"],
      )
    expect(await found("lastname eq 'O''Neil' or (contains(lastname,'add') and modifiedon ge 2026-08-11T08:00:00Z)")).toEqual([
      "O'Neil",
      "Haddad",
    ])
    expect(await found("emailaddress1 eq null and not startswith(lastname,'S')")).toEqual(["O'Neil", "Haddad"])
    expect((await api("GET", "contacts?$filter=colour eq 1")).status).toBe(400)
    const first = await api("GET", "contacts?$select=lastname&$count=true", undefined, { prefer: "odata.maxpagesize=2" })
    expect([first.body["@odata.count"], values(first).length]).toEqual([3, 2])
    expect(values(await api("GET", String(first.body["@odata.nextLink"]), undefined, { prefer: "odata.maxpagesize=2" }))).toHaveLength(1)
    const contactid = values(first)[0]?.["contactid"]
    await make("opportunities", { name: "Aya", "parentcontactid@odata.bind": `/contacts(${String(contactid)})` })
    expect(values(await api("GET", "opportunities?$select=name&$expand=parentcontactid($select=lastname)"))).toMatchObject([
      { parentcontactid: { lastname: "O'Neil" } },
    ])
  })

  it("tells what changed since a token, deletions last, until the token is too old", async () => {
    const start = await api("GET", "leads?$select=lastname", undefined, { prefer: "odata.track-changes" })
    const link = String(start.body["@odata.deltaLink"])
    const id = String((await make("leads", { lastname: "Haddad" })).body["leadid"])
    const gone = String((await make("leads", { lastname: "Said" })).body["leadid"])
    await api("DELETE", `leads(${gone})`)
    expect(values(await api("GET", link))).toMatchObject([
      { leadid: id, lastname: "Haddad" },
      { id: gone, reason: "deleted" },
    ])
    const filtered = await api("GET", "leads?$filter=lastname eq 'x'", undefined, { prefer: "odata.track-changes" })
    expect(filtered.text).toContain("query parameter isn't supported when Change Tracking is enabled")
    await crm.sim("POST", "clock", { advance: 8 * 86_400 })
    token = String((await crm.signIn()).body["access_token"])
    expect(code(await api("GET", link))).toBe("0x80044352")
  })
})

describe("limits", () => {
  it("count calls and their time over five minutes, per server, and ask for longer waits from those who go on", async () => {
    await crm.sim("POST", "config", { requestsMax: 2 })
    expect((await api("GET", "contacts")).headers.get("x-ms-ratelimit-burst-remaining-xrm-requests")).toBe("1")
    await api("GET", "contacts")
    const [first, second] = [await api("GET", "contacts"), await api("GET", "contacts")]
    expect([first.status, code(first)]).toEqual([429, "0x80072322"])
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(Number(first.headers.get("retry-after")))
    await crm.sim("POST", "config", { requestsMax: 6_000, msPerCall: 700_000 })
    await crm.sim("POST", "clock", { advance: 301 })
    for (const _ of [1, 2]) expect((await api("GET", "contacts")).status).toBe(200)
    expect(code(await api("GET", "contacts"))).toBe("0x80072321")
  })

  it("refuse more calls at once than are allowed", async () => {
    await crm.sim("POST", "config", { concurrentMax: 1 })
    await crm.sim("POST", "faults", { kind: "slow", times: 2, ms: 200 })
    const answers = await Promise.all([api("GET", "contacts"), api("GET", "contacts")])
    expect(answers.map(code)).toContain("0x80072326")
  })
})

describe("webhooks", () => {
  it("carry the secret in a header and the caller's tag, and are tried again only after a gateway's failure", async () => {
    const statuses = [503, 200, 500]
    const received: { headers: Record<string, unknown>; body: { MessageName: string; SharedVariables: unknown[] } }[] = []
    const server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on("data", (part: Buffer) => parts.push(part))
      request.on("end", () => {
        received.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) as never })
        response.writeHead(statuses[received.length - 1] ?? 200).end()
      })
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    await crm.sim("POST", "webhooks", { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret: "s3cret", holds: true })
    await api("PATCH", `contacts(${GUID})?tag=onelead`, { lastname: "Haddad" })
    await crm.sim("POST", `contacts/${GUID}`, { phone: "1" })
    const { delivered } = await crm.sim("POST", "webhooks/flush")
    server.close()
    expect(received.map(({ body }) => body.MessageName)).toEqual(["Create", "Create", "Update"])
    expect(received[0]?.headers["x-onelead-secret"]).toBe("s3cret")
    expect(received.map(({ body }) => body.SharedVariables)).toEqual([
      [{ key: "tag", value: "onelead" }],
      [{ key: "tag", value: "onelead" }],
      [],
    ])
    expect(delivered).toMatchObject([{ status: 200 }, { status: 500 }])
  })
})

describe("the doors that all simulators share", () => {
  it("show records in one shape, and edit and delete them as a person would", async () => {
    await makeKey("opportunity", "onl_DealKey")
    const contactId = String((await make("contacts", { firstname: "Aya", lastname: "Haddad", emailaddress1: "a@b.co" })).body["contactid"])
    const id = String(
      (
        await make("opportunities", {
          name: "Aya",
          onl_dealkey: "L1_2",
          estimatedvalue: 1200,
          "parentcontactid@odata.bind": `/contacts(${contactId})`,
        })
      ).body["opportunityid"],
    )
    await crm.sim("POST", `deals/${id}`, { stage: "booked", amount: 900 })
    expect(await crm.sim("GET", "records")).toMatchObject({
      contacts: [{ id: contactId, leadId: null, name: "Aya Haddad", email: "a@b.co", ownerEmail: "onelead@falcon.example" }],
      deals: [{ id, leadId: "L1", contactId, stage: "won", ourStage: "booked", amount: 900, isWon: true, isClosed: true }],
    })
    await crm.sim("POST", `deals/${id}`, { stage: "contacted" })
    expect((await crm.sim("GET", "records"))["deals"]).toMatchObject([{ ourStage: "contacted", isClosed: false }])
    await crm.sim("DELETE", `deals/${id}`)
    expect((await crm.sim("GET", "records"))["deals"]).toEqual([])
  })

  it("cause trouble so many times or for so long, and keep a log of it", async () => {
    await crm.sim("POST", "faults", { kind: "outage", times: 1 })
    expect([(await api("GET", "contacts")).status, (await api("GET", "contacts")).status]).toEqual([503, 200])
    await crm.sim("POST", "faults", { kind: "lost_answer" })
    await expect(make("contacts", { lastname: "Haddad" })).rejects.toThrow()
    expect(values(await api("GET", "contacts"))).toHaveLength(1)
    await crm.sim("POST", "faults", { kind: "lock" })
    expect(code(await make("contacts", { lastname: "Haddad" }))).toBe("0x80040255")
    await crm.sim("POST", "faults", { kind: "drift", property: "contact.lastname", seconds: 60 })
    expect((await api("GET", "contacts?$select=lastname")).status).toBe(400)
    await crm.sim("POST", "clock", { advance: 61 })
    expect((await api("GET", "contacts?$select=lastname")).status).toBe(200)
    const { entries } = (await crm.sim("GET", "log")) as unknown as { entries: { fault: string | null }[] }
    expect(entries.map(({ fault }) => fault).filter(Boolean)).toEqual(["outage", "lost_answer"])
  })
})
