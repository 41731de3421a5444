import { eq, sql } from "drizzle-orm"
import { z } from "zod"
import { afterAll, beforeAll, expect, test } from "vitest"
import { PERSONAL_DATA } from "@/db/personal-data"
import { auditLog, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { sampleBody } from "@/lib/channels/fixtures/bodies"
import { createImport } from "@/lib/imports/setup/create-import"
import { workOnImport } from "@/lib/imports/run/work-on-import"
import { steerImport } from "@/lib/imports/setup/steer-import"
import { listImportRows } from "@/lib/imports/queries"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { exportLeads } from "@/lib/leads/export-leads"
import { getLead } from "@/lib/leads/get-lead"
import { sealAudit } from "@/lib/platform/audit/seal-audit"
import { verifyAudit } from "@/lib/platform/audit/verify-audit"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import type { Ctx } from "@/lib/platform/context"
import type { ChangedLead } from "@/lib/platform/lead-change"
import { newId } from "@/lib/platform/ids"
import { enqueue } from "@/lib/platform/jobs/job"
import { updateAllReports } from "@/lib/reports/sums/update-reports"
import { saveView } from "@/lib/views/save-view"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { PLANTED, plantEverywhere, whereIsNamed } from "@/lib/privacy/testing/planted-person"
import { erasePerson } from "./erase-person"
import { readColumnTypes } from "./erase-quotes"

let database: TestDatabase
let admin: Ctx
beforeAll(async () => {
  database = await testDatabase()
  const id = newId()
  await database.db.insert(users).values({ id, email: "admin@example.com", name: "The admin", role: "admin" })
  admin = testCtx(database.db, { kind: "user", id, name: "The admin", role: "admin" })
})
afterAll(() => database.drop())

/** Types that cannot say who somebody is. */
const IMPERSONAL = /^(uuid|bigint|integer|smallint|boolean|real|double precision|numeric.*|timestamp.*|date|interval)$/

test("every column that can hold personal data is classified, and nothing else is", async () => {
  const unclassified: string[] = []
  const types = await readColumnTypes(admin)
  for (const [name, columns] of types) {
    const { personal = [], staff = [], none = [], of = [] } = PERSONAL_DATA[name] ?? {}
    const listed = [...personal, ...staff, ...none]
    expect(listed.length, `${name} lists a column twice`).toBe(new Set(listed).size)
    for (const [column, type] of columns)
      if (!IMPERSONAL.test(type) && !listed.includes(column) && !of.includes(column)) unclassified.push(`${name}.${column}`)
  }
  expect(unclassified, "classify these columns in db/personal-data.ts").toEqual([])
  const gone = Object.entries(PERSONAL_DATA).flatMap(([name, { personal = [], staff = [], none = [], of = [] }]) =>
    [...personal, ...staff, ...none, ...of].filter((column) => !types.get(name)?.has(column)).map((column) => `${name}.${column}`),
  )
  expect(gone, "these columns are no more").toEqual([])
})

async function receive(
  channel: "website" | "botspace",
  sample: { name?: string; phone?: string; email?: string; text?: string },
): Promise<string> {
  const id = `everywhere-${newId()}`
  await store(channel, id, JSON.stringify(sampleBody(channel, { id, at: new Date(), ...sample })))
  await drainAll(testCtx(database.db))
  const { rows } = await database.db.execute<{ lead_id: string }>(sql`select lead_id from inbound_events where idempotency_key = ${id}`)
  return rows[0]?.lead_id ?? ""
}
const store = (channel: "website" | "botspace", idempotencyKey: string, raw: string) =>
  createInbox(database.pool).store({
    channel,
    idempotencyKey,
    raw: Buffer.from(raw),
    headers: { "content-type": "application/json" },
    trust: "signed",
    receivedAt: new Date(),
  })

test("after an erasure no column of any table names the person, in whatever spelling, and the audit log is intact", async () => {
  const leadId = await receive("website", { ...PLANTED, text: "A car please" })
  await receive("botspace", { name: PLANTED.name, phone: PLANTED.phone, text: "Hello?" })
  const bystander = await receive("website", { name: "Karim Nasser", phone: "+971501112233", text: "Ask 050 998 8776 for me" })
  for (const raw of [
    '{"phone": "050-998 8776"',
    '{"email": "ZUB.QAH@EXAMPLE.COM"',
    String.raw`{"phone":"\u0660\u0665\u0660\u0669\u0669\u0668\u0668\u0667\u0667\u0666"`,
    "phone=%2B971+50+998+8776",
  ])
    await store("website", `dead-${newId()}`, raw)
  await drainAll(testCtx(database.db))
  const file = Buffer.from("Name,Mobile\nKarim Nasser,0501112233\nZubaydah Qahtani,050 998-8776\nNora Aziz,0504445566\n")
  const { importId } = await createImport(admin, { fileName: "Chat with Zubaydah Qahtani.csv" }, file)
  await steerImport(admin, { importId, step: "check" }, { isHandedOver: false })
  await workOnImport(admin, importId, { signal: new AbortController().signal })
  for await (const row of await exportLeads(admin, { q: "zub.qah@example.com" })) expect(row).toBeDefined()
  await writeAudit(admin, database.db, { action: "leads.exported", change: { filter: { q: "zubaydah" } } })
  await saveView(admin, { page: "board", name: "Zubaydah", query: "q=zubaydah+qahtani", shared: true })
  await enqueue(database.db, { name: "test:quotes", payload: z.object({ phone: z.string() }) }, { phone: PLANTED.phone })
  await database.db.execute(sql`update graphile_worker._private_jobs set last_error = 'no mailbox "zub.qah@example.com"'`)
  expect((await plantEverywhere(database)).length).toBeGreaterThan(80)
  while ((await sealAudit(database.db, new Date())).rows > 0);
  expect((await whereIsNamed(database)).length).toBeGreaterThan(80)
  const before = await getLead(admin, { leadId: bystander })

  const told: ChangedLead[] = []
  const react: Ctx["react"] = async (ctx, tx, changes) => {
    told.push(...changes)
    await admin.react(ctx, tx, changes)
  }
  await erasePerson({ ...admin, react }, { leadId, reason: "Asked for it by letter" })
  expect(told).toContainEqual({ leadId: bystander, causes: ["edited"] })

  expect(await whereIsNamed(database)).toEqual([])
  while ((await sealAudit(database.db, new Date())).rows > 0);
  const { erased, findings } = await verifyAudit(database.db)
  expect([erased > 0, findings]).toEqual([true, []])
  const lists = await database.db.select().from(auditLog).where(eq(auditLog.action, "erasure.emptied"))
  expect(lists.every((list) => list.leadId === leadId)).toBe(true)
  const emptied = lists.flatMap(({ change }) => change["entries"] as number[])
  expect([emptied.length, new Set(emptied).size]).toEqual([erased, erased])
  expect(lists.map(({ change }) => change["kinds"])).toContainEqual(expect.objectContaining({ "leads.exported": expect.any(Number) }))
  const after = await getLead(admin, { leadId: bystander })
  expect(after.touchpoints.map(({ text }) => text)).toEqual(["Ask [erased] for me"])
  expect({ ...after, touchpoints: [] }).toEqual({ ...before, touchpoints: [] })

  const { data } = await listImportRows(admin, { importId, limit: 10 })
  expect(data.find(({ rowNo }) => rowNo === 3)).toMatchObject({ reason: "erased for the person's privacy" })
  await steerImport(admin, { importId, step: "run" }, { isHandedOver: false })
  await workOnImport(admin, importId, { signal: new AbortController().signal })
  const { rows } = await database.db.execute<{ name: string }>(
    sql`select name from leads where state = 'active' and name is not null order by name`,
  )
  expect(rows.map(({ name }) => name)).toEqual(["Karim Nasser", "Nora Aziz"])
})

test("a contact written into a link's source or campaign is in no sum of the reports", async () => {
  const id = `everywhere-${newId()}`
  const body = { ...(sampleBody("website", { id, at: new Date(), name: "Nobody", phone: "+971507770001" }) as object) }
  await store(
    "website",
    id,
    JSON.stringify({ ...body, context: { utm_source: "zub.qah@example.com", utm_campaign: " 971509988776", fbclid: "f" } }),
  )
  await drainAll(testCtx(database.db))
  await updateAllReports(testCtx(database.db))
  const { rows } = await database.db.execute<{ source: string; campaign: string }>(
    sql`select distinct source, campaign from report_entries where source <> ''`,
  )
  expect(rows).toEqual([{ source: "facebook", campaign: "" }])
  expect((await whereIsNamed(database)).filter((column) => column.startsWith("report_"))).toEqual([])
})
