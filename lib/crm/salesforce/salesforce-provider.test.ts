import { generateKeyPairSync } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { required } from "@/lib/core/required"
import { CrmFailure, type ChangesPage, type RowResult } from "@/lib/crm/provider"
import { PIPELINE } from "./mapping"
import { openProvider, row } from "./salesforce-testing"

/** The provider against an org that refuses, locks and merges as the real one does. */
let open: Awaited<ReturnType<typeof openProvider>>

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

beforeAll(async () => {
  open = await openProvider()
})
afterAll(async () => {
  await open.org.close()
})

let count = 0
const newKey = () => `00000000-0000-7000-8000-${String((count += 1)).padStart(12, "0")}`
const shape = { properties: ["FirstName", "LastName", "Email", "Phone", "Amount", "Onelead_Vehicle__c"] }
async function failureOf(call: Promise<unknown>) {
  const error: unknown = await call.catch((thrown: unknown) => thrown)
  return error instanceof CrmFailure ? error.failure : error
}
const idOf = (result: RowResult | undefined): string => (result?.outcome === "ok" ? result.id : String(result?.outcome))
async function makeContact(values: Record<string, string>, key = newKey()): Promise<string> {
  return idOf((await open.provider.write("contact", [row(key, values)])).get(key))
}
async function makeDeal(values: Record<string, string> = {}, stageId = "Prospecting", key = `${newKey()}:1`): Promise<string> {
  return idOf(
    (
      await open.provider.write("deal", [
        row(key, { Name: "Onelead", CloseDate: "2026-09-10", ...values }, { stage: { pipelineId: PIPELINE, stageId } }),
      ])
    ).get(key),
  )
}
const unsubscribe = async (email: string) => await required(open.provider.unsubscribe, "unsubscribe")(email)
async function lastPage(
  since: { since: Date } | { resume: string },
  object: "contact" | "deal" = "contact",
): Promise<ChangesPage & { ids: string[] }> {
  const ids: string[] = []
  for (let from: Parameters<typeof open.provider.readChanges>[1] = since; ;) {
    const page = await open.provider.readChanges(object, from, { properties: [] })
    ids.push(...page.records.map(({ id }) => id))
    if (page.next === null) return { ...page, ids }
    from = { next: page.next }
  }
}

describe("signing in", () => {
  it("replaces a refused token once, and repeats the call once", async () => {
    await open.provider.count("contact")
    await open.org.sim("POST", "revoke")
    expect(await open.provider.count("contact")).toBeTypeOf("number")
    await open.org.sim("POST", "faults", { kind: "auth", seconds: 60 })
    const before = open.calls.length
    expect(await failureOf(open.provider.count("contact"))).toMatchObject({ kind: "auth" })
    expect(open.calls.length - before).toBe(1)
    await open.org.sim("DELETE", "faults")
  })

  it("says what is wrong with the app", async () => {
    expect(await failureOf(open.connect(null, { clientSecret: "wrong" }).count("contact"))).toEqual({
      kind: "auth",
      message: "invalid_client: invalid client credentials",
    })
  })

  it("signs an assertion with the private key of an integration user", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    })
    const other = await openProvider({ app: { publicKey } })
    const given = { clientSecret: undefined, username: "rania@falcon.example", privateKey: privateKey.replaceAll("\n", String.raw`\n`) }
    expect(await other.connect(null, given).count("contact")).toBe(0)
    expect(await failureOf(other.connect(null, { ...given, username: "nobody@falcon.example" }).count("contact"))).toMatchObject({
      kind: "auth",
      message: "invalid_grant: user hasn't approved this consumer",
    })
    await other.org.close()
  })
})

describe("provisioning", () => {
  it("makes the fields and gives access to them; repeating it makes nothing twice", async () => {
    const names = open.schema.properties.contact.map(({ name }) => name)
    expect(names).toContain("Onelead_Score__c")
    expect(open.schema.properties.deal.find(({ name }) => name === "Onelead_Deal_Id__c")).toMatchObject({ unique: true, readOnly: false })
    expect(open.schema.pipelines[0]?.stages.map(({ outcome }) => outcome).slice(-3)).toEqual(["open", "won", "lost"])
    expect(open.schema).toMatchObject({
      timeZone: "Asia/Dubai",
      owners: [{ email: "rania@falcon.example" }, { email: "omar@falcon.example" }],
    })
    expect(await open.provider.provision(open.plan)).toEqual({ made: [], pending: [], manual: [] })
  })
})

describe("writing", () => {
  it("creates by our key and updates by the same key or by id, with typed values", async () => {
    const key = newKey()
    const [first, second] = [
      await open.provider.write("contact", [row(key, { FirstName: "Aya", LastName: "Haddad", Onelead_Score__c: "42" })]),
      await open.provider.write("contact", [row(key, { LastName: "Haddad", Phone: "+971501234567" })]),
    ]
    expect(first.get(key)).toMatchObject({ outcome: "ok", isNew: true, updatedAt: null })
    expect(second.get(key)).toMatchObject({ outcome: "ok", isNew: false, id: idOf(first.get(key)) })
    await open.provider.write("contact", [row(key, { Email: "aya@mail.example", FirstName: "" }, { externalId: idOf(first.get(key)) })])
    const record = (await open.provider.readByKeys("contact", [key], shape)).get(key)
    expect(record).toMatchObject({ id: idOf(first.get(key)), key, name: "Haddad", emails: ["aya@mail.example"], phones: ["+971501234567"] })
    expect((await open.org.api("GET", `/sobjects/Contact/${record?.id}`)).body).toMatchObject({ Onelead_Score__c: 42, FirstName: null })
  })

  it("gives a person with one name a last name, and reads a missing one as none", async () => {
    const one = await makeContact({ FirstName: "Aya", LastName: "" })
    const none = await makeContact({ Email: "nobody@mail.example" })
    const { records } = await open.provider.readByIds("contact", [one, none], shape)
    expect([records.get(one)?.name, records.get(one)?.values["LastName"]]).toEqual(["Aya", "Aya"])
    expect([records.get(none)?.name, records.get(none)?.values["LastName"]]).toEqual([null, ""])
  })

  it("keeps the first name of a person whose last name is taken away", async () => {
    const id = await makeContact({ FirstName: "John", LastName: "Smith" })
    await open.provider.write("contact", [row("a", { LastName: "" }, { externalId: id })])
    const record = (await open.provider.readByIds("contact", [id], shape)).records.get(id)
    expect(record).toMatchObject({ name: "John", values: { FirstName: "John", LastName: "" } })
  })

  it("lets a bad row fail alone, and says which field was at fault", async () => {
    const [good, long, unknown] = [newKey(), newKey(), newKey()]
    const results = await open.provider.write("contact", [
      row(good, { LastName: "Said" }),
      row(long, { LastName: "x".repeat(81), Email: "nowhere" }),
      row(unknown, { LastName: "Said", Colour__c: "red" }),
    ])
    expect(results.get(good)).toMatchObject({ outcome: "ok" })
    expect(results.get(long)).toMatchObject({
      outcome: "invalid",
      offences: [
        { property: "LastName", cause: "value" },
        { property: "Email", cause: "value" },
      ],
    })
    expect(results.get(unknown)).toMatchObject({ outcome: "invalid", offences: [{ property: "Colour__c", cause: "property" }] })
  })

  it("calls a locked row busy and a deleted one missing", async () => {
    const [held, gone] = [await makeContact({ LastName: "Held" }), await makeContact({ LastName: "Gone" })]
    await open.org.sim("POST", "act", { op: "lock", id: held, seconds: 30 })
    await open.org.sim("DELETE", `contacts/${gone}`)
    const results = await open.provider.write("contact", [
      row("a", { Phone: "1" }, { externalId: held }),
      row("b", { Phone: "1" }, { externalId: gone }),
    ])
    expect([results.get("a")?.outcome, results.get("b")?.outcome]).toEqual(["busy", "missing"])
    await open.tick(31)
  })

  it("names a contact that a duplicate rule found and that stands for no lead, and else saves in spite of the rule", async () => {
    const stranger = String(
      (await open.org.sim("POST", "act", { op: "create", type: "Contact", values: { LastName: "Khan", Email: "khan@mail.example" } }))[
        "id"
      ],
    )
    await makeContact({ LastName: "Noor", Email: "noor@mail.example" })
    await open.org.sim("POST", "config", { duplicateRules: { Contact: "alert" } })
    const [first, second] = [newKey(), newKey()]
    const results = await open.provider.write("contact", [
      row(first, { LastName: "Khan", Email: "khan@mail.example" }),
      row(second, { LastName: "Noor", Email: "noor@mail.example" }),
    ])
    expect(results.get(first)).toEqual({ outcome: "conflict", existingId: stranger })
    expect(results.get(second)).toMatchObject({ outcome: "ok", isNew: true })
    await open.org.sim("POST", "config", { duplicateRules: {} })
  })

  it("moves an opportunity by its stage, and ties it to its contact once", async () => {
    const [contactId, dealId] = [await makeContact({ LastName: "Haddad" }), await makeDeal({ Name: "Aya", Amount: "1200.5" })]
    await open.provider.associate?.([{ dealId, contactId }])
    await open.provider.associate?.([{ dealId, contactId }])
    expect(await open.provider.dealsOf([contactId])).toEqual(new Map([[contactId, [dealId]]]))
    expect(
      (
        await open.org.api(
          "GET",
          `/query?q=${encodeURIComponent(`SELECT Id FROM OpportunityContactRole WHERE OpportunityId = '${dealId}'`)}`,
        )
      ).body,
    ).toMatchObject({ totalSize: 1 })
    await open.provider.write("deal", [row("d", {}, { externalId: dealId, stage: { pipelineId: PIPELINE, stageId: "Closed Won" } })])
    const { deals } = (await open.org.sim("GET", "records")) as unknown as { deals: { id: string }[] }
    expect(deals.find(({ id }) => id === dealId)).toMatchObject({ isWon: true, amount: 1200.5, contactId })
  })

  it("logs an entry once, and without its opportunity where that is gone", async () => {
    const [contactId, dealId] = [await makeContact({ LastName: "Haddad" }), await makeDeal()]
    await open.org.sim("DELETE", `deals/${dealId}`)
    const entry = {
      key: newKey(),
      at: new Date(0),
      title: "Call",
      body: "They called.",
      contactId,
      dealId,
      call: { isInbound: true, durationMs: 61_000, wasAnswered: true },
    }
    const first = await open.provider.logActivities("call", [entry])
    expect(idOf((await open.provider.logActivities("call", [entry])).get(entry.key))).toBe(idOf(first.get(entry.key)))
    expect((await open.org.api("GET", `/sobjects/Task/${idOf(first.get(entry.key))}`)).body).toMatchObject({
      WhoId: contactId,
      WhatId: null,
      CallDurationInSeconds: 61,
      Status: "Completed",
      TaskSubtype: "Call",
    })
  })

  it("withdraws the consent to mail of every contact with the address", async () => {
    const id = await makeContact({ LastName: "Haddad", Email: "stop@mail.example", HasOptedOutOfEmail: "false" })
    await unsubscribe("stop@mail.example")
    expect((await open.org.api("GET", `/sobjects/Contact/${id}`)).body).toMatchObject({ HasOptedOutOfEmail: true })
  })

  it("tells when the withdrawal of a contact is refused or has to wait", async () => {
    const id = await makeContact({ LastName: "Haddad", Email: "kept@mail.example", HasOptedOutOfEmail: "false" })
    await open.org.sim("POST", "act", { op: "lock", id, seconds: 30 })
    expect(await failureOf(unsubscribe("kept@mail.example"))).toEqual({ kind: "transient", retryAfterMs: null })
    await open.tick(31)
    const rule = { object: "Contact", field: "HasOptedOutOfEmail", contains: "true", message: "Ask the manager.", fields: [] }
    await open.org.sim("POST", "config", { validationRules: [rule] })
    expect(await failureOf(unsubscribe("kept@mail.example"))).toEqual({ kind: "refused", message: "Ask the manager." })
    await open.org.sim("POST", "config", { validationRules: [] })
    await unsubscribe("kept@mail.example")
    expect((await open.org.api("GET", `/sobjects/Contact/${id}`)).body).toMatchObject({ HasOptedOutOfEmail: true })
  })
})

describe("reading", () => {
  it("finds people by address, and by number however it is written", async () => {
    const byMail = await makeContact({ LastName: "O'Neil", Email: "o'neil@mail.example" })
    const byPhone = await makeContact({ LastName: "Said", Phone: "(050) 765-4321" })
    const found = await open.provider.findContacts({ emails: ["o'neil@mail.example"], phones: ["+971507654321"] }, shape)
    expect(found.map(({ id }) => id).sort()).toEqual([byMail, byPhone].sort())
  })

  it("leads from a merged id to the survivor, and tells a deleted record from one that is out of sight", async () => {
    const ids = [
      await makeContact({ LastName: "One" }),
      await makeContact({ LastName: "Two" }),
      await makeContact({ LastName: "Three" }),
      await makeContact({ LastName: "Four" }),
    ]
    const [one = "", two = "", three = "", four = ""] = ids
    const merge = required(open.provider.merge.contact, "merge")
    expect((await merge(one, two)).id).toBe(one)
    expect((await merge(one, two)).id).toBe(one)
    await open.org.sim("DELETE", `contacts/${three}`)
    await open.org.sim("DELETE", `contacts/${four}`)
    await open.org.sim("POST", "act", { op: "purge", id: four })
    const { records, gone } = await open.provider.readByIds("contact", ids, shape)
    expect(records.get(two)?.mergedIds).toEqual([two])
    expect([records.get(two)?.id, gone.get(three), gone.get(four)]).toEqual([one, "deleted", "hidden"])
  })

  it("leaves out the value of a field that is no longer there", async () => {
    const id = await makeDeal({ Onelead_Vehicle__c: "SUV" })
    await open.org.sim("POST", "faults", { kind: "drift" })
    const { records } = await open.provider.readByIds("deal", [id], shape)
    expect(records.get(id)?.values).not.toHaveProperty("Onelead_Vehicle__c")
    await open.org.sim("DELETE", "faults")
  })

  it("tells of changes, deletions and merges, and goes on from where it ended", async () => {
    await open.tick(3_600)
    const since = open.hooks.now()
    const ids = [await makeContact({ LastName: "One" }), await makeContact({ LastName: "Two" }), await makeContact({ LastName: "Three" })]
    const [one = "", two = "", three = ""] = ids
    await open.org.sim("POST", "act", { op: "merge", masterId: one, ids: [two] })
    await open.org.sim("DELETE", `contacts/${three}`)
    await open.tick(700)
    const first = await lastPage({ since })
    expect(first.ids).toContain(one)
    expect(first.gone.map(({ id, why, into }) => [id, why, into])).toEqual([
      [two, "merged", one],
      [three, "deleted", null],
    ])
    await open.tick(3_600)
    const later = await makeContact({ LastName: "Later" })
    const second = await lastPage({ resume: required(first.resume, "resume") })
    expect([second.ids, second.gone]).toEqual([[later], []])
    await open.tick(20 * 86_400)
    expect(await failureOf(lastPage({ resume: required(second.resume, "resume") }))).toEqual({ kind: "cursor_expired" })
  })

  it("sees a change that a long transaction committed late, and loses none where many share one second", async () => {
    const first = await lastPage({ since: open.hooks.now() })
    await open.tick(300)
    await open.org.sim("POST", "config", { lateBySeconds: 540 })
    const keys = Array.from({ length: 520 }, newKey)
    await open.provider.write(
      "contact",
      keys.map((key) => row(key, { LastName: "Many" })),
    )
    await open.org.sim("POST", "config", { lateBySeconds: 0 })
    const second = await lastPage({ resume: required(first.resume, "resume") })
    expect(new Set(second.ids).size).toBeGreaterThanOrEqual(520)
  })

  it("lists all in pages, and counts them", async () => {
    const ids = new Set<string>()
    for (let after: string | null = null; ;) {
      const page: Awaited<ReturnType<typeof open.provider.listAll>> = await open.provider.listAll("contact", after, { properties: [] })
      for (const { id } of page.records) ids.add(id)
      if (page.after === null) break
      after = page.after
    }
    expect(ids.size).toBe(await open.provider.count("contact"))
  })
})

describe("trouble of the account", () => {
  it.each([
    ["outage", { kind: "transient", retryAfterMs: null }],
    ["rate_limit", { kind: "rate_limited", isDaily: false, retryAfterMs: 5_000 }],
  ])("%s stops the call and is told as what it is", async (kind, expected) => {
    await open.org.sim("POST", "faults", { kind })
    expect(await failureOf(open.provider.count("contact"))).toEqual(expected)
  })

  it("counts a write without an answer as lost, and repeating it makes nothing twice", async () => {
    const key = newKey()
    await open.org.sim("POST", "faults", { kind: "lost_answer" })
    expect(await failureOf(open.provider.write("contact", [row(key, { LastName: "Lost" })]))).toEqual({ kind: "lost" })
    expect((await open.provider.write("contact", [row(key, { LastName: "Lost" })])).get(key)).toMatchObject({ outcome: "ok", isNew: false })
  })

  it("tells the end of the day's calls from too many at once, and how many are left", async () => {
    expect(open.calls.at(-1)?.quota).toMatchObject({ dailyMax: 15_000 })
    await open.org.sim("POST", "config", { dailyMax: 1 })
    expect(await failureOf(open.provider.count("contact"))).toMatchObject({ kind: "rate_limited", isDaily: true })
    await open.org.sim("POST", "config", { dailyMax: 15_000 })
  })
})
