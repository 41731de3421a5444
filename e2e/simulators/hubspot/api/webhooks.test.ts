import { createServer, type Server, type ServerResponse } from "node:http"
import { once } from "node:events"
import { Signature } from "@hubspot/api-client"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { openBench, TEST_START, type Bench } from "@/e2e/simulators/hubspot/testing"
import { signV1, signV3, type DeliveryRecord } from "./webhooks"

/** What a subscriber gets to see: behaviours 19, 22, 23 and 24. */
type Event = Record<string, unknown> & {
  subscriptionType: string
  eventId: number
  attemptNumber: number
  objectId?: number
  occurredAt: number
}
type Received = { headers: Record<string, string>; body: string; events: Event[] }

const SECRET = "simulated-client-secret"
let bench: Bench

// A shared machine may be slow; nothing here measures time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })
let target: Server
let targetUrl = ""
let received: Received[] = []
/** What the subscriber answers; replaced by tests that want trouble. */
let reply: (response: ServerResponse, count: number) => void
let open = 0
let mostOpen = 0

beforeAll(async () => {
  bench = await openBench()
  target = createServer((request, response) => {
    open += 1
    mostOpen = Math.max(mostOpen, open)
    response.once("close", () => (open -= 1))
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("utf8")
      received.push({ headers: request.headers as Record<string, string>, body, events: JSON.parse(body) as Event[] })
      reply(response, received.length)
    })
  })
  target.listen(0, "127.0.0.1")
  await once(target, "listening")
  const address = target.address()
  targetUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/api/webhooks/hubspot`
})
beforeEach(async () => {
  await bench.control.reset({ settings: { logBodies: 5_000 } })
  received = []
  mostOpen = 0
  reply = (response) => response.writeHead(200).end()
})
afterEach(async () => {
  expect(await bench.offences()).toEqual([])
})
afterAll(async () => {
  await bench.close()
  target.closeAllConnections()
  target.close()
})

const listen = (config: Record<string, unknown> = {}) =>
  bench.control.webhooks({ targetUrl, clientSecret: SECRET, appId: 39_522_895, retryDelayMs: 1, ...config })
async function events(): Promise<Event[]> {
  expect(await bench.control.flushWebhooks()).toBe(true)
  return received.flatMap((delivery) => delivery.events)
}
const createContact = (properties: Record<string, string>) => bench.client.crm.contacts.basicApi.create({ properties, associations: [] })
const about = (list: readonly Event[], type: string): Event[] => list.filter((event) => event.subscriptionType === type)

describe("24 · webhooks", () => {
  it("a write of the app announces a creation and one change per property, at one time, under the app's id", async () => {
    await listen()
    const { id } = await createContact({ email: "a@b.co", firstname: "Layla" })
    const list = await events()
    expect(about(list, "contact.creation")).toMatchObject([
      {
        objectId: Number(id),
        changeFlag: "CREATED",
        changeSource: "INTEGRATION",
        sourceId: "39522895",
        portalId: 48_975_575,
        appId: 39_522_895,
        occurredAt: TEST_START,
        attemptNumber: 0,
      },
    ])
    const changes = about(list, "contact.propertyChange")
    expect(changes.map((event) => [event["propertyName"], event["propertyValue"]])).toEqual([
      ["email", "a@b.co"],
      ["firstname", "Layla"],
    ])
    expect(new Set(list.map((event) => event.occurredAt))).toEqual(new Set([TEST_START]))
    expect(new Set(list.map((event) => event["subscriptionId"])).size).toBe(3)
  })

  it("a person's edit carries the user, another app's its own id, an automation neither", async () => {
    await listen()
    const made = await bench.control.edit({ op: "create", objectType: "contacts", properties: { email: "a@b.co" }, userId: 42 })
    const id = made?.id ?? ""
    await bench.control.edit({ op: "update", objectType: "contacts", id, properties: { firstname: "A" }, asApp: 2_931_120 })
    await bench.control.edit({
      op: "update",
      objectType: "contacts",
      id,
      properties: { firstname: "" },
      changeSource: "AUTOMATION_PLATFORM",
    })
    const list = await events()
    expect(about(list, "contact.creation")).toMatchObject([{ changeSource: "CRM_UI", sourceId: "userId:42" }])
    expect(list.slice(-2)).toMatchObject([
      { changeSource: "INTEGRATION", sourceId: "2931120", propertyValue: "A" },
      { changeSource: "AUTOMATION_PLATFORM", propertyValue: "" },
    ])
  })

  it("is signed as version 3 over the raw body, and as version 1, so that HubSpot's own helper accepts it", async () => {
    await listen({ signedUrl: "https://onelead.example/api/webhooks/hubspot?tenant=a%40b.co" })
    await createContact({ email: "layla@mail.example", firstname: "ليلى" })
    await events()
    const { headers, body } = received[0] as Received
    const timestamp = Number(headers["x-hubspot-request-timestamp"])
    expect(timestamp).toBe(TEST_START)
    const own = signV3(SECRET, "POST", "https://onelead.example/api/webhooks/hubspot?tenant=a@b.co", body, timestamp)
    expect(headers["x-hubspot-signature-v3"]).toBe(own)
    const isV1 = Signature.isValid({
      signature: headers["x-hubspot-signature"] ?? "",
      clientSecret: SECRET,
      requestBody: body,
      signatureVersion: "v1",
    })
    expect(isV1).toBe(true)
    const url = "https://onelead.example/api/webhooks/hubspot"
    const now = Date.now()
    const signature = signV3(SECRET, "POST", url, body, now)
    expect(
      Signature.isValid({
        signature,
        clientSecret: SECRET,
        requestBody: body,
        signatureVersion: "v3",
        url,
        method: "POST",
        timestamp: now,
      }),
    ).toBe(true)
  })

  it("reproduces the published signature vectors", () => {
    const secret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
    const url = "https://www.example.com/webhook_uri"
    const classic =
      '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]'
    expect(signV1(secret, classic)).toBe("232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de")
    expect(signV3(secret, "POST", url, "{'example_field':'example_value'}", 1_693_657_560_000)).toBe(
      "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=",
    )
    expect(signV3(secret, "POST", url, classic, 1_700_000_300_000)).toBe("smW6rgegs09CsNkBMkt7S2A8yJh/NGA8hRa/1lTI9wc=")
    const encoded = "https://www.example.com/api/hubspot/webhook?tenant=a%40b.co&x=1%2C2"
    expect(signV3(secret, "POST", encoded, classic, 1_700_000_300_000)).toBe("827wtM7Jx0HfO8bHgDFvpFdy/1SKv4p0aUpqIK3RN7A=")
  })

  it("comes in arrays of a hundred at most and with ten requests in flight at most", async () => {
    await listen({ batchSize: 100 })
    const inputs = (from: number) =>
      Array.from({ length: 100 }, (_, index) => ({
        properties: { email: `p${from + index}@mail.example`, firstname: "P" },
        associations: [],
      }))
    for (let from = 0; from < 500; from += 100) await bench.client.crm.contacts.batchApi.create({ inputs: inputs(from) })
    const list = await events()
    expect(list).toHaveLength(1_500)
    expect(Math.max(...received.map((delivery) => delivery.events.length))).toBe(100)
    expect(mostOpen).toBeLessThanOrEqual(10)
    await bench.control.reset({})
    received = []
    mostOpen = 0
    const held: ServerResponse[] = []
    reply = (response) => {
      held.push(response)
      if (held.length < 10) return
      for (const one of held.splice(0)) one.writeHead(200).end()
    }
    await listen({ batchSize: 1 })
    await bench.client.crm.contacts.batchApi.create({ inputs: inputs(0).slice(0, 20) })
    await events()
    expect(mostOpen).toBe(10)
  })

  it("is repeated after any 4xx or 5xx with a rising attempt number, ten times at most", async () => {
    await listen({ subscriptions: [{ subscriptionType: "contact.creation" }] })
    reply = (response, count) => response.writeHead(count < 3 ? (count === 1 ? 404 : 500) : 200).end()
    await createContact({ email: "a@b.co" })
    const list = await events()
    expect(list.map((event) => event.attemptNumber)).toEqual([0, 1, 2])
    expect(new Set(list.map((event) => event.eventId)).size).toBe(1)
    received = []
    reply = (response) => response.writeHead(503).end()
    await createContact({ email: "b@b.co" })
    expect((await events()).map((event) => event.attemptNumber)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it("is repeated when the subscriber is slower than the time allowed", async () => {
    await listen({ timeoutMs: 500, subscriptions: [{ subscriptionType: "contact.creation" }] })
    reply = (response, count) => {
      if (count > 1) response.writeHead(200).end()
    }
    await createContact({ email: "a@b.co" })
    expect((await events()).map((event) => event.attemptNumber)).toEqual([0, 1])
    expect((await bench.control.deliveries()).map((delivery: DeliveryRecord) => delivery.status)).toEqual([null, 200])
  })

  it("can arrive twice and out of order, the same way after every reset with the same seed", async () => {
    const run = async (): Promise<string[]> => {
      await bench.control.reset({ seed: 7 })
      received = []
      await listen({ reorder: true, duplicateRate: 0.5, maxConcurrentRequests: 1, batchSize: 5, batchWindowMs: 60_000 })
      for (let count = 0; count < 12; count += 1) await createContact({ email: `p${count}@mail.example` })
      return (await events()).map((event) => `${event.eventId}:${event.subscriptionType}:${event.objectId}`)
    }
    const first = await run()
    expect(first.length).toBeGreaterThan(24)
    expect(new Set(first).size).toBe(24)
    const order = first.map((key) => Number(key.split(":")[2]))
    expect(order).not.toEqual(order.toSorted((a, b) => a - b))
    expect(await run()).toEqual(first)
  })

  it("sends only what is subscribed, one property per subscription, and never the modified date", async () => {
    await listen({
      subscriptions: [
        { subscriptionType: "contact.propertyChange", propertyName: "email" },
        { subscriptionType: "deal.creation" },
        { subscriptionType: "contact.propertyChange", propertyName: "lastmodifieddate" },
      ],
    })
    await createContact({ email: "a@b.co", firstname: "A" })
    await bench.client.crm.deals.basicApi.create({ properties: { dealname: "D" }, associations: [] })
    expect((await events()).map((event) => event.subscriptionType)).toEqual(["contact.propertyChange", "deal.creation"])
  })

  it("has a generic form with the object type's id", async () => {
    await listen({ style: "object" })
    await createContact({ email: "a@b.co" })
    expect(await events()).toMatchObject([
      { subscriptionType: "object.creation", objectTypeId: "0-1" },
      { subscriptionType: "object.propertyChange", objectTypeId: "0-1", isSensitive: false, propertyName: "email" },
    ])
  })

  it("announces an association once per side, without an object id, and its removal too", async () => {
    const contact = await createContact({ email: "a@b.co" })
    const deal = await bench.client.crm.deals.basicApi.create({ properties: { dealname: "D" }, associations: [] })
    await listen()
    await bench.client.crm.associations.v4.basicApi.createDefault("deals", deal.id, "contacts", contact.id)
    await bench.client.crm.associations.v4.basicApi.archive("deals", deal.id, "contacts", contact.id)
    const list = await events()
    expect(list).toMatchObject([
      {
        subscriptionType: "deal.associationChange",
        associationType: "DEAL_TO_CONTACT",
        fromObjectId: Number(deal.id),
        toObjectId: Number(contact.id),
        associationRemoved: false,
      },
      {
        subscriptionType: "contact.associationChange",
        associationType: "CONTACT_TO_DEAL",
        fromObjectId: Number(contact.id),
        associationRemoved: false,
      },
      { subscriptionType: "deal.associationChange", associationRemoved: true },
      { subscriptionType: "contact.associationChange", associationRemoved: true },
    ])
    expect(list[0]).not.toHaveProperty("objectId")
  })

  it("announces merges with both ids, deletions, restores and privacy deletions", async () => {
    const one = await createContact({ email: "one@mail.example" })
    const two = await createContact({ email: "two@mail.example" })
    const three = await createContact({ email: "three@mail.example" })
    await listen()
    const survivor = await bench.client.crm.contacts.basicApi.merge({ primaryObjectId: one.id, objectIdToMerge: two.id })
    await bench.control.edit({ op: "delete", objectType: "contacts", id: three.id })
    await bench.control.edit({ op: "restore", objectType: "contacts", id: three.id })
    await bench.client.crm.contacts.basicApi.purge({ objectId: three.id })
    const list = await events()
    expect(about(list, "contact.merge")).toMatchObject([
      {
        objectId: Number(survivor.id),
        primaryObjectId: Number(one.id),
        mergedObjectIds: [Number(two.id)],
        newObjectId: Number(survivor.id),
      },
    ])
    expect(about(list, "contact.deletion")).toMatchObject([
      { objectId: Number(three.id), changeFlag: "DELETED", changeSource: "CRM_UI" },
      { objectId: Number(three.id), changeFlag: "DELETED", changeSource: "INTEGRATION" },
    ])
    expect(about(list, "contact.restore")).toMatchObject([{ objectId: Number(three.id), changeSource: "CRM_UI" }])
    expect(about(list, "contact.privacyDeletion")).toMatchObject([{ objectId: Number(three.id) }])
  })

  it("tells of a won deal's close date as a change that is not the app's own", async () => {
    const deal = await bench.client.crm.deals.basicApi.create({
      properties: { dealname: "D", dealstage: "contractsent" },
      associations: [],
    })
    await listen()
    await bench.client.crm.deals.basicApi.update(deal.id, { properties: { dealstage: "closedwon" } })
    const list = about(await events(), "deal.propertyChange")
    const change = (name: string) => list.find((event) => event["propertyName"] === name)
    expect(change("dealstage")).toMatchObject({ propertyValue: "closedwon", changeSource: "INTEGRATION", sourceId: "39522895" })
    expect(change("closedate")).toMatchObject({ objectId: Number(deal.id) })
    expect(change("closedate")?.["sourceId"]).not.toBe("39522895")
  })

  it("keeps what happens while it is paused and sends it afterwards", async () => {
    await listen({ paused: true })
    await createContact({ email: "a@b.co" })
    expect(await bench.control.flushWebhooks(50)).toBe(false)
    expect(received).toEqual([])
    await listen()
    expect(await events()).toHaveLength(2)
  })
})
