import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { required } from "@/lib/core/required"
import { CrmFailure, type ChangesFrom, type ChangesPage, type RowResult } from "@/lib/crm/provider"
import { openProvider, row } from "./dynamics-testing"
import { LOST, OPEN, PIPELINE, WON } from "./mapping"

/** The provider against an environment with keys, states, limits and delta links like the real ones. */
let open: Awaited<ReturnType<typeof openProvider>>

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

beforeAll(async () => {
  open = await openProvider()
})
afterAll(async () => {
  await open.crm.close()
})

let count = 0
const newKey = () => `00000000-0000-7000-8000-${String((count += 1)).padStart(12, "0")}`
const shape = { properties: ["firstname", "lastname", "emailaddress1", "telephone1", "ownerid", "estimatedvalue", "onl_vehicle"] }
const dealShape = { properties: ["name", "estimatedvalue", "ownerid", "onl_vehicle"] }
async function failureOf(call: Promise<unknown>) {
  const error: unknown = await call.catch((thrown: unknown) => thrown)
  return error instanceof CrmFailure ? error.failure : error
}
const idOf = (result: RowResult | undefined): string => (result?.outcome === "ok" ? result.id : String(result?.outcome))
async function makeContact(values: Record<string, string>, key = newKey()): Promise<string> {
  return idOf((await open.provider.write("contact", [row(key, values)])).get(key))
}
const stage = (stageId: string) => ({ pipelineId: PIPELINE, stageId })
async function makeDeal(
  values: Record<string, string> = {},
  stageId = "727000000",
  contactId: string | null = null,
  key = `${newKey()}:1`,
): Promise<string> {
  return idOf((await open.provider.write("deal", [row(key, values, { stage: stage(stageId), contactId })])).get(key))
}
async function dealNow(id: string) {
  return required((await open.provider.readByIds("deal", [id], dealShape)).records.get(id), "deal")
}
const unsubscribe = async (email: string) => await required(open.provider.unsubscribe, "unsubscribe")(email)
async function scan(since: ChangesFrom, object: "contact" | "deal" = "contact") {
  const all: { ids: string[]; gone: ChangesPage["gone"] } = { ids: [], gone: [] }
  for (let from = since; ;) {
    const page = await open.provider.readChanges(object, from, { properties: [] })
    all.ids.push(...page.records.map(({ id }) => id))
    all.gone.push(...page.gone)
    if (page.next === null) return { ...all, resume: page.resume }
    from = { next: page.next }
  }
}

describe("signing in", () => {
  it("renews a token before its end, and a refused one once", async () => {
    await open.tick(3_500)
    expect(await open.provider.count("contact")).toBeTypeOf("number")
    await open.crm.sim("POST", "revoke")
    expect(await open.provider.count("contact")).toBeTypeOf("number")
    await open.crm.sim("POST", "faults", { kind: "auth", seconds: 60 })
    expect(await failureOf(open.provider.count("contact"))).toEqual({ kind: "auth", message: "invalid_client AADSTS7000222" })
    await open.crm.sim("DELETE", "faults")
  })

  it("tells a missing application user from a missing privilege", async () => {
    await open.crm.sim("POST", "config", { hasApplicationUser: false })
    expect(await failureOf(open.provider.count("contact"))).toMatchObject({ kind: "auth" })
    await open.crm.sim("POST", "config", { hasApplicationUser: true, denied: ["prvReadContact"] })
    expect(await failureOf(open.provider.readByKeys("contact", ["x"], shape))).toEqual({ kind: "scope", scopes: ["prvReadContact"] })
    await open.crm.sim("POST", "config", { denied: [] })
  })
})

describe("provisioning", () => {
  it("makes columns, keys and stages; repeating it makes nothing twice", async () => {
    expect(open.provisioned.made).toContain("opportunity.onl_stage")
    expect([open.provisioned.pending, open.provisioned.manual]).toEqual([[], []])
    expect(open.schema.properties.deal.find(({ name }) => name === "onl_dealkey")).toMatchObject({ unique: true, readOnly: false })
    expect(open.schema.pipelines[0]?.stages.map(({ label, outcome }) => `${label} ${outcome}`)).toEqual([
      ...["New", "Contacted", "Qualified", "Proposal", "Negotiation"].map((label) => `${label} open`),
      "Won won",
      "Lost lost",
      "Open open",
    ])
    expect(open.schema.owners.map(({ email }) => email)).toEqual(["rania@falcon.example", "omar@falcon.example"])
    expect(await open.provider.provision(open.plan)).toEqual({ made: [], pending: [], manual: [] })
  })

  it("waits for a key that is still being built", async () => {
    const other = await openProvider()
    await other.crm.sim("POST", "reset")
    await other.crm.sim("POST", "config", { keySeconds: 30 })
    const first = await other.connect().provision(other.plan)
    expect(first.pending).toEqual(["contact.onl_leadkey_key", "opportunity.onl_dealkey_key"])
    await other.tick(31)
    expect(await other.connect().provision(other.plan)).toEqual({ made: [], pending: [], manual: [] })
    await other.crm.close()
  })
})

describe("writing", () => {
  it("creates by our key and updates by the same key or by id, with typed values and the new time", async () => {
    const key = newKey()
    const first = await open.provider.write("contact", [
      row(key, { firstname: "Aya", lastname: "Haddad", onl_score: "42", onl_leadkey: key }),
    ])
    const second = await open.provider.write("contact", [row(key, { telephone1: "+971501234567" })])
    expect(first.get(key)).toMatchObject({ outcome: "ok", isNew: true, updatedAt: open.hooks.now() })
    expect(second.get(key)).toMatchObject({ outcome: "ok", isNew: false, id: idOf(first.get(key)) })
    const owner = required(open.schema.owners[1], "owner").id
    await open.provider.write("contact", [
      row(key, { emailaddress1: "aya@mail.example", firstname: "", ownerid: owner }, { externalId: idOf(first.get(key)) }),
    ])
    const record = (await open.provider.readByKeys("contact", [key], shape)).get(key)
    expect(record).toMatchObject({
      key,
      name: "Haddad",
      emails: ["aya@mail.example"],
      phones: ["+971501234567"],
      values: { ownerid: owner, onl_leadkey: key },
    })
    expect(await open.api("GET", `contacts(${record?.id})`)).toMatchObject({ onl_score: 42, firstname: null })
  })

  it("keeps the key of a deal, which holds a colon, and ties the deal to its contact as it makes it", async () => {
    const contactId = await makeContact({ lastname: "Haddad" })
    const key = `${newKey()}:2`
    const dealId = await makeDeal({ name: "Aya", estimatedvalue: "1200.5" }, "727000001", contactId, key)
    const record = (await open.provider.readByKeys("deal", [key], dealShape)).get(key)
    expect(record).toMatchObject({ id: dealId, key, values: { estimatedvalue: "1200.5" }, stage: stage("727000001") })
    expect(await open.provider.dealsOf([contactId])).toEqual(new Map([[contactId, [dealId]]]))
  })

  it("lets a bad row fail alone, and says which column was at fault", async () => {
    const [good, long, unknown] = [newKey(), newKey(), newKey()]
    const results = await open.provider.write("contact", [
      row(good, { lastname: "Said" }),
      row(long, { lastname: "x".repeat(101) }),
      row(unknown, { lastname: "Said", colour: "red" }),
    ])
    expect(results.get(good)).toMatchObject({ outcome: "ok" })
    expect(results.get(long)).toMatchObject({ outcome: "invalid", offences: [{ property: "lastname", cause: "value" }] })
    expect(results.get(unknown)).toMatchObject({ outcome: "invalid", offences: [{ property: "colour", cause: "property" }] })
  })

  it("calls a deadlocked row busy, a deleted one missing, a taken key a conflict and a newer version stale", async () => {
    const [gone, kept] = [await makeContact({ lastname: "Gone" }), await makeContact({ lastname: "Kept" })]
    await open.crm.sim("DELETE", `contacts/${gone}`)
    const before = (await open.provider.readByIds("contact", [kept], shape)).records.get(kept)
    await open.crm.sim("POST", `contacts/${kept}`, { phone: "1" })
    const results = await open.provider.write("contact", [
      row("a", { telephone1: "1" }, { externalId: gone }),
      row("b", { telephone1: "2" }, { externalId: kept, version: before?.version ?? null }),
    ])
    expect([results.get("a")?.outcome, results.get("b")?.outcome]).toEqual(["missing", "stale"])
    await open.crm.sim("POST", "faults", { kind: "lock" })
    expect((await open.provider.write("contact", [row("c", { telephone1: "3" }, { externalId: kept })])).get("c")?.outcome).toBe("busy")
  })

  it("wins, loses, reopens and edits an opportunity, with one result for all of it", async () => {
    const id = await makeDeal({ name: "Aya" })
    const move = async (stageId: string | null, values: Record<string, string> = {}) =>
      (await open.provider.write("deal", [row("d", values, { externalId: id, stage: stageId === null ? null : stage(stageId) })])).get("d")
    expect(await move(WON, { estimatedvalue: "900" })).toMatchObject({ outcome: "ok", id, updatedAt: null })
    expect(await dealNow(id)).toMatchObject({ stage: stage(WON), values: { estimatedvalue: "900" } })
    expect(await move(null, { estimatedvalue: "950" })).toMatchObject({ outcome: "ok" })
    expect(await dealNow(id)).toMatchObject({ stage: stage(WON), values: { estimatedvalue: "950" } })
    expect(await move(LOST)).toMatchObject({ outcome: "ok" })
    expect((await dealNow(id)).stage).toEqual(stage(LOST))
    expect(await move("727000002")).toMatchObject({ outcome: "ok" })
    expect((await dealNow(id)).stage).toEqual(stage("727000002"))
    const calls = open.calls.length
    await move(WON)
    expect(await move(WON)).toMatchObject({ outcome: "ok", isNew: false })
    expect(open.calls.length).toBeGreaterThan(calls)
  })

  it("closes an opportunity as it was when what is written to it is refused", async () => {
    const id = await makeDeal({ name: "Aya" })
    const write = async (stageId: string, values: Record<string, string>) =>
      (await open.provider.write("deal", [row("d", values, { externalId: id, stage: stage(stageId) })])).get("d")
    await write(WON, {})
    await open.crm.sim("POST", "config", {
      plugins: [{ table: "opportunity", column: "name", contains: "Test", message: "No test data." }],
    })
    for (const stageId of [WON, LOST, "727000002"]) {
      expect(await write(stageId, { name: "Test" })).toMatchObject({ outcome: "invalid", offences: [{ message: "No test data." }] })
      expect(await dealNow(id)).toMatchObject({ stage: stage(WON), name: "Aya" })
    }
    await open.crm.sim("POST", "config", { plugins: [] })
  })

  it("gives a contact the key of one that it took over in a merge", async () => {
    const [key, other] = [newKey(), newKey()]
    const loser = await makeContact({ lastname: "Loser" }, key)
    const id = await makeContact({ lastname: "Survivor" }, other)
    await open.crm.sim("POST", `contacts/${id}/merge`, { otherId: loser })
    const edit = row(key, { onl_leadkey: key, telephone1: "7" }, { externalId: id })
    expect((await open.provider.write("contact", [edit])).get(key)).toMatchObject({ outcome: "ok", id })
    expect((await open.provider.readByKeys("contact", [key], shape)).get(key)).toMatchObject({ id, phones: ["7"] })
  })

  it("never leaves a closed opportunity open, wherever its writing is cut off or an answer is lost", async () => {
    const id = await makeDeal({ name: "Aya" }, WON)
    const edit = (name: string) => [row("d", { name }, { externalId: id })]
    let reached = true
    for (let last = 0; reached; last += 1) {
      let calls = 0
      const admit = () => {
        calls += 1
        return calls > last ? Promise.reject(new Error("cut off")) : open.hooks.admit("burst")
      }
      const cut = open.connect(open.schema, {}, { admit })
      await cut.write("deal", edit(`Cut ${last}`)).catch(() => undefined)
      expect((await dealNow(id)).stage).toEqual(stage(WON))
      reached = calls > last
    }
    await open.crm.sim("POST", "faults", { kind: "lost_answer" })
    expect(await failureOf(open.provider.write("deal", edit("Lost")))).toEqual({ kind: "lost" })
    expect(await dealNow(id)).toMatchObject({ stage: stage(WON), name: "Lost" })
  })

  it("calls a closed opportunity stale that has changed since it was read", async () => {
    const id = await makeDeal({ name: "Aya" }, WON)
    const { version } = await dealNow(id)
    await open.provider.write("deal", [row("d", { name: "Newer" }, { externalId: id })])
    expect((await open.provider.write("deal", [row("d", { name: "Older" }, { externalId: id, version })])).get("d")).toEqual({
      outcome: "stale",
    })
    expect(await dealNow(id)).toMatchObject({ stage: stage(WON), name: "Newer" })
  })

  it("makes a deal that is lost from the start", async () => {
    expect((await dealNow(await makeDeal({ name: "Aya" }, LOST))).stage).toEqual(stage(LOST))
  })

  it("logs an entry once", async () => {
    const contactId = await makeContact({ lastname: "Haddad" })
    const entry = {
      key: newKey(),
      at: new Date(0),
      title: "Call",
      body: "They called.",
      contactId,
      dealId: null,
      call: { isInbound: true, durationMs: 61_000, wasAnswered: true },
    }
    const first = (await open.provider.logActivities("call", [entry])).get(entry.key)
    expect(first).toMatchObject({ outcome: "ok", isNew: true })
    expect((await open.provider.logActivities("call", [entry])).get(entry.key)).toMatchObject({
      outcome: "ok",
      isNew: false,
      id: idOf(first),
    })
    expect(await open.api("GET", `phonecalls(${idOf(first)})`)).toMatchObject({
      statecode: 1,
      statuscode: 4,
      actualdurationminutes: 1,
      _regardingobjectid_value: contactId,
    })
    const note = { ...entry, key: newKey(), title: "Note" }
    expect(await open.api("GET", `annotations(${idOf((await open.provider.logActivities("note", [note])).get(note.key))})`)).toMatchObject({
      notetext: "They called.",
      _objectid_value: contactId,
    })
  })

  it("withdraws the consent to mail of every contact with the address", async () => {
    const id = await makeContact({ lastname: "Haddad", emailaddress1: "stop@mail.example" })
    await unsubscribe("stop@mail.example")
    expect(await open.api("GET", `contacts(${id})`)).toMatchObject({ donotbulkemail: true })
  })

  it("tells when the withdrawal of a contact is refused or has to wait", async () => {
    const id = await makeContact({ lastname: "Haddad", emailaddress1: "kept@mail.example" })
    await open.crm.sim("POST", "faults", { kind: "lock" })
    expect(await failureOf(unsubscribe("kept@mail.example"))).toEqual({ kind: "transient", retryAfterMs: null })
    const rule = { table: "contact", column: "donotbulkemail", contains: "true", message: "Ask the manager." }
    await open.crm.sim("POST", "config", { plugins: [rule] })
    expect(await failureOf(unsubscribe("kept@mail.example"))).toEqual({ kind: "refused", message: "Ask the manager." })
    await open.crm.sim("POST", "config", { plugins: [] })
    await unsubscribe("kept@mail.example")
    expect(await open.api("GET", `contacts(${id})`)).toMatchObject({ donotbulkemail: true })
  })
})

describe("reading", () => {
  it("finds people by address, and by number however it is written", async () => {
    const byMail = await makeContact({ lastname: "O'Neil", emailaddress1: "o'neil@mail.example" })
    const byPhone = await makeContact({ lastname: "Said", telephone1: "(050) 765-4321" })
    await makeContact({ lastname: "Other", telephone1: "+971 50 111 4321" })
    const found = await open.provider.findContacts({ emails: ["o'neil@mail.example"], phones: ["+971507654321"] }, shape)
    expect(found.map(({ id }) => id).sort()).toEqual([byMail, byPhone].sort())
  })

  it("leads from a merged id to the survivor", async () => {
    const [one, two, three] = [
      await makeContact({ lastname: "One" }),
      await makeContact({ lastname: "Two" }),
      await makeContact({ lastname: "Three" }),
    ]
    const merge = required(open.provider.merge.contact, "merge")
    expect((await merge(one, two)).id).toBe(one)
    expect((await merge(one, two)).id).toBe(one)
    await open.crm.sim("DELETE", `contacts/${three}`)
    const { records, gone } = await open.provider.readByIds("contact", [two, three], shape)
    expect(records.get(two)?.mergedIds).toEqual([two])
    expect([records.get(two)?.id, gone.get(three)]).toEqual([one, "deleted"])
  })

  it("reads an opportunity without one of our stages as open, and takes it back there", async () => {
    const id = String((await open.crm.sim("POST", "act", { op: "create", table: "opportunity", values: { name: "Patrol" } }))["id"])
    expect((await dealNow(id)).stage).toEqual(stage(OPEN))
    for (const stageId of ["727000001", OPEN]) {
      await open.provider.write("deal", [row("d", {}, { externalId: id, stage: stage(stageId) })])
      expect((await dealNow(id)).stage).toEqual(stage(stageId))
    }
  })

  it("leaves out the value of a column that is no longer there", async () => {
    const id = await makeDeal({ onl_vehicle: "SUV" })
    await open.crm.sim("POST", "faults", { kind: "drift" })
    expect((await dealNow(id)).values).not.toHaveProperty("onl_vehicle")
    await open.crm.sim("DELETE", "faults")
  })

  it("tells of changes, deletions and merges, and goes on from where it ended", async () => {
    await open.tick(3_600)
    const first = await scan({ since: open.hooks.now() })
    const [one, two, three] = [
      await makeContact({ lastname: "One" }),
      await makeContact({ lastname: "Two" }),
      await makeContact({ lastname: "Three" }),
    ]
    await open.crm.sim("POST", "act", { op: "merge", table: "contact", target: one, subordinate: two })
    await open.crm.sim("DELETE", `contacts/${three}`)
    const second = await scan({ resume: required(first.resume, "resume") })
    expect(second.ids).toContain(one)
    expect(second.gone.map(({ id, why, into }) => [id, why, into])).toEqual([
      [two, "merged", one],
      [three, "deleted", null],
    ])
    await open.tick(700)
    const third = await scan({ resume: required(second.resume, "resume") })
    expect(third.gone.filter(({ why }) => why === "deleted")).toEqual([])
    await open.tick(8 * 86_400)
    expect(await failureOf(scan({ resume: required(third.resume, "resume") }))).toEqual({ kind: "cursor_expired" })
  })

  it("reads more than a page of changes that share one second, and all there is in pages", async () => {
    const since = open.hooks.now()
    await open.tick(60)
    const keys = Array.from({ length: 520 }, newKey)
    await open.provider.write(
      "contact",
      keys.map((key) => row(key, { lastname: "Many" })),
    )
    expect(new Set((await scan({ since })).ids).size).toBeGreaterThanOrEqual(520)
    let seen = 0
    for (let after: string | null = null; ;) {
      const page: Awaited<ReturnType<typeof open.provider.listAll>> = await open.provider.listAll("contact", after, { properties: [] })
      seen += page.records.length
      if (page.after === null) break
      after = page.after
    }
    expect(seen).toBeGreaterThanOrEqual(520)
  })
})

describe("trouble of the account", () => {
  it.each([
    ["outage", { kind: "transient", retryAfterMs: null }],
    ["rate_limit", { kind: "rate_limited", isDaily: false, retryAfterMs: 7_000 }],
  ])("%s stops the call and is told as what it is", async (kind, expected) => {
    await open.crm.sim("POST", "faults", { kind })
    expect(await failureOf(open.provider.readByKeys("contact", ["x"], shape))).toEqual(expected)
  })

  it("counts a write without an answer as lost, and repeating it makes nothing twice", async () => {
    const key = newKey()
    await open.crm.sim("POST", "faults", { kind: "lost_answer" })
    expect(await failureOf(open.provider.write("contact", [row(key, { lastname: "Lost" })]))).toEqual({ kind: "lost" })
    expect((await open.provider.write("contact", [row(key, { lastname: "Lost" })])).get(key)).toMatchObject({ outcome: "ok", isNew: false })
  })
})
