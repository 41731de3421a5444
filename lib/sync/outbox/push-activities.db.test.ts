import { and, eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { crmOutbox } from "@/db/schema"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import type { ActivityRow, ActivityType } from "@/lib/crm/provider"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import type { SyncDeps } from "@/lib/sync/connection/sync-run"
import { Cut } from "@/lib/sync/queue/cut"
import { syncOnce } from "@/lib/sync/sync-once"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())

let serial = 0
const said = (mobile: string, text: string, role: "person" | "agent" = "person") =>
  sampleEvent({
    channel: "botspace",
    kind: "message",
    direction: role === "person" ? "inbound" : "outbound",
    text,
    author: { role, name: role === "agent" ? "Yousef" : "Omar" },
    identities: [phone(mobile)],
    fields: [named("Omar Saleh")],
    conversation: { provider: "botspace", externalId: `thread ${mobile}`, url: null },
    whenUnknown: "lead",
  })

test("a conversation becomes one message on the timeline, a call a call, and what comes later a new one", async () => {
  const mobile = "+971501110001"
  const leadId = await bench.ingest(said(mobile, "Is the Patrol free?"))
  await bench.ingest(said(mobile, "Yes, from Friday", "agent"))
  await bench.ingest(sampleEvent({ channel: "ziwo", kind: "call_missed", identities: [phone(mobile)] }))
  await bench.settle()
  const contact = await bench.contactOf(leadId)
  const first = await bench.state()
  expect(first.communications.map(({ properties }) => properties)).toMatchObject([
    { hs_communication_channel_type: "WHATS_APP", hs_communication_body: "Omar: Is the Patrol free?\nYousef: Yes, from Friday" },
  ])
  expect(first.calls.map(({ properties }) => properties)).toMatchObject([{ hs_call_status: "NO_ANSWER", hs_call_direction: "INBOUND" }])
  expect(first.communications[0]?.associations?.["contacts"]?.results.map(({ id }) => id)).toEqual([contact?.id])
  expect(first.communications[0]?.associations?.["deals"]?.results.length).toBe(1)
  await bench.ingest(said(mobile, "I take it"))
  await bench.settle()
  expect((await bench.state()).communications.map(({ properties }) => properties["hs_communication_body"])).toEqual([
    "Omar: Is the Patrol free?\nYousef: Yes, from Friday",
    "I take it",
  ])
})

test("entries that were sent before the work was cut off, or whose answer was lost, are there once", async () => {
  for (let point = 1; point < 14; point += 1) {
    const before = (await bench.state()).counts["communications"] ?? 0
    await bench.ingest(said(`+9715011100${String(10 + point)}`, "Hello"))
    let steps = 0
    const step = () => {
      steps += 1
      if (steps === point) throw new Cut("cut")
    }
    await bench.hubspot.control.faults([{ kind: "lost", path: "communications/batch", times: 1 }])
    for (let turn = 0; turn < 3; turn += 1) {
      await syncOnce(bench.ctx, { ...bench.deps, step }).catch(() => undefined)
      await bench.advance(130_000)
    }
    await bench.settle()
    expect((await bench.state()).counts["communications"], `cut at ${point}`).toBe(before + 1)
  }
})

test.each([
  ["is busy with", (keys: readonly string[]) => new Map(keys.map((key) => [key, { outcome: "busy", retryAfterMs: null } as const]))],
  ["does not answer for", () => new Map()],
])("an entry that the CRM %s is sent again, and is there once", async (_, answer) => {
  const before = (await bench.state()).counts["communications"] ?? 0
  const leadId = await bench.ingest(said(`+97150111020${String((serial += 1))}`, "Hello"))
  const connect = (...given: Parameters<SyncDeps["connect"]>) => ({
    ...bench.deps.connect(...given),
    logActivities: (_type: ActivityType, rows: readonly ActivityRow[]) => Promise.resolve(answer(rows.map(({ key }) => key))),
  })
  await bench.advance(120_000)
  while ((await syncOnce(bench.ctx, { ...bench.deps, connect })) > 0);
  const [owed] = await bench.database.db
    .select()
    .from(crmOutbox)
    .where(and(eq(crmOutbox.leadId, leadId), eq(crmOutbox.kind, "activity")))
  expect(owed).toMatchObject({ state: "pending", errorClass: "busy", attempts: 1 })
  await bench.settle()
  expect((await bench.state()).counts["communications"]).toBe(before + 1)
})
