import { Client } from "@hubspot/api-client"
import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/associations/v4"
import { FilterOperatorEnum } from "@hubspot/api-client/lib/codegen/crm/contacts"
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { DEFAULT_TOKEN } from "./server"
import { openBench, TEST_START, textProperty, type Bench } from "./testing"

/**
 * Every operation that Onelead uses, through the real client, under the classic paths and each dated version; every
 * request and response is checked against the official specification.
 */
let bench: Bench

// A shared machine may be slow; nothing here measures time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

beforeAll(async () => {
  bench = await openBench()
})
beforeEach(async () => {
  await bench.control.reset({ settings: { logBodies: 5_000, searchLagMs: [0, 0] } })
})
afterAll(async () => {
  await bench.close()
})

/** The client has no dated paths; its addresses are rewritten on the way out. */
const rewritten = (url: string, version: string): string =>
  url
    .replace(/\/crm\/v[34]\/objects\//, `/crm/objects/${version}/`)
    .replace(/\/crm\/v3\/(properties|pipelines)\//, `/crm/$1/${version}/`)
    .replace(/\/crm\/v3\/owners/, `/crm/owners/${version}`)
    .replace("/crm/v4/associations/", `/crm/associations/${version}/`)

const clientFor = (version: string): Client =>
  new Client({
    accessToken: DEFAULT_TOKEN,
    basePath: bench.url,
    middleware: [
      {
        pre: (context) => {
          const request = context as { getUrl: () => string; setUrl: (url: string) => void }
          if (version !== "v3") request.setUrl(rewritten(request.getUrl(), version))
          return context
        },
        post: (context) => context,
      },
    ],
  })

const hubspotDefined = (associationTypeId: number) => ({ associationCategory: Category.HubspotDefined, associationTypeId })
const text = (name: string, isUnique = false) => textProperty("onelead", name, isUnique)

describe.each(["v3", "2026-03", "2026-09"])("under %s", (version) => {
  it("provisions, pushes a lead with its deal and timeline, finds it, merges it and erases it", async () => {
    const { crm } = clientFor(version)
    for (const type of ["contacts", "deals"]) {
      await crm.properties.groupsApi.create(type, { name: "onelead", label: "Onelead" })
      await crm.properties.coreApi.create(type, text("onelead_lead_id", true))
    }
    await crm.properties.batchApi.create("deals", { inputs: [text("onelead_vehicle"), text("onelead_score")] })
    expect((await crm.properties.coreApi.getAll("deals")).results.map((one) => one.name)).toContain("onelead_score")
    const pipeline = await crm.pipelines.pipelinesApi.create("deals", {
      label: "Onelead",
      displayOrder: 1,
      stages: [
        { label: "New Lead", displayOrder: 0, metadata: { probability: "0.1" } },
        { label: "Booked", displayOrder: 1, metadata: { probability: "1.0" } },
      ],
    })
    const [newLead, booked] = (await crm.pipelines.pipelineStagesApi.getAll("deals", pipeline.id)).results
    const [owner] = (await crm.owners.ownersApi.getPage("omar@rentals.example")).results
    expect((await crm.owners.ownersApi.getById(Number(owner?.id), "id")).email).toBe("omar@rentals.example")

    const upsertContacts = () =>
      crm.contacts.batchApi.upsert({
        inputs: ["L1", "L2"].map((id) => ({
          id,
          idProperty: "onelead_lead_id",
          objectWriteTraceId: id,
          properties: { firstname: "Layla", email: `${id}@mail.example`, phone: "+971501234567", hubspot_owner_id: owner?.id ?? "" },
        })),
      })
    const [one, two] = (await upsertContacts()).results
    expect((await upsertContacts()).results).toMatchObject([
      { id: one?.id, _new: false },
      { id: two?.id, _new: false },
    ])
    const contactId = one?.id ?? ""
    const upsertedDeals = await crm.deals.batchApi.upsert({
      inputs: [
        {
          id: "L1",
          idProperty: "onelead_lead_id",
          properties: {
            dealname: "Layla: Nissan Patrol",
            pipeline: pipeline.id,
            dealstage: newLead?.id ?? "",
            amount: "1500.00",
            onelead_vehicle: "Patrol",
          },
        },
      ],
    })
    const dealId = upsertedDeals.results[0]?.id ?? ""
    await crm.associations.v4.batchApi.create("deals", "contacts", {
      inputs: [{ _from: { id: dealId }, to: { id: contactId }, types: [hubspotDefined(3)] }],
    })
    await crm.associations.v4.basicApi.create("deals", dealId, "contacts", two?.id ?? "", [hubspotDefined(3)])
    await crm.associations.v4.basicApi.archive("deals", dealId, "contacts", two?.id ?? "")
    const linked = await crm.associations.v4.batchApi.getPage("deals", "contacts", { inputs: [{ id: dealId }] })
    expect(linked.results[0]?.to.map((end) => String(end.toObjectId))).toEqual([contactId])

    const associations = [
      { to: { id: contactId }, types: [hubspotDefined(202)] },
      { to: { id: dealId }, types: [hubspotDefined(214)] },
    ]
    const hs_timestamp = new Date(TEST_START).toISOString()
    const note = await crm.objects.notes.basicApi.create({
      properties: { hs_timestamp, hs_note_body: "<p>Asked for a Patrol</p>" },
      associations,
    })
    await crm.objects.calls.basicApi.create({
      properties: {
        hs_timestamp,
        hs_call_title: "Call",
        hs_call_direction: "INBOUND",
        hs_call_status: "COMPLETED",
        hs_call_duration: "61000",
        hs_call_from_number: "+971501234567",
      },
      associations: [{ to: { id: contactId }, types: [hubspotDefined(194)] }],
    })
    await crm.objects.communications.batchApi.create({
      inputs: [
        {
          properties: {
            hs_timestamp: String(TEST_START),
            hs_communication_channel_type: "WHATS_APP",
            hs_communication_logged_from: "CRM",
            hs_communication_body: "مرحبا",
          },
          associations: [{ to: { id: contactId }, types: [hubspotDefined(81)] }],
        },
      ],
    })
    await crm.objects.tasks.basicApi.create({
      properties: {
        hs_timestamp,
        hs_task_subject: "Call back",
        hs_task_status: "NOT_STARTED",
        hs_task_priority: "HIGH",
        hs_task_type: "CALL",
      },
      associations: [{ to: { id: contactId }, types: [hubspotDefined(204)] }],
    })
    const patched = await crm.objects.notes.basicApi.update(note.id, { properties: { hs_note_body: "Changed", nonsense: "ignored" } })
    expect(patched.properties["hs_note_body"]).toBe("Changed")

    const timeline = await crm.contacts.basicApi.getById(
      contactId,
      ["email"],
      ["email"],
      ["deals", "notes", "calls", "communications", "tasks"],
    )
    expect(Object.keys(timeline.associations ?? {})).toEqual(["deals", "notes", "calls", "communications", "tasks"])
    const found = await crm.contacts.searchApi.doSearch({
      filterGroups: [{ filters: [{ propertyName: "lastmodifieddate", operator: FilterOperatorEnum.Gte, value: String(TEST_START) }] }],
      sorts: ["lastmodifieddate"],
      properties: ["email", "onelead_lead_id"],
      limit: 200,
      after: "0",
    })
    expect(found.results.map((contact) => contact.properties["onelead_lead_id"])).toEqual(["L1", "L2"])
    const read = await crm.deals.batchApi.read({
      idProperty: "onelead_lead_id",
      inputs: [{ id: "L1" }],
      properties: ["dealstage"],
      propertiesWithHistory: ["dealstage"],
    })
    expect(read.results[0]?.propertiesWithHistory?.["dealstage"]).toHaveLength(1)
    await crm.deals.batchApi.update({ inputs: [{ id: dealId, properties: { dealstage: booked?.id ?? "", closedate: hs_timestamp } }] })
    expect(
      (await crm.deals.basicApi.getById("L1", ["hs_is_closed_won"], undefined, undefined, undefined, "onelead_lead_id")).properties[
        "hs_is_closed_won"
      ],
    ).toBe("true")

    const survivor = await crm.contacts.basicApi.merge({ primaryObjectId: contactId, objectIdToMerge: two?.id ?? "" })
    expect((await crm.contacts.basicApi.getPage(100, undefined, ["onelead_lead_id"])).results.map((contact) => contact.id)).toEqual([
      survivor.id,
    ])
    await crm.deals.basicApi.archive(dealId)
    await crm.deals.batchApi.archive({ inputs: [{ id: dealId }] })
    await crm.contacts.basicApi.purge({ objectId: survivor.id })
    const state = await bench.control.state()
    expect(state.counts).toMatchObject({ contacts: 0, deals: 0, notes: 1, calls: 1, communications: 1, tasks: 1 })
    expect(await bench.offences()).toEqual([])
  })
})

describe("activities", () => {
  it("need a time, accept only a communication logged from the CRM, and refuse unknown properties at creation only", async () => {
    const { notes, communications } = bench.client.crm.objects
    await expect(notes.basicApi.create({ properties: { hs_note_body: "x" }, associations: [] })).rejects.toMatchObject({ code: 400 })
    await expect(notes.basicApi.create({ properties: { hs_timestamp: "1", nonsense: "x" }, associations: [] })).rejects.toMatchObject({
      code: 400,
    })
    const properties = { hs_timestamp: String(TEST_START), hs_communication_channel_type: "WHATS_APP", hs_communication_logged_from: "APP" }
    await expect(communications.basicApi.create({ properties, associations: [] })).rejects.toMatchObject({ code: 400 })
    expect(await bench.offences()).toEqual([])
  })
})

describe("owners and the account", () => {
  it("lists active owners, finds one by address, and keeps the archived apart", async () => {
    const { ownersApi } = bench.client.crm.owners
    const page = await ownersApi.getPage(undefined, undefined, 2)
    expect(page.results).toHaveLength(2)
    const rest = await ownersApi.getPage(undefined, page.paging?.next?.after, 2)
    expect([...page.results, ...rest.results].map((owner) => owner.email)).toEqual([
      "aisha@rentals.example",
      "omar@rentals.example",
      "priya@rentals.example",
    ])
    const archived = await ownersApi.getPage(undefined, undefined, 100, true)
    expect(archived.results.map((owner) => owner.email)).toEqual(["left@rentals.example"])
    expect((await bench.api("GET", "/account-info/v3/details")).body).toMatchObject({ portalId: 48_975_575, timeZone: "Asia/Dubai" })
    expect(await bench.offences()).toEqual([])
  })
})
