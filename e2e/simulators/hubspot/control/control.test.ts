import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { openBench, type Bench } from "@/e2e/simulators/hubspot/testing"

/** The simulator's own doors, and the pages on which a person works. */
let bench: Bench

// A shared machine may be slow; nothing here measures time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

beforeAll(async () => {
  bench = await openBench()
})
beforeEach(async () => {
  await bench.control.reset()
})
afterAll(async () => {
  await bench.close()
})

const submit = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  await fetch(bench.url + path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", headers })
const pageText = async (path: string): Promise<string> => await (await fetch(bench.url + path)).text()

describe("control", () => {
  it("gives the same ids, lags and correlation ids after every reset with the same seed", async () => {
    const run = async () => {
      await bench.control.reset({ seed: 11 })
      await bench.control.seed({ contacts: 3, deals: 2 })
      const answer = await bench.api("POST", "/crm/v3/objects/contacts", { properties: { email: "a@b.co" } })
      return { body: answer.body, correlationId: answer.headers.get("x-hubspot-correlation-id"), state: await bench.control.state() }
    }
    expect(await run()).toEqual(await run())
  })

  it("edits as a person, with the account's own checks, and says why an edit is refused", async () => {
    const contact = await bench.control.edit({ op: "create", objectType: "contacts", properties: { email: "a@b.co" } })
    const deal = await bench.control.edit({
      op: "create",
      objectType: "deal",
      properties: { dealname: "D", dealstage: "contractsent" },
      associateWith: [contact?.id ?? ""],
    })
    await bench.control.edit({ op: "update", objectType: "deals", id: deal?.id ?? "", properties: { dealstage: "closedwon" } })
    const state = await bench.control.state()
    expect(state.deals[0]).toMatchObject({
      properties: { hs_is_closed_won: "true" },
      associations: { contacts: { results: [{ id: contact?.id }] } },
    })
    await expect(bench.control.edit({ op: "update", objectType: "deals", id: "1", properties: {} })).rejects.toThrow(
      "There is no record 1 among the deals",
    )
    await expect(bench.control.edit({ op: "create", objectType: "spaceships", properties: {} })).rejects.toThrow(
      "unknown object type spaceships",
    )
    await bench.control.edit({ op: "disassociate", fromId: contact?.id ?? "", toId: deal?.id ?? "" })
    expect((await bench.control.state()).deals[0]).not.toHaveProperty("associations")
  })

  it("logs every call with its outcome, and forgets the bodies of old ones", async () => {
    await bench.control.config({ logBodies: 1 })
    await bench.api("GET", "/crm/v3/objects/contacts?limit=1")
    await bench.control.faults([{ kind: "bad_gateway" }])
    await bench.api("POST", "/crm/v3/objects/contacts", { properties: { email: "a@b.co" } })
    const log = await bench.control.log()
    expect(log).toMatchObject([
      { number: 1, method: "GET", url: "/crm/v3/objects/contacts?limit=1", status: 200, appId: 39_522_895 },
      { number: 2, method: "POST", status: 502, fault: "bad_gateway", requestBody: { properties: { email: "a@b.co" } } },
    ])
    expect(log[0]).not.toHaveProperty("responseBody")
    expect(await bench.control.log(1)).toHaveLength(1)
  })

  it("costs no quota and asks for no token, but does nothing for another site's page", async () => {
    await bench.control.state()
    expect((await bench.control.state()).limits.usedToday).toBe(0)
    const foreign = await fetch(`${bench.url}/__sim/reset`, { method: "POST", headers: { origin: "https://elsewhere.example" } })
    expect(foreign.status).toBe(403)
    for (const origin of ["https://elsewhere.example", "null"])
      expect((await submit("/contacts", { op: "create" }, { origin })).status).toBe(403)
    expect((await submit("/contacts", { op: "create" }, { origin: bench.url })).status).toBe(303)
    expect((await fetch(`${bench.url}/__sim/nonsense`)).status).toBe(404)
    expect((await fetch(`${bench.url}/__sim/edit`, { method: "POST", body: "{" })).status).toBe(400)
  })

  it("serves a first load of many records without slowing to a crawl", async () => {
    await bench.control.seed({ contacts: 5_000, deals: 1_000 })
    expect((await bench.control.state("?summary=1")).counts).toMatchObject({ contacts: 5_000, deals: 1_000 })
    expect(await bench.control.state("?summary=1")).not.toHaveProperty("contacts")
  })
})

describe("the doors that all simulators share", () => {
  const sim = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${bench.url}/__sim/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    return (await response.json()) as Record<string, unknown>
  }

  it("show records in one shape, and edit and delete them as a person would", async () => {
    const contact = await bench.control.edit({
      op: "create",
      objectType: "contacts",
      properties: { firstname: "Aya", lastname: "Haddad", email: "a@b.co" },
    })
    const deal = await bench.control.edit({
      op: "create",
      objectType: "deals",
      properties: { dealname: "D", dealstage: "appointmentscheduled", amount: "1200" },
      associateWith: [contact?.id ?? ""],
    })
    await sim("POST", `deals/${deal?.id}`, { stage: "booked", amount: 900 })
    await sim("POST", `contacts/${contact?.id}`, { phone: "+971500000000" })
    expect(await sim("GET", "records")).toMatchObject({
      contacts: [{ id: contact?.id, leadId: null, name: "Aya Haddad", email: "a@b.co", phone: "+971500000000", ownerEmail: null }],
      deals: [{ id: deal?.id, contactId: contact?.id, stage: "closedwon", ourStage: "booked", amount: 900, isWon: true, isClosed: true }],
    })
    await sim("DELETE", `deals/${deal?.id}`)
    expect((await sim("GET", "records"))["deals"]).toEqual([])
  })

  it("cause trouble so many times or for so long, and move the time in seconds", async () => {
    const status = async () => (await bench.api("GET", "/crm/v3/objects/contacts")).status
    await sim("POST", "faults", { kind: "outage", times: 1 })
    expect([await status(), await status()]).toEqual([503, 200])
    await sim("POST", "faults", { kind: "auth", seconds: 60 })
    expect([await status(), await status()]).toEqual([401, 401])
    await sim("POST", "clock", { advance: 61 })
    expect(await status()).toBe(200)
    const amount = async () => (await bench.api("GET", "/crm/v3/properties/deals/amount")).status
    await sim("POST", "faults", { kind: "drift", property: "deal.amount", seconds: 60 })
    expect(await amount()).toBe(404)
    await sim("POST", "clock", { advance: 61 })
    expect(await amount()).toBe(200)
  })
})

describe("pages", () => {
  it("cause trouble on demand and clear it again", async () => {
    expect((await submit("/traffic", { kind: "unavailable", times: "" })).status).toBe(303)
    expect((await bench.api("POST", "/crm/v3/objects/contacts", { properties: { email: "a@b.co" } })).status).toBe(503)
    expect(await pageText("/traffic")).toContain("until cleared")
    await submit("/traffic", { kind: "unavailable", times: "", clear: "1" })
    expect((await bench.api("POST", "/crm/v3/objects/contacts", { properties: { email: "a@b.co" } })).status).toBe(201)
  })

  it("let a person create, find, change, merge and delete contacts", async () => {
    const created = await submit("/contacts", {
      op: "create",
      objectType: "contacts",
      back: "/contacts",
      "p.firstname": "Layla",
      "p.email": "layla@mail.example",
      "p.phone": "",
    })
    expect(created.status).toBe(303)
    const path = created.headers.get("location") ?? ""
    expect(path).toMatch(/^\/contacts\/\d+$/)
    expect(await pageText("/contacts?q=layla")).toContain("layla@mail.example")
    await submit("/contacts", {
      op: "update",
      objectType: "contacts",
      id: path.split("/")[2] ?? "",
      back: path,
      "p.firstname": "Leila",
      "p.email": "layla@mail.example",
    })
    expect(await pageText(path)).toContain("Leila")
    const other = await bench.control.edit({ op: "create", objectType: "contacts", properties: { firstname: "Twin" } })
    const merged = await submit("/contacts", {
      op: "merge",
      objectType: "contacts",
      primaryId: path.split("/")[2] ?? "",
      mergeId: other?.id ?? "",
      back: path,
    })
    const survivor = merged.headers.get("location") ?? ""
    expect(await pageText(survivor)).toContain("merged from")
    await submit("/contacts", { op: "delete", objectType: "contacts", id: survivor.split("/")[2] ?? "", back: "/contacts" })
    expect(await pageText("/contacts")).toContain("No contacts yet")
    expect(await pageText("/contacts?archived=1")).toContain("Leila")
  })

  it("move a deal between stages and say what was wrong", async () => {
    const deal = await bench.control.edit({
      op: "create",
      objectType: "deals",
      properties: { dealname: "Patrol & <b>sons</b>", dealstage: "contractsent", closedate: "2026-05-05" },
    })
    const id = deal?.id ?? ""
    const board = await pageText("/deals")
    expect(board).toContain("Patrol &amp; &lt;b&gt;sons&lt;/b&gt;")
    await submit("/deals", {
      op: "update",
      objectType: "deals",
      id,
      back: "/deals",
      "p.dealstage": "closedlost",
      "p.closedate": "2026-05-05",
    })
    expect((await bench.control.state()).deals[0]?.properties["dealstage"]).toBe("closedlost")
    const wrong = await submit("/deals", { op: "update", objectType: "deals", id, back: "//elsewhere.example", "p.amount": "a lot" })
    const location = wrong.headers.get("location") ?? ""
    expect(location).toBe("/?error=a%20lot%20was%20not%20a%20valid%20number.")
    expect(await pageText(`/deals/${id}?error=oops`)).toContain("oops")
    expect(await pageText("/traffic")).toContain("calls used today")
    expect(await pageText("/deals/1")).toContain("was deleted, or never existed")
  })
})
