import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { leads, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import type { Role } from "@/lib/core/lead-states"
import { exportLeads } from "@/lib/leads/export-leads"
import { findContext } from "@/lib/leads/find-context"
import { restrictLead } from "@/lib/leads/edit/restrict-lead"
import { nurtureWorld, mailStep, enquiry, at, recordingSenders } from "@/lib/nurture/sending/nurture-testing"
import { runNurture } from "@/lib/nurture/sending/run-nurture"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"
import { drainOverflow } from "@/lib/routing/drain-overflow"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { excludedLeads } from "@/lib/sync/reconcile/links"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"

let database: TestDatabase
let manager: Ctx
let agentId = ""
async function person(role: Role) {
  const id = newId()
  await database.db.insert(users).values({ id, email: `${id}@example.com`, name: role, role })
  return id
}
beforeAll(async () => {
  database = await testDatabase()
  manager = testCtx(database.db, { kind: "user", id: await person("manager"), name: "Mona", role: "manager" }, () => at(1))
})
afterAll(() => database.drop())

const row = async (leadId: string) => (await database.db.select().from(leads).where(eq(leads.id, leadId)))[0]
async function exported(): Promise<unknown[]> {
  const ids: unknown[] = []
  for await (const lead of await exportLeads(manager, {})) ids.push(lead["id"])
  return ids
}
const openTasks = async (leadId: string) =>
  (await database.db.execute(sql`select title from tasks where lead_id = ${leadId} and status = 'open'`)).rows

test("a restricted lead is kept and not contacted, scored, routed, sent to the CRM or exported, until that is lifted", async () => {
  const world = nurtureWorld(database)
  await world.sequence([mailStep(0), mailStep(24)])
  const leadId = await world.ingest(enquiry())
  const { senders, emails } = recordingSenders()
  expect(await world.enrolment(leadId)).toMatchObject({ state: "active" })
  expect(await openTasks(leadId)).not.toEqual([])
  const { score } = (await row(leadId)) ?? {}

  await restrictLead(manager, { leadId, restricted: true, reason: "Asked for it by phone" })

  await runNurture(world.ctxAt(2), senders)
  expect(emails).toEqual([])
  expect(await world.enrolment(leadId)).toMatchObject({ state: "exited", exit_reason: "off_board" })
  expect(await openTasks(leadId)).toEqual([])
  await world.message(leadId, 3, "I want to book the Nissan Patrol today, what is the price?")
  agentId = await person("agent")
  await drainOverflow(world.ctxAt(4))
  expect(await row(leadId)).toMatchObject({ score, ownerId: null, restrictedAt: at(1) })
  expect(await openTasks(leadId)).toEqual([])
  expect(await excludedLeads(database.db, hubspotCrm(), [leadId])).toEqual(new Map([[leadId, "no_consent"]]))
  expect(await exported()).not.toContain(leadId)
  const { phones = [] } = (await row(leadId)) ?? {}
  await expect(findContext(manager, { phone: phones[0] ?? "" })).rejects.toMatchObject({ code: "not_found" })

  await restrictLead(manager, { leadId, restricted: false, reason: "Agreed again" })
  await drainOverflow(world.ctxAt(5))
  const lifted = await row(leadId)
  expect(lifted).toMatchObject({ ownerId: agentId, restrictedAt: null })
  expect(lifted?.score).toBeGreaterThan(score ?? 0)
  expect(await excludedLeads(database.db, hubspotCrm(), [leadId])).toEqual(new Map())
  expect(await exported()).toContain(leadId)
  const { rows } = await database.db.execute(
    sql`select action, change from audit_log where lead_id = ${leadId} and action like 'lead.%restricted' order by id`,
  )
  expect(rows).toEqual([
    { action: "lead.restricted", change: { reason: "Asked for it by phone" } },
    { action: "lead.unrestricted", change: { reason: "Agreed again" } },
  ])
})

test("an agent may not restrict a lead, nor lift a restriction", async () => {
  const agent = testCtx(database.db, { kind: "user", id: agentId, name: "Amira", role: "agent" })
  await expect(restrictLead(agent, { leadId: newId(), restricted: false, reason: "No reason" })).rejects.toThrow("may not")
})
