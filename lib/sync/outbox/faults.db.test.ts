import fc from "fast-check"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { crmOutbox, leads } from "@/db/schema"
import { expectInSync, writesIn } from "@/e2e/sync/expect-in-sync"
import { openSyncBench, type SyncBench } from "@/e2e/sync/sync-bench"
import { editLead } from "@/lib/leads/edit/edit-lead"
import { email, named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { Cut } from "@/lib/sync/queue/cut"
import { syncOnce } from "@/lib/sync/sync-once"
import { takeTurns } from "@/lib/sync/run-sync"

let bench: SyncBench
beforeAll(async () => {
  bench = await openSyncBench()
  await bench.listen()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.hubspot.control.faults([])
  await quiet()
})

let serial = 0
function person() {
  serial += 1
  const mobile = `+9715056${String(40_000 + serial)}`
  const mail = `fault.${serial}@mail.example`
  return {
    mobile,
    mail,
    event: sampleEvent({ identities: [phone(mobile), email(mail)], fields: [named(`Guest ${serial}`)], at: "2026-08-30T08:00:00Z" }),
  }
}

/** Everything said and worked off on both sides. */
async function quiet() {
  for (let round = 0; round < 8; round += 1) {
    await bench.hear()
    await bench.settle(200)
    if ((await bench.waiting()) === 0 && (await bench.hubspot.control.flushWebhooks(5_000))) {
      await bench.hear()
      if ((await bench.waiting()) === 0) return
    }
  }
  throw new Error("it never came to rest")
}

describe("a push that is cut off at any point is finished later, once", () => {
  const cutAt = async (point: number, work: () => Promise<unknown>): Promise<boolean> => {
    await work()
    let steps = 0
    const step = () => {
      steps += 1
      if (steps === point) throw new Cut(`cut at ${point}`)
    }
    const turn = async (): Promise<boolean> => {
      try {
        await syncOnce(bench.ctx, { ...bench.deps, step })
        return false
      } catch (error) {
        if (error instanceof Cut) return true
        throw error
      }
    }
    const wasCut = (await turn()) || (await turn()) || (await turn()) || (await turn())
    await bench.advance(200_000)
    await quiet()
    return wasCut
  }

  test("a new lead and its edits", async () => {
    for (let point = 1; point < 40; point += 1) {
      const { event } = person()
      const wasCut = await cutAt(point, async () => {
        const leadId = await bench.ingest(event)
        await editLead(bench.ctx, { leadId, fields: { company: `Company ${point}` } })
      })
      if (!wasCut) {
        expect(point).toBeGreaterThan(10)
        break
      }
    }
    await expectInSync(bench)
  })

  test("a merge", async () => {
    for (let point = 1; point < 40; point += 1) {
      const [a, b] = [await bench.ingest(person().event), await bench.ingest(person().event)]
      await quiet()
      if (!(await cutAt(point, () => mergeLeads(bench.ctx, { survivorId: a, mergedId: b })))) break
    }
    await expectInSync(bench)
  })

  test("an edit in the CRM", async () => {
    const leadId = await bench.ingest(person().event)
    await quiet()
    const contact = await bench.contactOf(leadId)
    for (let point = 1; point < 20; point += 1) {
      const wasCut = await cutAt(point, async () => {
        await bench.edit({
          op: "update",
          objectType: "contacts",
          id: contact?.id ?? "",
          properties: { company: `Theirs ${point}`, firstname: `G${point}` },
        })
        await bench.hear()
      })
      if (!wasCut) break
    }
    await expectInSync(bench)
  })
})

test("a write whose answer is lost leaves one record", async () => {
  for (const path of [
    "contacts/batch/upsert",
    "deals/batch/upsert",
    "associations",
    "contacts/batch/update",
    "deals/batch/update",
    "merge",
  ]) {
    await bench.hubspot.control.faults([{ kind: "lost", path, times: 2 }])
    const [a, b] = [await bench.ingest(person().event), await bench.ingest(person().event)]
    await quiet()
    await editLead(bench.ctx, { leadId: a, fields: { company: "Lost and found", vehicle: "Patrol" } })
    await quiet()
    await mergeLeads(bench.ctx, { survivorId: a, mergedId: b })
    await quiet()
  }
  await bench.hubspot.control.faults([])
  await expectInSync(bench)
})

test("refusals for too many calls cost no attempt and lose nothing", async () => {
  await bench.hubspot.control.faults([
    { kind: "rate_limit", scope: "burst", times: 15, rate: 0.5 },
    { kind: "rate_limit", scope: "search", path: "search", times: 5 },
    { kind: "rate_limit", scope: "daily", times: 2, skip: 20 },
  ])
  for (let n = 0; n < 25; n += 1) await bench.ingest(person().event)
  await quiet()
  const rows = await bench.database.db.select().from(crmOutbox).where(eq(crmOutbox.state, "dead"))
  expect(rows).toEqual([])
  await expectInSync(bench)
})

test("one poisonous record does not stop its batch", async () => {
  const ids = []
  for (let n = 0; n < 5; n += 1) ids.push(await bench.ingest(person().event))
  const bad = ids[2] ?? ""
  await editLead(bench.ctx, { leadId: bad, fields: { company: "x".repeat(1_900) } })
  await bench.hubspot.control.faults([{ kind: "error", status: 400, path: "contacts/batch/upsert", times: 1 }])
  await quiet()
  for (const id of ids) expect(await bench.contactOf(id)).toBeDefined()
})

test("an outage of ten minutes is sat out, and then everything goes through", async () => {
  await bench.hubspot.control.faults([{ kind: "unavailable", times: null }])
  const ids = []
  for (let n = 0; n < 10; n += 1) ids.push(await bench.ingest(person().event))
  for (let minute = 0; minute < 10; minute += 1) {
    await takeTurns(bench.ctx, bench.deps)
    await syncOnce(bench.ctx, bench.deps)
    await bench.advance(60_000)
  }
  await bench.hubspot.control.faults([])
  await quiet()
  for (const id of ids) expect(await bench.contactOf(id)).toBeDefined()
  await expectInSync(bench)
})

test("a token that is refused stops the calls, costs no attempt, and a good one goes on", async () => {
  await bench.hubspot.control.faults([{ kind: "unauthorized", times: null }])
  const leadId = await bench.ingest(person().event)
  const before = (await bench.hubspot.control.log()).length
  for (let turn = 0; turn < 5; turn += 1) await syncOnce(bench.ctx, bench.deps)
  expect((await bench.hubspot.control.log()).length - before).toBe(1)
  const row = (await bench.database.db.select().from(crmOutbox).where(eq(crmOutbox.leadId, leadId))).find(({ kind }) => kind === "lead")
  expect(row).toMatchObject({ state: "pending", attempts: 0, errorClass: "auth" })
  await bench.hubspot.control.faults([])
  await quiet()
  expect(await bench.contactOf(leadId)).toBeDefined()
})

test("two workers at once make nothing twice", async () => {
  for (let n = 0; n < 60; n += 1) await bench.ingest(person().event)
  const worker = async () => {
    for (let turn = 0; turn < 10; turn += 1) await syncOnce(bench.ctx, bench.deps)
  }
  await Promise.all([worker(), worker()])
  await quiet()
  await expectInSync(bench)
})

describe("whatever happens on both sides", () => {
  type Act = { who: "us" | "them"; at: number; what: "company" | "name" | "stage" | "amount" | "merge"; value: number }
  const act = fc.record({
    who: fc.constantFrom("us" as const, "them" as const),
    at: fc.nat({ max: 5 }),
    what: fc.constantFrom("company" as const, "name" as const, "stage" as const, "amount" as const, "merge" as const),
    value: fc.nat({ max: 5 }),
  })
  const fault = fc.record({
    kind: fc.constantFrom(
      "lost" as const,
      "error" as const,
      "bad_gateway" as const,
      "locked" as const,
      "rate_limit" as const,
      "reset" as const,
    ),
    path: fc.constantFrom("contacts/batch", "deals/batch", "associations", "search", "merge"),
    times: fc.integer({ min: 1, max: 3 }),
    skip: fc.nat({ max: 3 }),
  })

  const perform = async ({ who, at, what, value }: Act, ids: readonly string[], stageIds: readonly string[]) => {
    const leadId = await survivorOf(ids[at % ids.length] ?? "")
    const [contact, deal] = [await bench.contactOf(leadId), await bench.dealOf(leadId)]
    const change = (objectType: "contacts" | "deals", id: string | undefined, properties: Record<string, string>) =>
      id === undefined ? Promise.resolve(null) : bench.edit({ op: "update", objectType, id, properties })
    if (what === "merge") {
      const other = await survivorOf(ids[(at + 1) % ids.length] ?? "")
      if (other === leadId) return
      const theirs = await bench.contactOf(other)
      if (who === "us") await mergeLeads(bench.ctx, { survivorId: leadId, mergedId: other })
      else if (contact && theirs && contact.id !== theirs.id)
        await bench.edit({ op: "merge", objectType: "contacts", primaryId: contact.id, mergeId: theirs.id })
    } else if (what === "stage") {
      if (who === "us")
        await changeLeads(bench.ctx, async ({ db: tx, changes }) => {
          await tx
            .update(leads)
            .set({ stageId: ["contacted", "qualified", "proposal"][value % 3] ?? "contacted", stageEnteredAt: bench.ctx.now() })
            .where(eq(leads.id, leadId))
          changes.add({ leadId, cause: "moved", enteredStage: "contacted" })
        })
      else await change("deals", deal?.id, { dealstage: stageIds[value % 4] ?? "" })
    } else if (what === "amount") {
      if (who === "us") await editLead(bench.ctx, { leadId, fields: { amount: String(100 * (value + 1)) } })
      else await change("deals", deal?.id, { amount: String(150 * (value + 1)) })
    } else if (who === "us") await editLead(bench.ctx, { leadId, fields: { [what]: `Ours ${value}` } })
    else
      await change(
        "contacts",
        contact?.id,
        what === "company" ? { company: `Theirs ${value}` } : { firstname: "Theirs", lastname: String(value) },
      )
  }

  const survivorOf = async (id: string): Promise<string> => {
    const [row] = await bench.database.db.select().from(leads).where(eq(leads.id, id))
    return row?.mergedInto ? await survivorOf(row.mergedInto) : id
  }

  test("once it is quiet both sides say the same, there are no doubles, and nothing goes back and forth", async () => {
    const { rows } = await bench.database.db.execute<{ stages: { id: string }[] }>(
      sql`select p -> 'stages' as stages from crm_schemas, jsonb_array_elements(schema -> 'pipelines') p where p ->> 'label' = 'Onelead'`,
    )
    const stageIds = rows[0]?.stages.map(({ id }) => id) ?? []
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 3, maxLength: 14 }),
        fc.array(fault, { maxLength: 4 }),
        fc.nat({ max: 30 }),
        async (acts, faults, cut) => {
          await bench.hubspot.control.faults([])
          const ids = [await bench.ingest(person().event), await bench.ingest(person().event), await bench.ingest(person().event)]
          await quiet()
          await bench.hubspot.control.faults(faults)
          await bench.listen({ duplicateRate: 0.3, reorder: true })
          let steps = 0
          const step = () => {
            steps += 1
            if (steps === cut) throw new Cut("cut")
          }
          for (const [index, one] of acts.entries()) {
            await perform(one, ids, stageIds)
            await bench.advance(1_500)
            if (index % 3 === 1) {
              await bench.hear()
              await syncOnce(bench.ctx, { ...bench.deps, step }).catch((error: unknown) => {
                if (!(error instanceof Cut)) throw error
              })
            }
          }
          await bench.advance(200_000)
          await bench.hubspot.control.faults([])
          await quiet()
          await expectInSync(bench)
          const before = await writesIn(bench)
          await bench.advance(400_000)
          await takeTurns(bench.ctx, bench.deps)
          await quiet()
          expect(await writesIn(bench), "writes after it was quiet").toBe(before)
        },
      ),
      { numRuns: 12, seed: 20_261_121 },
    )
  })
})
