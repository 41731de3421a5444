import { asc, eq, sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { crmLoadItems, crmLoads, crmOutbox, leads } from "@/db/schema"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { newId } from "@/lib/platform/ids"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { syncOnce } from "@/lib/sync/sync-once"
import { exportLoadItems, listLoadItems, readLoads, type LoadTally } from "./queries"
import { startLoad, steerLoad, type StartLoad } from "./steer-load"
import { loadJobs, workOnLoad } from "./work-on-load"

let bench: SyncBench
let serial = 0

function person(name: string) {
  serial += 1
  const mail = `load.${serial}@mail.example`
  return { mail, event: sampleEvent({ identities: [phone(`+9715071${String(10_000 + serial)}`), email(mail)], fields: [named(name)] }) }
}
/** A lead that was here before there was a CRM: it owes no push. */
async function oldLead(name = `Lead ${serial}`) {
  const { mail, event } = person(name)
  const leadId = await bench.ingest(event)
  await bench.database.db.delete(crmOutbox).where(eq(crmOutbox.leadId, leadId))
  return { leadId, mail }
}
const contact = async (properties: Record<string, string>) =>
  (await bench.edit({ op: "create", objectType: "contacts", properties }))?.id ?? ""
const start = (part: Partial<StartLoad> = {}) => startLoad(bench.ctx, { kind: "run", sendsThere: true, bringsHere: true, ...part })
const turn = (loadId: string, signal = new AbortController().signal) => workOnLoad(bench.ctx, bench.deps, { loadId, failures: 0, signal })
/** The job and the sync take turns until the load has ended. */
async function finish(loadId: string) {
  for (let round = 0; round < 200; round += 1) {
    const { turn: answer } = await turn(loadId)
    await syncOnce(bench.ctx, bench.deps)
    await bench.advance(1_000)
    if (answer === "end") return await viewOf(loadId)
  }
  throw new Error("the load never ended")
}
async function viewOf(loadId: string) {
  const view = (await readLoads(bench.ctx)).find(({ id }) => id === loadId)
  if (!view) throw new Error("no such load")
  return view
}
function numbers({ tally }: { tally: LoadTally }) {
  const { create, adopt, change, bring, question, join, skip, failed } = tally
  return { create, adopt, change, bring, question, join, skip, failed }
}
async function fingerprint() {
  const { rows } = await bench.database.db.execute(sql`
    select (select count(*) from leads) as leads, (select count(*) from touchpoints) as touches, (select count(*) from crm_links) as links,
      (select count(*) from crm_outbox) as owed, (select count(*) from duplicate_items) as questions, (select count(*) from crm_conflicts) as conflicts`)
  return rows[0]
}

beforeAll(async () => {
  bench = await openSyncBench()
})
afterAll(() => bench.close())
afterEach(async () => {
  await bench.hubspot.control.faults([])
  for (const { id, state } of await readLoads(bench.ctx))
    if (state === "running" || state === "paused") await steerLoad(bench.ctx, { loadId: id, step: "cancel" })
  await bench.settle()
})

/** Two leads that the CRM lacks, one that it knows by address with an open deal, two contacts nobody here knows, one that names nobody. */
async function world() {
  await finish(await start())
  const known = await oldLead("Rashid Karim")
  const contactId = await contact({ email: known.mail, firstname: "R.", lastname: "Karim", company: "Falcon" })
  await bench.edit({
    op: "create",
    objectType: "deals",
    properties: { dealname: "Rashid's", pipeline: "default", dealstage: "contractsent" },
    associateWith: [contactId],
  })
  const absent = [await oldLead("Mona Absent"), await oldLead("Nour Absent")]
  await contact({ email: `stranger.${serial}@mail.example`, firstname: "Stranger" })
  await contact({ email: `other.${serial}@mail.example`, firstname: "Other" })
  await contact({ jobtitle: "Nobody", lastname: "" }).catch(() => "")
  return { known, absent, contactId }
}

describe("a trial", () => {
  test("says what a load would do in both directions, and does none of it", async () => {
    const { known } = await world()
    const before = [await fingerprint(), await bench.state()]
    const view = await finish(await start({ kind: "trial" }))
    const after = [await fingerprint(), await bench.state()]
    expect(numbers(view)).toMatchObject({ create: 2, adopt: 1, bring: 2, question: 0, failed: 0 })
    expect(view.tally).toMatchObject({ dealsMade: 2, dealsAdopted: 1 })
    expect(after[0]).toEqual(before[0])
    expect((after[1] as (typeof before)[1] & { contacts: unknown }).contacts).toEqual((before[1] as { contacts: unknown }).contacts)
    const [adopted] = await listLoadItems(bench.ctx, { loadId: view.id, list: "adopt" })
    expect(adopted).toMatchObject({ leadId: known.leadId, deal: "adopt", name: "Rashid Karim" })
    // Nobody here has said a company, and their name is the newer one: both come here. Our number is unknown there: it goes there.
    expect(adopted?.changes).toContainEqual({ object: "contact", field: "company", ours: "", theirs: "Falcon", to: "here" })
    expect(adopted?.changes).toContainEqual({ object: "contact", field: "name", ours: "Rashid Karim", theirs: "R. Karim", to: "here" })
    expect(adopted?.changes).toContainEqual(expect.objectContaining({ field: "phone", theirs: "", to: "there" }))
    expect(view.tally).toMatchObject({ recordsThere: 1, recordsHere: 1, fieldsHere: 2 })
  })

  test("says the same numbers that the run then has", async () => {
    await world()
    const trial = await finish(await start({ kind: "trial" }))
    const run = await finish(await start())
    const { skip: _skipped, change: _changed, ...planned } = numbers(trial)
    const { skip: _left, change: _done, ...done } = numbers(run)
    expect(done).toEqual(planned)
    expect([run.tally.dealsMade, run.tally.dealsAdopted]).toEqual([trial.tally.dealsMade, trial.tally.dealsAdopted])
    expect(run.state).toBe("done")
    const again = await finish(await start({ kind: "trial" }))
    expect(numbers(again)).toMatchObject({ create: 0, adopt: 0, change: 0, bring: 0, question: 0, join: 0 })
  })

  test("counts a contact who may be a known person as an open question", async () => {
    await finish(await start())
    const { event } = person("Abdulrahman Al Suwaidi")
    await bench.ingest({ ...event, identities: [phone("+971507654321")] })
    await bench.settle()
    await contact({ firstname: "Abdulrahman", lastname: "Al Suwaidi", phone: "+971507654312" })
    const trial = await finish(await start({ kind: "trial" }))
    expect(numbers(trial)).toMatchObject({ question: 1, bring: 0 })
    expect(numbers(await finish(await start()))).toMatchObject({ question: 1, bring: 0 })
  })

  test("brings nothing here when only the other direction was asked for", async () => {
    await world()
    expect(numbers(await finish(await start({ kind: "trial", bringsHere: false })))).toMatchObject({ create: 2, adopt: 1, bring: 0 })
    expect(numbers(await finish(await start({ kind: "trial", sendsThere: false })))).toMatchObject({ create: 0, adopt: 0 })
  })
})

describe("a run", () => {
  test("that is killed in the middle goes on where it was, and does nothing twice", async () => {
    await finish(await start())
    for (let n = 0; n < 130; n += 1) await oldLead(`Many ${n}`)
    const counts = (await bench.state()).counts
    const loadId = await start()
    const stops = { ...bench.deps, step: (name: string) => void (name === "load stepped" && stop()) }
    let steps = 0
    const stop = () => {
      steps += 1
      throw new Error("killed")
    }
    await workOnLoad(bench.ctx, stops, { loadId, failures: 0, signal: new AbortController().signal })
    expect(steps).toBe(1)
    const [halfway] = await bench.database.db.select().from(crmLoads).where(eq(crmLoads.id, loadId))
    expect(halfway).toMatchObject({ state: "running", done: 100, checkpoint: { phase: "leads" } })
    expect(halfway?.checkpoint.after).not.toBeNull()
    const view = await finish(loadId)
    expect(numbers(view)).toMatchObject({ create: 130, failed: 0 })
    const after = (await bench.state()).counts
    expect([after["contacts"], after["deals"]]).toEqual([(counts["contacts"] ?? 0) + 130, (counts["deals"] ?? 0) + 130])
    const items = await bench.database.db.select().from(crmLoadItems).where(eq(crmLoadItems.loadId, loadId))
    expect(new Set(items.flatMap(({ leadId }) => leadId ?? [])).size).toBe(130)
  }, 120_000)

  test("whose worker died without a word is taken up again", async () => {
    const loadId = await start()
    await bench.database.db.execute(sql`delete from graphile_worker._private_jobs`)
    const [, rescue] = loadJobs(() => bench.deps)
    const queued = async () =>
      (await bench.database.db.execute(sql`select key from graphile_worker.jobs where key = ${`crm:load:${loadId}`}`)).rows.length
    await rescue?.run(bench.ctx, {}, new AbortController().signal)
    expect(await queued()).toBe(0)
    await bench.advance(100_000)
    await rescue?.run(bench.ctx, {}, new AbortController().signal)
    expect(await queued()).toBe(1)
  })

  test("hands the sync no more than it works off in a moment, and a live change goes before it", async () => {
    await finish(await start())
    for (let n = 0; n < 260; n += 1) await oldLead(`Queue ${n}`)
    const loadId = await start()
    for (let round = 0; round < 6; round += 1) await turn(loadId)
    expect(await bench.waiting()).toBe(200)
    const live = await bench.ingest(person("Live Now").event)
    await syncOnce(bench.ctx, bench.deps)
    expect(await bench.contactOf(live)).toBeDefined()
    expect(await bench.waiting()).toBeGreaterThan(100)
  }, 120_000)

  test("can be paused, resumed and cancelled; what was not begun is taken back", async () => {
    await finish(await start())
    for (let n = 0; n < 105; n += 1) await oldLead(`Pause ${n}`)
    const loadId = await start()
    await steerLoad(bench.ctx, { loadId, step: "pause" })
    expect(await turn(loadId)).toMatchObject({ turn: "end" })
    await expect(steerLoad(bench.ctx, { loadId, step: "pause" })).rejects.toThrow("paused by now")
    await expect(start()).rejects.toThrow("under way already")
    await steerLoad(bench.ctx, { loadId, step: "resume" })
    await turn(loadId)
    await steerLoad(bench.ctx, { loadId, step: "cancel" })
    expect(await bench.waiting()).toBe(0)
    expect((await viewOf(loadId)).state).toBe("cancelled")
    expect(numbers(await finish(await start()))).toMatchObject({ create: 105 })
  }, 120_000)

  test("waits out an outage, a paused sync and a nearly spent day, and loses nothing", async () => {
    await finish(await start())
    await oldLead("Outage")
    await contact({ email: `outage.${serial}@mail.example`, firstname: "Out" })
    await bench.hubspot.control.faults([{ kind: "unavailable", times: 3 }])
    const loadId = await start()
    expect(await turn(loadId)).toMatchObject({ turn: "wait" })
    await bench.hubspot.control.faults([])
    await bench.database.db.execute(sql`update crm_budget set day_max = 1000, day_used = 700`)
    expect(await turn(loadId)).toMatchObject({ turn: "wait" })
    expect((await viewOf(loadId)).note).toContain("70 %")
    await bench.database.db.execute(sql`update crm_budget set day_max = null`)
    expect(numbers(await finish(loadId))).toMatchObject({ create: 1, bring: 1, failed: 0 })
  })

  test("names what failed, and the sync goes on trying it", async () => {
    await finish(await start())
    const { leadId } = await oldLead("Refused")
    await bench.hubspot.control.faults([{ kind: "error", status: 500, path: "contacts/batch/upsert", times: null }])
    const loadId = await start()
    const view = await finish(loadId)
    expect(numbers(view)).toMatchObject({ create: 0, failed: 1 })
    expect((await listLoadItems(bench.ctx, { loadId, list: "failed" }))[0]?.reason).toContain("goes on being tried")
    await bench.hubspot.control.faults([])
    await bench.settle()
    expect(await bench.contactOf(leadId)).toBeDefined()
  })

  test("is kept with its result, and every line of it can be had as a file", async () => {
    const { known } = await world()
    const view = await finish(await start())
    const { header, rows } = await exportLoadItems(bench.ctx, { loadId: view.id })
    const lines: string[][] = []
    for await (const row of rows) lines.push(row)
    expect(lines.every((line) => line.length === header.length)).toBe(true)
    expect(lines.find((line) => line.includes(known.leadId))?.slice(0, 2)).toEqual(["adopt", "done"])
    const kept = await bench.database.db.select().from(crmLoads).orderBy(asc(crmLoads.createdAt))
    expect(kept.length).toBeGreaterThan(5)
  })
})

test("only an admin starts a load; a manager may look", async () => {
  const user = testCtx(bench.database.db, { kind: "user", id: newId(), name: "M", role: "manager" }, bench.ctx.now)
  const manager = { ...user, crm: bench.ctx.crm }
  await expect(startLoad(manager, { kind: "trial", sendsThere: true, bringsHere: true })).rejects.toThrow("may not")
  await expect(readLoads(manager)).resolves.toBeDefined()
})

test("an edit that happens during a load is not lost to it", async () => {
  await finish(await start())
  const { leadId } = await oldLead("Edited Meanwhile")
  const loadId = await start()
  await turn(loadId)
  await editLead(bench.ctx, { leadId, fields: { company: "Meanwhile" } })
  await finish(loadId)
  await bench.settle()
  expect((await bench.contactOf(leadId))?.properties["company"]).toBe("Meanwhile")
  expect((await bench.database.db.select().from(leads).where(eq(leads.id, leadId)))[0]?.company).toBe("Meanwhile")
})
