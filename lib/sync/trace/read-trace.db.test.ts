import { eq } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { crmCalls, inboundEvents, leads } from "@/db/schema"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { sampleBody } from "@/lib/channels/fixtures/bodies"
import type { Ctx } from "@/lib/platform/context"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { readTrace } from "./read-trace"
import type { Trace } from "./trace-types"

let bench: SyncBench
let admin: Ctx
beforeAll(async () => {
  bench = await openSyncBench()
  await bench.listen()
  admin = { ...bench.ctx, actor: { kind: "user", id: newId(), role: "admin" } as Ctx["actor"] }
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.hubspot.control.faults([])
  await bench.hear()
  await bench.settle()
  await bench.advance(60_000)
})

let serial = 0
/** A form as it lies in the inbox, not worked off yet. */
async function deliver(raw?: string, given: { name?: string; phone?: string } = {}): Promise<string> {
  serial += 1
  const id = newId()
  const sample = { id: `t-${serial}`, at: new Date(bench.now()), name: "Omar Saleh", phone: `+9715047${String(10_000 + serial)}`, ...given }
  const body = raw ?? JSON.stringify(sampleBody("website", sample))
  await bench.database.db.insert(inboundEvents).values({
    id,
    channel: "website",
    idempotencyKey: `t-${serial}`,
    raw: Buffer.from(body),
    headers: { "content-type": "application/json" },
    trust: "signed",
    receivedAt: new Date(bench.now()),
  })
  return id
}
async function workOff() {
  await bench.advance(1_000)
  await drainAll(bench.ctx)
  await bench.advance(1_000)
}
async function sync() {
  await bench.settle()
  await bench.hear()
  await bench.settle()
}
const titles = (trace: Trace) => [...trace.origin, ...(trace.leadTrace?.steps ?? [])].map(({ title }) => title)
const leadOf = async (receipt: string) =>
  (await bench.database.db.select().from(inboundEvents).where(eq(inboundEvents.id, receipt)))[0]?.leadId ?? ""

describe("from an event to the CRM", () => {
  test("the whole trace is there in order: received, ingested, queued, sent, accepted", async () => {
    const receipt = await deliver()
    await workOff()
    await sync()
    const trace = await readTrace(admin, { id: receipt })
    const steps = [...trace.origin, ...(trace.leadTrace?.steps ?? [])]
    expect(titles(trace).slice(0, 4)).toEqual([
      "Received from Website form",
      "Made a new lead",
      "Noted for HubSpot in the same transaction",
      "Contact and deal compared and written",
    ])
    const contact = await bench.contactOf(trace.leadTrace?.leadId ?? "")
    expect(titles(trace)).toContain(`Accepted: contact ${contact?.id}`)
    expect(steps.find(({ title }) => title.startsWith("Accepted: contact"))?.values).toContainEqual({
      field: "name",
      ours: "Omar Saleh",
      theirs: "Omar Saleh",
      isSame: true,
    })
    expect(steps.some(({ calls }) => calls?.some(({ correlationId }) => correlationId !== null))).toBe(true)
    const times = steps.flatMap(({ at, title }) => (at === null || title.startsWith("On the CRM") ? [] : [at]))
    expect(times.slice(0, 4)).toEqual(times.slice(0, 4).toSorted())
  })

  test("every failed try stands before the one that went through, and later work is left out", async () => {
    const receipt = await deliver()
    await workOff()
    await bench.hubspot.control.faults([{ kind: "unavailable", times: 2 }])
    await sync()
    await bench.advance(60_000)
    await editLead(bench.ctx, { leadId: await leadOf(receipt), fields: { company: "Falcon" } })
    await sync()
    const sent =
      (await readTrace(admin, { id: receipt })).leadTrace?.steps.filter(({ calls, title }) => calls && title.startsWith("Contact")) ?? []
    expect(sent.map(({ tone }) => tone)).toEqual(["danger", "danger", "ok"])
    expect(sent[0]?.calls?.at(-1)).toMatchObject({ problem: "transient" })
  })

  test("a correlation id, a call and a lead lead to it too", async () => {
    const receipt = await deliver()
    await workOff()
    await sync()
    const leadId = await leadOf(receipt)
    const [call] = (await bench.database.db.select().from(crmCalls)).filter(
      ({ leadIds, correlationId }) => leadIds.includes(leadId) && correlationId,
    )
    for (const id of [call?.id, call?.turn, call?.correlationId]) {
      const trace = await readTrace(admin, { id: id ?? "" })
      expect(trace).toMatchObject({ kind: "work", id: call?.turn })
      expect(trace.leadTrace?.leadId).toBe(leadId)
    }
    expect((await readTrace(admin, { id: leadId })).id).toBe(receipt)
  })

  test("a lead that was merged since leads to the survivor", async () => {
    const [first, second] = [await deliver(), await deliver()]
    await workOff()
    await sync()
    const [survivorId, mergedId] = [await leadOf(first), await leadOf(second)]
    await mergeLeads(bench.ctx, { survivorId, mergedId })
    await bench.advance(1_000)
    for (const id of [second, mergedId]) {
      const { leadTrace } = await readTrace(admin, { id })
      expect(leadTrace).toMatchObject({ leadId: survivorId, mergedFrom: [mergedId] })
      expect(leadTrace?.steps.some(({ title }) => title === "Contact and deal compared and written")).toBe(true)
    }
  })

  test("an event that could not be read, or waits, ends where it ended", async () => {
    const dead = await deliver("no json")
    await workOff()
    const trace = await readTrace(admin, { id: dead })
    expect(titles(trace)).toEqual(["Received from Website form", "Kept, and could not be used"])
    expect(trace.leadTrace).toBeNull()
    expect(titles(await readTrace(admin, { id: await deliver() }))).toEqual(["Received from Website form", "Waiting to be worked off"])
    await workOff()
  })
})

describe("from the CRM to the board", () => {
  test("a change in the CRM: the notice, the note, the look, what was taken over, the move", async () => {
    const receipt = await deliver()
    await workOff()
    await sync()
    await bench.advance(60_000)
    const leadId = await leadOf(receipt)
    const [contact, deal] = [await bench.contactOf(leadId), await bench.dealOf(leadId)]
    const { schema } = (await bench.database.db.query.crmSchemas.findFirst()) ?? {}
    const contacted = schema?.pipelines.find(({ label }) => label === "Onelead")?.stages[1]?.id ?? ""
    await bench.edit({ op: "update", objectType: "contacts", id: contact?.id ?? "", properties: { company: "Falcon" } })
    await bench.edit({ op: "update", objectType: "deals", id: deal?.id ?? "", properties: { dealstage: contacted } })
    await bench.advance(1_000)
    await sync()
    const events = (await bench.database.db.select().from(inboundEvents)).filter(
      ({ channel, leadIds, raw }) => channel === "hubspot" && leadIds.includes(leadId) && raw.toString().includes("CRM_UI"),
    )
    const all = (await Promise.all(events.map(({ id }) => readTrace(admin, { id })))).flatMap(titles)
    expect(all[0]).toBe("Received from HubSpot")
    expect(all.some((title) => /^Read: \d+ changes? over there$/.test(title))).toBe(true)
    expect(all).toEqual(
      expect.arrayContaining([
        `Noted to look at contact ${contact?.id}: looked at`,
        "Taken over here",
        "Moved in the pipeline by HubSpot",
        "Open boards were told",
      ]),
    )
    expect((await bench.database.db.select().from(leads).where(eq(leads.id, leadId)))[0]).toMatchObject({ stageId: "contacted" })
  })
})

test("an agent reads no trace, and what is nowhere is not found", async () => {
  const agent = testCtx(bench.database.db, { kind: "user", id: newId(), role: "agent" } as Ctx["actor"])
  await expect(readTrace(agent, { id: newId() })).rejects.toThrow(AppError)
  await expect(readTrace(admin, { id: newId() })).rejects.toMatchObject({ code: "not_found" })
  await expect(readTrace(admin, { id: "no such thing" })).rejects.toMatchObject({ code: "not_found" })
})
