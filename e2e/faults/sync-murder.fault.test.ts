import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leads } from "@/db/schema"
import setup from "@/db/testing-setup"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { expectInSync, writesIn } from "@/e2e/sync/expect-in-sync"
import type { SimState } from "@/e2e/simulators/hubspot/control/control-client"
import { openSyncBench, type SyncBench } from "../sync/sync-bench"
import { bundleProcess } from "./bundle-process"
import { isLasting, launchVictim, untilDeathOrDone, untilQuiet } from "./sync-murder"

/**
 * One round of everything the sync does (a new person, one to adopt, an edit, a merge, a booking, timeline entries, and
 * CRM changes), repeated. The first round is only recorded; in each of the others the process is killed with SIGKILL at
 * another of its points, and a new one takes over. `CRASH_POINTS=all` includes the points without a lasting effect.
 */
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

type Person = { leadId: string; mobile: string; mail: string }
type Cast = { edited: string; theirs: string; last: Person; pair: [string, string] }

let serial = 0
function somebody() {
  serial += 1
  const [mobile, mail] = [`+97150${String(5_000_000 + serial * 7_919)}`, `murder.${serial}@mail.example`]
  const event = sampleEvent({ identities: [phone(mobile), email(mail)], fields: [named(someName(serial))], at: "2026-08-30T08:00:00Z" })
  return { mobile, mail, event }
}

async function newPerson(bench: SyncBench): Promise<Person> {
  const { event, ...person } = somebody()
  return { ...person, leadId: await bench.ingest(event) }
}

const booking = ({ mobile }: Person) =>
  sampleEvent({
    channel: "erp",
    kind: "booking_created",
    identities: [phone(mobile)],
    booking: {
      externalId: `M-${mobile}`,
      status: "created",
      amountMinor: 120_000,
      currency: "AED",
      vehicle: "Patrol",
      startsAt: null,
      endsAt: null,
    },
    whenUnknown: "customer",
    at: "2026-08-31T08:00:00Z",
  })

/** The work of one round; returns the people for the next. */
async function workFor(bench: SyncBench, round: number, { edited, theirs, last, pair }: Cast): Promise<Cast> {
  const state = (await bench.state()) as unknown as SimState & { pipelines: { label: string; stages: { id: string }[] }[] }
  const stageIds = state.pipelines.find(({ label }) => label === "Onelead")?.stages.map(({ id }) => id) ?? []
  const contact = state.contacts.find(({ properties }) => properties["onelead_lead_id"] === theirs)
  const deal = state.deals.find(({ properties }) => properties["onelead_deal_id"]?.startsWith(theirs))
  const stranger = somebody()
  const create = (properties: Record<string, string>) => bench.edit({ op: "create", objectType: "contacts", properties })
  await create({ email: stranger.mail, phone: stranger.mobile, firstname: someName(serial) })
  await bench.edit({ op: "update", objectType: "contacts", id: contact?.id ?? "", properties: { company: `Theirs ${round}` } })
  await bench.edit({ op: "update", objectType: "deals", id: deal?.id ?? "", properties: { dealstage: stageIds[1 + (round % 3)] ?? "" } })
  await bench.hear()
  const fresh = await newPerson(bench)
  const known = somebody()
  await create({ email: known.mail, firstname: someName(serial) })
  const adopted = await bench.ingest(known.event)
  await editLead(bench.ctx, { leadId: edited, fields: { company: `Ours ${round}`, vehicle: `Car ${round}` } })
  await mergeLeads(bench.ctx, { survivorId: pair[0], mergedId: pair[1] })
  await bench.ingest(booking(last))
  await bench.advance(130_000)
  return { edited, theirs, last: fresh, pair: [pair[0], adopted] }
}

async function openLane(): Promise<{ bench: SyncBench; cast: Cast }> {
  const bench = await openSyncBench()
  await bench.listen()
  const people: Person[] = []
  for (let n = 0; n < 5; n += 1) people.push(await newPerson(bench))
  await bench.settle()
  const [a, b, c, d, e] = people as [Person, Person, Person, Person, Person]
  return { bench, cast: { edited: a.leadId, theirs: b.leadId, last: c, pair: [d.leadId, e.leadId] } }
}

/**
 * Kills the process at each target in turn; returns the targets that were reached, and all points of the last,
 * undisturbed round.
 */
async function runLane(targetsOf: (recorded: readonly string[]) => string[]): Promise<{ deaths: string[]; targets: string[] }> {
  const { bench, cast: first } = await openLane()
  let [cast, victim] = [first, await launchVictim(bundle.file, bench)]
  let targets: string[] | null = null
  const deaths: string[] = []
  const begin = async (round: number): Promise<void> => {
    victim.begin()
    await untilQuiet(bench, victim)
    await expectInSync(bench)
    if (round > 0) await expectRound(bench, round - 1, cast)
  }
  await begin(0)
  for (let round = 0; ; round += 1) {
    const target: string | null = targets?.[round - 1] ?? null
    victim.gate.hold()
    cast = await workFor(bench, round, cast)
    victim.tellTime()
    victim.gate.release(target)
    const next = target === null ? null : launchVictim(bundle.file, bench)
    const isDead = await untilDeathOrDone(bench, victim)
    if (isDead && target !== null) deaths.push(target)
    if (isDead) await victim.gone()
    if (targets === null) targets = targetsOf(victim.gate.passed())
    else if (next === null) break
    if (next === null) continue
    if (!isDead) await victim.close()
    await bench.advance(200_000)
    victim = await next
    await begin(round + 1)
  }
  await untilQuiet(bench, victim)
  await expectInSync(bench)
  const before = await writesIn(bench)
  await bench.advance(400_000)
  victim.tellTime()
  await untilQuiet(bench, victim)
  expect(await writesIn(bench), "writes after it was quiet").toBe(before)
  await victim.close()
  await bench.close()
  return { deaths, targets }
}

async function expectRound(bench: SyncBench, round: number, { edited, theirs }: Cast): Promise<void> {
  const [ours, others] = [await bench.contactOf(edited), await bench.contactOf(theirs)]
  expect(ours?.properties["company"]).toBe(`Ours ${round}`)
  expect(others?.properties["company"]).toBe(`Theirs ${round}`)
  const [lead] = await bench.database.db.select({ company: leads.company }).from(leads).where(eq(leads.id, theirs))
  expect(lead?.company).toBe(`Theirs ${round}`)
}

test("kill -9 at every call and every commit of a push, an adoption, a merge, a booking, a timeline entry and an inbound change: both sides end equal, without duplicates or losses", async () => {
  const chosen = (points: readonly string[]) => (process.env["CRASH_POINTS"] === "all" ? [...points] : points.filter(isLasting))
  const lanes = await Promise.all([0, 1].map((parity) => runLane((recorded) => chosen(recorded).filter((_point, at) => at % 2 === parity))))
  const [deaths, targets] = [lanes.flatMap((lane) => lane.deaths), lanes.flatMap((lane) => lane.targets)]
  // Sometimes a round takes another path than the recorded one, and a point is not reached.
  expect(deaths.length).toBeGreaterThan(targets.length * 0.9)
  const died = deaths.join("\n")
  for (const point of MUST_DIE_AT) expect(died, `a death ${point}`).toContain(point)
}, 900_000)

const MUST_DIE_AT = [
  "after POST /crm/v3/objects/contacts/batch/upsert",
  "after POST /crm/v3/objects/contacts/batch/update",
  "after POST /crm/v3/objects/contacts/merge",
  "after POST /crm/v3/objects/deals/merge",
  "after POST /crm/v3/objects/deals/batch/upsert",
  "after POST /crm/v3/objects/deals/batch/update",
  "after POST /crm/v4/associations/deals/contacts/batch/create",
  "after POST /crm/v3/objects/notes/batch/upsert",
  "after POST /crm/v4/associations/notes/contacts/batch/create",
  "after the commit of insert into crm_links",
  "after the commit of update crm_links",
  "after the commit of update crm_outbox",
  "after the commit of update crm_inbox",
  "after the commit of insert into crm_activities",
]
