import { eq } from "drizzle-orm"
import { Client } from "pg"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { migrateDatabase } from "@/db/migrate"
import { auditLog, leads, settings, stageRevisions, stages, users } from "@/db/schema"
import { closeGates, emptyDatabase, testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { DEFAULT_STAGES } from "@/lib/core/default-stages"
import type { Role, StageId } from "@/lib/core/lead-states"
import { gateOf, missingFor } from "@/lib/core/stages"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { ingestEvents } from "@/lib/leads/ingest/ingest-events"
import { logContact } from "@/lib/followups/tasks/log-contact"
import { moveLead, type MoveLead } from "@/lib/pipeline/moves/move-lead"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { applyDefaults, areDefaultsOffered, declineDefaults, previewDefaults } from "./adopt-defaults"
import { readStages } from "./read-stages"
import { readFacts } from "./stage-facts"

let database: TestDatabase
let clock = Date.parse("2026-03-02T08:00:00Z")
const now = () => new Date((clock += 60_000))
const people = {} as Record<Role, Ctx>
beforeEach(async () => {
  database = await testDatabase()
  for (const role of ["agent", "manager", "admin"] as const) {
    const id = newId()
    await database.db.insert(users).values({ id, email: `${role}@example.com`, name: role, role })
    people[role] = testCtx(database.db, { kind: "user", id, name: role, role }, now)
  }
})
afterEach(() => database.drop())

let serial = 0
async function says(
  given: Parameters<typeof sampleEvent>[0],
  number = `+9715055${String(10_000 + (serial += 7))}`,
): Promise<[string, string]> {
  const event = sampleEvent({ identities: [phone(number)], fields: [named("Layla Haddad")], at: now().toISOString(), ...given })
  const { ingested } = await database.db.transaction((tx) => ingestEvents(tx, [{ event, receiptId: newId() }], now()))
  return [ingested[0]?.outcome === "ingested" ? ingested[0].leadId : "", number]
}

async function toStage(leadId: string, to: StageId, given: Partial<MoveLead> = {}): Promise<string[] | "moved"> {
  const outcome = await moveLead(people.agent, { leadId, to, via: "menu", ...given })
  if (outcome.ok) return "moved"
  return outcome.reason === "gate" ? outcome.fields : [outcome.reason]
}

describe("in a new installation", () => {
  beforeEach(() => closeGates(database.db))

  test("a lead goes through the pipeline only with what each stage asks for", async () => {
    const [leadId] = await says({})
    expect(await toStage(leadId, "contacted")).toEqual(["contactAttempts"])
    await logContact(people.agent, { leadId, means: "no_answer" })
    expect(await toStage(leadId, "contacted")).toBe("moved")
    const checklist = ["checklist:dates", "checklist:licence", "checklist:age"]
    expect(await toStage(leadId, "qualified")).toEqual(["reached", ...checklist])
    await logContact(people.agent, { leadId, means: "called" })
    expect(await toStage(leadId, "qualified")).toEqual(checklist)
    expect(await toStage(leadId, "qualified", { checklist: ["dates", "licence", "age"] })).toBe("moved")
    expect(await toStage(leadId, "proposal")).toEqual(["vehicle", "amount"])
    expect(await toStage(leadId, "proposal", { values: { vehicle: "Nissan Patrol", amount: "1,250" } })).toBe("moved")
    expect(await toStage(leadId, "negotiation")).toEqual(["checklist:price_sent"])
    expect(await toStage(leadId, "negotiation", { checklist: ["price_sent"] })).toBe("moved")
    expect(await toStage(leadId, "booked")).toEqual(["booking"])
    expect(await toStage(leadId, "lost")).toEqual(["reason"])
  })

  test("the person's reply to us, or a call that was taken, reached them; our messages, a bot's and their first words did not", async () => {
    const [leadId, number] = await says({ channel: "botspace", kind: "message" })
    await says({ channel: "botspace", kind: "message" }, number)
    const ours = { channel: "botspace" as const, kind: "message" as const, direction: "outbound" as const, fields: [] }
    await says({ ...ours, author: { role: "bot", name: null } }, number)
    await says({ channel: "botspace", kind: "message" }, number)
    const checklist = ["dates", "licence", "age"]
    expect(await toStage(leadId, "qualified", { checklist })).toEqual(["contactAttempts", "reached"])
    await says({ ...ours, author: { role: "agent", name: "Omar" } }, number)
    expect(await toStage(leadId, "qualified", { checklist })).toEqual(["reached"])
    await says({ channel: "botspace", kind: "message" }, number)
    expect(await toStage(leadId, "qualified", { checklist })).toBe("moved")
    const [called] = await says({ channel: "ziwo", kind: "call_answered" })
    expect(await toStage(called, "qualified", { checklist })).toBe("moved")
  })

  test("a contact that comes with the move is logged when the move is made, and only then", async () => {
    const [leadId] = await says({})
    const contacts = async () => (await database.db.select().from(auditLog).where(eq(auditLog.action, "contact.logged"))).length
    expect(await toStage(leadId, "qualified", { contact: "called" })).toEqual(["checklist:dates", "checklist:licence", "checklist:age"])
    expect(await toStage(leadId, "qualified", { contact: "no_answer", checklist: ["dates", "licence", "age"] })).toEqual(["reached"])
    expect(await contacts()).toBe(0)
    expect(await toStage(leadId, "qualified", { contact: "called", checklist: ["dates", "licence", "age"] })).toBe("moved")
    expect(await contacts()).toBe(1)
    const [lead] = await database.db.select().from(leads).where(eq(leads.id, leadId))
    expect(await readFacts(database.db, lead ? [lead] : [], now())).toMatchObject(
      new Map([[leadId, { contactAttempts: 1, isReached: true }]]),
    )
  })

  test("the stages are there after the first start, whole, and are not offered again", async () => {
    const fresh = await emptyDatabase()
    await migrateDatabase(fresh.url)
    await migrateDatabase(fresh.url)
    const client = new Client({ connectionString: fresh.url })
    await client.connect()
    const { rows } = await client.query<{ id: string; requirements: unknown; checklist: unknown }>("select * from stages order by position")
    const answer = await client.query("select value from settings where key = 'stage_defaults'")
    await client.end()
    await fresh.drop()
    expect(rows.map(({ id, requirements, checklist }) => ({ id, requirements, checklist }))).toEqual(
      DEFAULT_STAGES.map(({ id, requirements, checklist }) => ({ id, requirements, checklist })),
    )
    expect(answer.rows).toEqual([{ value: { answer: "installed" } }])
  })
})

describe("an installation that is older than the defaults", () => {
  beforeEach(async () => void (await database.db.delete(settings).where(eq(settings.key, "stage_defaults"))))

  test("keeps its stages, whatever starts again", async () => {
    const before = await readStages(database.db)
    await migrateDatabase(database.url)
    expect(await readStages(database.db)).toEqual(before)
    expect(await areDefaultsOffered(people.admin)).toBe(true)
  })

  test("is shown what would change and how many open leads would lack something, as the guard counts them", async () => {
    const targets = ["contacted", "qualified", "proposal", "negotiation"] as const
    for (const [at, to] of [...targets, ...targets].entries()) {
      const [leadId] = await says({})
      if (at > 3) await logContact(people.agent, { leadId, means: at % 2 ? "called" : "no_answer" })
      await toStage(leadId, to, at > 5 ? { values: { vehicle: "Patrol", amount: "900" }, checklist: ["dates", "licence", "age"] } : {})
    }
    const preview = await previewDefaults(people.admin)
    expect(preview.stages.map(({ id }) => id)).toEqual(["contacted", "qualified", "proposal", "negotiation"])
    const stagesAfter = (await readStages(database.db)).map((stage) => ({
      ...stage,
      ...DEFAULT_STAGES.find(({ id }) => id === stage.id),
    }))
    const rows = await database.db.select().from(leads)
    const facts = await readFacts(database.db, rows, now())
    const lacking = rows.filter(({ id, stageId }) => {
      const known = facts.get(id)
      return known && missingFor(gateOf(stagesAfter, stageId as StageId), { ...known, reason: null }).length > 0
    })
    expect(lacking.length).toBeGreaterThan(2)
    expect(preview.effect).toMatchObject({ open: rows.length, lacking: lacking.length, newlyLacking: lacking.length })
    expect(await database.db.$count(stageRevisions)).toBe(0)
  })

  test("gets them when an admin applies what they saw: audited, restorable, and offered no more", async () => {
    const own = { ...(await readStages(database.db)).find(({ id }) => id === "qualified") }
    await database.db
      .update(stages)
      .set({ name: "Fit", requirements: { fields: ["emirate"] } })
      .where(eq(stages.id, "qualified"))
    const seen = (await previewDefaults(people.admin)).stages.map(({ id, version }) => ({ id, version }))
    await applyDefaults(people.admin, { stages: seen })
    const qualified = (await readStages(database.db)).find(({ id }) => id === "qualified")
    expect(qualified).toMatchObject({ name: "Fit", version: (own.version ?? 0) + 1, cadence: own.cadence })
    expect(qualified?.requirements).toEqual({ fields: ["emirate"], contactAttempts: 1, reached: true })
    expect(await areDefaultsOffered(people.admin)).toBe(false)
    const actions = (await database.db.select().from(auditLog)).map(({ action, subject }) => `${action} ${subject}`)
    expect(actions).toContain("stage.changed qualified")
    expect(actions).toContain("setting.changed stage_defaults")
    expect(await database.db.$count(stageRevisions)).toBe(4)
  })

  test("changes nothing when a stage was changed since the preview, for whoever is no admin, or once it was declined", async () => {
    const seen = (await previewDefaults(people.admin)).stages.map(({ id, version }) => ({ id, version }))
    await database.db.update(stages).set({ version: 9 }).where(eq(stages.id, "proposal"))
    await expect(applyDefaults(people.admin, { stages: seen })).rejects.toMatchObject({ code: "conflict" })
    await expect(applyDefaults(people.manager, { stages: seen })).rejects.toMatchObject({ code: "forbidden" })
    await expect(previewDefaults(people.manager)).rejects.toMatchObject({ code: "forbidden" })
    await expect(declineDefaults(people.manager)).rejects.toMatchObject({ code: "forbidden" })
    expect(await database.db.$count(stageRevisions)).toBe(0)
    expect(await areDefaultsOffered(people.admin)).toBe(true)
    await declineDefaults(people.admin)
    expect(await areDefaultsOffered(people.admin)).toBe(false)
    expect(await database.db.$count(stageRevisions)).toBe(0)
  })
})
