import { afterAll, beforeAll, expect, test } from "vitest"
import { eq, inArray } from "drizzle-orm"
import setup from "@/db/testing-setup"
import { crmInbox, crmOutbox, leads } from "@/db/schema"
import { seededRandom } from "@/lib/core/matching/golden/generator"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { expectInSync, writesIn } from "@/e2e/sync/expect-in-sync"
import { openSyncBench, type SyncBench } from "../sync/sync-bench"
import { bundleProcess } from "./bundle-process"
import { launchVictim, untilQuiet, type Victim } from "./sync-murder"

/**
 * Random events from a seed: edits on both sides, merges on both sides, unknown people, refusals of every kind, lost
 * answers, a delayed search, duplicated and reordered webhooks, and two worker processes of which one is killed with
 * SIGKILL now and then. Once it is quiet both sides are equal.
 */
const SEEDS = (process.env["STORM_SEEDS"] ?? "1").split(",").map(Number)
const STEPS = 24

let stop: () => Promise<void>
let bundle: Awaited<ReturnType<typeof bundleProcess>>
beforeAll(async () => {
  stop = await setup()
  bundle = await bundleProcess("e2e/faults/sync-process.ts")
}, 120_000)
afterAll(async () => {
  await bundle.remove()
  await stop()
})

type Random = () => number
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

const FAULTS = [
  { kind: "rate_limit", scope: "burst", times: 6, rate: 0.5 },
  { kind: "rate_limit", scope: "search", path: "search", times: 2 },
  { kind: "rate_limit", scope: "daily", times: 1 },
  { kind: "error", times: 3, rate: 0.6 },
  { kind: "bad_gateway", path: "batch", times: 2 },
  { kind: "unavailable", times: 4, rate: 0.7 },
  { kind: "locked", path: "contacts/batch", times: 2 },
  { kind: "lost", path: "contacts/batch", times: 2 },
  { kind: "lost", path: "deals/batch", times: 2 },
  { kind: "lost", path: "associations", times: 1 },
  { kind: "lost", path: "merge", times: 1 },
  { kind: "late_error", path: "batch/upsert", times: 1 },
  { kind: "reset", times: 2, rate: 0.5 },
] as const

async function storm(seed: number): Promise<void> {
  const random = seededRandom(seed)
  const bench = await openSyncBench()
  await bench.hubspot.control.config({ searchLagMs: [0, 8_000] })
  await bench.listen({ duplicateRate: 0.3, reorder: true })
  const known: string[] = []
  let victims: Victim[] = [await launchVictim(bundle.file, bench), await launchVictim(bundle.file, bench)]
  const advance = async (ms: number): Promise<void> => {
    await bench.advance(ms)
    for (const victim of victims) victim.tellTime()
  }
  for (let n = 0; n < 3; n += 1) known.push(await bench.ingest(someone(seed, n).event))
  for (const victim of victims) victim.begin()
  for (let step = 0; step < STEPS; step += 1) {
    const chance = random()
    if (chance < 0.35) await bench.hubspot.control.faults([pick(random, FAULTS), pick(random, FAULTS)])
    else if (chance < 0.5) victims = await killOne(random, bench, victims)
    await act(random, bench, known, seed, step)
    if (random() < 0.7) await bench.hear()
    await advance(Math.floor(random() * 20_000))
  }
  await bench.hubspot.control.faults([])
  await advance(4_000_000)
  await bench.hubspot.control.settleIndex()
  await untilQuiet(bench, ...victims)
  // The search index has caught up by now, and is asked once more.
  await advance(120_000)
  await untilQuiet(bench, ...victims)
  await expectInSync(bench)
  const before = await writesIn(bench)
  await advance(400_000)
  await untilQuiet(bench, ...victims)
  expect(await writesIn(bench), "writes after it was quiet").toBe(before)
  for (const table of [crmOutbox, crmInbox])
    expect(await bench.database.db.select({ id: table.id }).from(table).where(eq(table.state, "dead")), "given up").toEqual([])
  for (const victim of victims) await victim.close()
  await bench.close()
}

function someone(seed: number, n: number) {
  const [mobile, mail] = [`+97154${String(1_000_000 + seed * 10_000 + n * 97)}`, `storm.${seed}.${n}@mail.example`]
  const event = sampleEvent({
    identities: [phone(mobile), email(mail)],
    fields: [named(someName(seed * 1_000 + n))],
    at: "2026-08-30T08:00:00Z",
  })
  return { mobile, mail, event }
}

async function killOne(random: Random, bench: SyncBench, victims: readonly Victim[]): Promise<Victim[]> {
  const dying = pick(random, victims)
  await dying.close()
  const next = await launchVictim(bundle.file, bench)
  next.begin()
  return [...victims.filter((victim) => victim !== dying), next]
}

/** One action of a person, here or in the CRM. */
async function act(random: Random, bench: SyncBench, known: string[], seed: number, step: number): Promise<void> {
  const { control } = bench.hubspot
  const what = pick(random, [
    "new here",
    "new there",
    "known there",
    "edit",
    "edit",
    "edit there",
    "edit there",
    "stage there",
    "merge",
    "merge there",
  ])
  const leadId = await survivorOf(bench, pick(random, known))
  const other = await survivorOf(bench, pick(random, known))
  const who = someone(seed, 100 + step)
  const state = await bench.state()
  const holding = (id: string) => state.contacts.find((record) => !record.archived && record.properties["onelead_lead_id"] === id)
  const [contact, theirs] = [holding(leadId), holding(other)]
  const deal = state.deals.find((record) => !record.archived && record.properties["onelead_deal_id"]?.startsWith(leadId))
  if (what === "new here") known.push(await bench.ingest(who.event))
  else if (what === "new there")
    await control.edit({
      op: "create",
      objectType: "contacts",
      properties: { email: who.mail, phone: who.mobile, firstname: someName(step) },
    })
  else if (what === "known there") {
    await control.edit({ op: "create", objectType: "contacts", properties: { email: who.mail, firstname: someName(step) } })
    known.push(await bench.ingest(who.event))
  } else if (what === "edit")
    await editLead(bench.ctx, { leadId, fields: { company: `Ours ${step}`, vehicle: `Car ${step % 3}`, amount: String(100 * (step % 5)) } })
  else if (what === "edit there" && contact)
    await control.edit({
      op: "update",
      objectType: "contacts",
      id: contact.id,
      properties: { company: `Theirs ${step}`, lastname: `There ${step}` },
    })
  else if (what === "stage there" && deal) {
    const stages = (state as unknown as { pipelines: { label: string; stages: { id: string }[] }[] }).pipelines.find(
      ({ label }) => label === "Onelead",
    )?.stages
    await control.edit({ op: "update", objectType: "deals", id: deal.id, properties: { dealstage: stages?.[step % 4]?.id ?? "" } })
  } else if (what === "merge" && other !== leadId) await mergeLeads(bench.ctx, { survivorId: leadId, mergedId: other })
  else if (what === "merge there" && contact && theirs && contact.id !== theirs.id)
    await control.edit({ op: "merge", objectType: "contacts", primaryId: contact.id, mergeId: theirs.id })
}

async function survivorOf(bench: SyncBench, id: string): Promise<string> {
  const [row] = await bench.database.db
    .select({ mergedInto: leads.mergedInto })
    .from(leads)
    .where(inArray(leads.id, [id]))
  return row?.mergedInto ? await survivorOf(bench, row.mergedInto) : id
}

test.each(SEEDS)(
  "two workers, faults of every kind, edits on both sides and kill -9 (seed %i): both sides end equal, without duplicates, and the writes stop",
  storm,
  400_000,
)
