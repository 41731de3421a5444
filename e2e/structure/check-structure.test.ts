import { describe, expect, test } from "vitest"
import { checkStructure } from "./check-structure"
import { sayProblem } from "./problem"

/** A small house in order: every kind of room, each importing what it may. */
const CLEAN = {
  "lib/core/stages.ts": "export type Stage = { id: string }\nexport const FIRST = 1\n",
  "lib/core/dates/read-date.ts": "export const readDate = (text: string) => new Date(text)\n",
  "db/client.ts": 'import { Pool } from "pg"\nexport type Database = { pool: Pool }\n',
  "db/schema/index.ts": 'export * from "./leads"\n',
  "db/schema/leads.ts": "export const leads = {}\n",
  "lib/platform/context.ts": 'import type { Database } from "@/db/client"\nexport type Ctx = { db: Database; now: () => Date }\n',
  "lib/platform/env.ts": "export const env = () => process.env\n",
  "lib/crm/provider.ts": "export type CrmProvider = { name: string }\n",
  "lib/crm/hubspot/client.ts":
    'import type { CrmProvider } from "@/lib/crm/provider"\nexport const hubspot: CrmProvider = { name: "hubspot" }\n',
  "lib/crm/registry/connected.ts": 'import { hubspot } from "@/lib/crm/hubspot/client"\nexport const connected = () => hubspot\n',
  "lib/channels/website.ts": "export const parse = (text: string) => text\n",
  "lib/leads/find-lead.ts": 'import type { Ctx } from "@/lib/platform/context"\nexport const findLead = (ctx: Ctx) => ctx.now()\n',
  "lib/leads/edit/edit-lead.ts": 'import { findLead } from "@/lib/leads/find-lead"\nexport const editLead = findLead\n',
  "lib/leads/edit/edit-lead.db.test.ts": 'import { react } from "@/lib/reactions/react"\ntest("edits", () => react(new Date()))\n',
  "lib/leads/ingest/sample-events.ts": "export const sampleEvent = () => new Date()\n",
  "lib/routing/route-leads.ts": 'import { findLead } from "@/lib/leads/find-lead"\nexport const routeLeads = findLead\n',
  "lib/reactions/react.ts": 'import { routeLeads } from "@/lib/routing/route-leads"\nexport const react = (at: Date) => [routeLeads, at]\n',
  "lib/web/session.ts": 'import { cookies } from "next/headers"\nexport const ctxOf = () => ({ cookies, now: () => new Date() })\n',
  "lib/runtime/worker.ts": "export const startedAt = new Date()\n",
  "lib/runtime/start.ts": 'import { DEMO } from "@/e2e/demo/people"\nexport const people = DEMO\n',
  "components/lead/stage-pill.tsx":
    'import type { Ctx } from "@/lib/platform/context"\nimport { FIRST } from "@/lib/core/stages"\nexport const Pill = ({ now }: Pick<Ctx, "now">) => <b>{String(now)}{FIRST}</b>\n',
  "app/leads/page.tsx":
    'import { findLead } from "@/lib/leads/find-lead"\nimport { Filter } from "./filter"\nexport default function Page() {\n  return <Filter lead={findLead} at={new Date()} />\n}\n',
  "app/leads/filter.tsx":
    '"use client"\nimport { findLeadAction } from "./actions"\nexport const Filter = ({ lead }: { lead: unknown }) => <i onClick={() => findLeadAction(lead)} />\n',
  "app/leads/actions.ts":
    '"use server"\nimport { editLead } from "@/lib/leads/edit/edit-lead"\nexport async function findLeadAction(input: unknown) {\n  return [editLead, input]\n}\n',
  "e2e/demo/people.ts": 'import { editLead } from "@/lib/leads/edit/edit-lead"\nexport const DEMO = [editLead]\n',
  "next.config.ts": "export default { env: process.env }\n",
  "README.md": "",
}

const check = (planted: Record<string, string> = {}): string[] =>
  checkStructure(new Map(Object.entries({ ...CLEAN, ...planted }))).map(sayProblem)

test("a house in order passes", () => {
  expect(check()).toEqual([])
})

/** Each planted file is refused, with its line, by a message that says where the code belongs. */
const PLANTED: readonly [kind: string, path: string, text: string, line: number, message: RegExp][] = [
  [
    "a value of a higher layer",
    "lib/leads/assign-lead.ts",
    'import { findLead } from "./find-lead"\nimport { routeLeads } from "@/lib/routing/route-leads"\nexport const assign = [findLead, routeLeads]\n',
    2,
    /lib\/routing .* is above lib\/leads .*belongs in lib\/routing or above.*belongs in lib\/leads or below/,
  ],
  [
    "the word of one CRM in the sync",
    "lib/sync/outbox/push.ts",
    'export const a = 1\nexport const isEcho = (channel: string) => channel === "hubspot"\n',
    2,
    /says "hubspot".*belongs in lib\/crm\/hubspot/,
  ],
  [
    "the word of one CRM on the sync screen",
    "app/(app)/sync/page.tsx",
    "export default function Page() {\n  return <p>HubSpot is away</p>\n}\n",
    2,
    /says "HubSpot".*belongs in lib\/crm\/hubspot/,
  ],
  ["a type of a higher layer", "lib/leads/a.ts", 'import type { Route } from "@/lib/routing/route-leads"\n', 1, /is above lib\/leads/],
  ["one type among the names", "lib/leads/a.ts", 'import { type routeLeads } from "@/lib/routing/route-leads"\n', 1, /is above/],
  ["a type by import()", "lib/leads/a.ts", 'export type R = import("@/lib/routing/route-leads").Route\n', 1, /is above/],
  ["a dynamic import", "lib/leads/a.ts", 'export const later = () => import("@/lib/routing/route-leads")\n', 1, /is above/],
  [
    "a relative path",
    "lib/leads/a.ts",
    'import { routeLeads } from "../routing/route-leads"\nexport const a = routeLeads\n',
    1,
    /is above/,
  ],
  ["a name passed on", "lib/leads/a.ts", 'export const own = 1\nexport { routeLeads } from "@/lib/routing/route-leads"\n', 2, /is above/],
  ["everything passed on", "lib/leads/a.ts", 'export const own = 1\nexport * from "@/lib/routing/route-leads"\n', 2, /is above/],
  ["an import for its effect", "lib/leads/a.ts", 'import "@/lib/routing/route-leads"\n', 1, /is above/],
  [
    "a trade in the database",
    "db/seed.ts",
    'import { findLead } from "@/lib/leads/find-lead"\nexport const a = findLead\n',
    1,
    /belongs in db or below/,
  ],
  ["the platform in the database", "db/pool.ts", 'import { env } from "@/lib/platform/env"\nexport const a = env\n', 1, /is above db/],
  [
    "a page in a component",
    "components/a.tsx",
    'import type { Page } from "@/app/leads/page"\nexport type A = Page\n',
    1,
    /app .* is above components/,
  ],
  ["a page in a trade", "lib/leads/a.ts", 'import Page from "@/app/leads/page"\nexport const a = Page\n', 1, /app .* is above/],
  [
    "the demo in a trade",
    "lib/leads/a.ts",
    'import { DEMO } from "@/e2e/demo/people"\nexport const a = DEMO\n',
    1,
    /only tests and lib\/runtime\/start\.ts/,
  ],
  [
    "the demo in the database",
    "db/seed.ts",
    'import type { DEMO } from "../e2e/demo/people"\nexport type A = typeof DEMO\n',
    1,
    /only tests and lib\/runtime\/start\.ts/,
  ],
  [
    "the demo in another process",
    "lib/runtime/commands/import.ts",
    'import { DEMO } from "@/e2e/demo/people"\nexport const a = DEMO\n',
    1,
    /only tests and lib\/runtime\/start\.ts/,
  ],
  [
    "the demo on a page",
    "app/sign-in/page.tsx",
    'import { DEMO } from "@/e2e/demo/people"\nexport const a = DEMO\n',
    1,
    /they hand in what is needed/,
  ],
  [
    "test support in the product",
    "lib/leads/a.ts",
    'import { sampleEvent } from "./ingest/sample-events"\nexport const a = sampleEvent\n',
    1,
    /only tests may use it/,
  ],
  ["a folder without a layer", "lib/billing/pay.ts", "export const pay = 1\n", 0, /e2e\/structure\/layers\.ts/],
  [
    "a framework in a trade",
    "lib/leads/a.ts",
    'import { cache } from "react"\nexport const a = cache\n',
    1,
    /belongs in lib\/web, components or app/,
  ],
  [
    "the database in an adapter",
    "lib/channels/a.ts",
    'import type { Database } from "@/db/client"\nexport type A = Database\n',
    1,
    /belongs in a trade/,
  ],
  ["SQL in an adapter", "lib/crm/hubspot/a.ts", 'import { sql } from "drizzle-orm"\nexport const a = sql\n', 1, /belongs in a trade/],
  [
    "the environment in an adapter",
    "lib/channels/a.ts",
    'import { env } from "@/lib/platform/env"\nexport const a = env\n',
    1,
    /lib\/intake and lib\/crm\/registry hand them in/,
  ],
  [
    "one CRM in a trade",
    "lib/routing/push.ts",
    'import { hubspot } from "@/lib/crm/hubspot/client"\nexport const a = hubspot\n',
    1,
    /belongs in lib\/crm, behind/,
  ],
  [
    "data access in a component",
    "components/a.tsx",
    'import { db } from "@/db/client"\nexport const a = db\n',
    1,
    /data access belongs in lib/,
  ],
  [
    "a table's type in a component",
    "components/a.tsx",
    'import type { leads } from "@/db/schema"\nexport type A = typeof leads\n',
    1,
    /data access belongs in lib/,
  ],
  ["a driver in a component", "components/a.tsx", 'import { Pool } from "pg"\nexport const a = Pool\n', 1, /data access belongs in lib/],
  [
    "a value of lib in a component",
    "components/a.tsx",
    'import { findLead } from "@/lib/leads/find-lead"\nexport const a = findLead\n',
    1,
    /reads belong in the page/,
  ],
  [
    "a value of lib in a client file",
    "app/leads/a.tsx",
    '"use client"\nimport { findLead } from "@/lib/leads/find-lead"\nexport const a = findLead\n',
    2,
    /writes come in as an action/,
  ],
  [
    "node in a client file",
    "app/leads/a.tsx",
    '"use client"\nimport { readFile } from "node:fs"\nexport const a = readFile\n',
    2,
    /data access belongs in lib/,
  ],
  ["the environment in a trade", "lib/leads/a.ts", 'export const a = process.env["PORT"]\n', 1, /gets its line in lib\/platform\/env\.ts/],
  ["a required file", "lib/leads/a.ts", 'export const a = require("@/lib/routing/route-leads")\n', 1, /is above lib\/leads/],
  [
    "a file required by its name",
    "lib/leads/a.ts",
    'import routes = require("@/lib/routing/route-leads")\nexport const a = routes\n',
    1,
    /is above/,
  ],
  ["a dynamic import between backticks", "lib/leads/a.ts", "export const a = () => import(`@/lib/routing/route-leads`)\n", 1, /is above/],
  [
    "the demo by its address",
    "lib/runtime/worker.ts",
    'export const entry = new URL("../../e2e/demo/people.ts", import.meta.url)\n',
    1,
    /only tests and lib\/runtime\/start\.ts/,
  ],
  [
    "the demo as a process",
    "lib/runtime/worker.ts",
    'export const entry = "e2e/demo/people.ts"\n',
    1,
    /only tests and lib\/runtime\/start\.ts/,
  ],
  ["a script in JavaScript", "lib/leads/a.mjs", 'import "../routing/route-leads.ts"\n', 1, /is above lib\/leads/],
  [
    "the environment taken apart",
    "lib/leads/a.ts",
    "const { env } = process\nexport const a = env\n",
    1,
    /gets its line in lib\/platform\/env\.ts/,
  ],
  [
    "the environment imported",
    "lib/leads/a.ts",
    'import { env } from "node:process"\nexport const a = env\n',
    1,
    /gets its line in lib\/platform\/env\.ts/,
  ],
  ["the clock of the global object", "lib/leads/a.ts", "export const a = () => globalThis.Date.now()\n", 1, /time is an argument/],
  ["a default arrow with statements", "app/leads/a.ts", "export default () => {\n  return 1\n}\n", 1, /`function default`/],
  [
    "the environment by a bracket",
    "app/leads/a.ts",
    '\nexport const a = process["env"].PORT\n',
    2,
    /gets its line in lib\/platform\/env\.ts/,
  ],
  [
    "the clock in a trade",
    "lib/leads/a.ts",
    "export const a = 1\nexport const at = () => new Date()\n",
    2,
    /time is an argument \(ctx\.now\(\)\)/,
  ],
  ["the clock as a default", "lib/leads/a.ts", "export const isDue = (at: Date, now = new Date()) => at < now\n", 1, /time is an argument/],
  ["the clock as a number", "lib/platform/a.ts", "export const a = () => Date.now()\n", 1, /time is an argument/],
  ["the clock handed on", "components/a.tsx", "export const a = { now: Date.now }\n", 1, /time is an argument/],
  ["the clock as a text", "lib/leads/a.ts", "export const a = () => Date()\n", 1, /time is an argument/],
  [
    "a transaction by hand",
    "lib/leads/a.ts",
    "export const a = (ctx) =>\n  ctx.db.transaction((tx) => tx.leads())\n",
    2,
    /changeLeads \(lib\/platform\/change\), anything else through inTransaction/,
  ],
  [
    "a lead written alone",
    "lib/leads/a.ts",
    "export const a = (ctx) => ctx.db.update(leads).set({ name: null })\n",
    1,
    /outside a change of leads: take it through changeLeads/,
  ],
  [
    "rows of a lead written alone, in SQL",
    "lib/leads/a.ts",
    "export const a = (ctx) =>\n  ctx.db.execute(sql`with old as (select 1) delete from\n  lead_identities where ${x}`)\n",
    2,
    /outside a change of leads/,
  ],
  [
    "a lead written in another kind of transaction",
    "lib/leads/a.ts",
    "export const a = (ctx) => inTransaction(ctx, (tx) => rename(tx))\nconst rename = (tx) => tx.update(leads).set({ name: null })\n",
    2,
    /outside a change of leads/,
  ],
  [
    "rows of a lead written in another kind of transaction, in SQL",
    "lib/leads/a.ts",
    "export const a = (ctx) => inTransaction(ctx, (tx) => tx.execute(rename))\nconst rename = sql`update leads l set name = null`\n",
    2,
    /outside a change of leads/,
  ],
  ["a transaction by a bracket", "app/leads/a.ts", 'export const a = (db) => db?.["transaction"](() => 1)\n', 1, /by hand/],
  ["a transaction of a process", "lib/runtime/a.ts", "export const a = (db) => db.transaction(() => 1)\n", 1, /by hand/],
  ["a transaction in a benchmark", "e2e/bench/a.ts", "export const a = (db) => db.transaction(() => 1)\n", 1, /by hand/],
  [
    "an arrow with statements",
    "app/leads/a.ts",
    "export const toLead = (x: number) => {\n  return x\n}\n",
    1,
    /declare it as `function toLead`/,
  ],
  ["a function expression", "e2e/a.ts", "\nconst run = async function () {\n  return 1\n}\nrun()\n", 2, /declare it as `function run`/],
  ["a skipped test", "lib/leads/a.test.ts", 'test.skip("later", () => undefined)\n', 1, /a test that does not run proves nothing/],
  ["a focused group", "e2e/specs/a.spec.ts", 'test.describe.only("mine", () => undefined)\n', 1, /a test that does not run/],
  ["a test to be written", "lib/leads/a.test.ts", '\nit.concurrent.todo("later")\n', 2, /a test that does not run/],
  ["a barrel", "lib/leads/index.ts", "export const a = 1\n", 0, /a barrel: import from the file that holds it/],
  [
    "a barrel by another name",
    "lib/leads/all.ts",
    'export * from "./find-lead"\nexport { editLead } from "./edit/edit-lead"\n',
    1,
    /a barrel/,
  ],
  ["a drawer", "lib/leads/utils.ts", "export const a = 1\n", 0, /name the file after what is in it/],
  ["a folder of drawers", "lib/core/helpers/dates.ts", "export const a = 1\n", 0, /name the file after what is in it/],
  ["a drawer with a first name", "components/date-helpers.ts", "export const a = 1\n", 0, /name the file after what is in it/],
  ["a name in capitals", "lib/leads/findLead.ts", "export const a = 1\n", 0, /kebab-case/],
  [
    "a page that names a missing file",
    "docs/map.md",
    "# Map\n\nSee `lib/leads/find-lead.ts` and `lib/leads/lost.ts`.\n",
    3,
    /names lib\/leads\/lost\.ts, which is not there/,
  ],
  [
    "a comment that names a missing file",
    "lib/leads/a.ts",
    "/**\n * See lib/leads/lost.ts.\n */\nexport const a = 1\n",
    2,
    /names lib\/leads\/lost\.ts/,
  ],
  ["another top level", "src/notes.md", "", 0, /the top level has no "src"/],
]

describe("is refused, and the message says where the code belongs:", () => {
  test.each(PLANTED)("%s", (_, path, text, line, message) => {
    const problems = check({ [path]: text }).filter((problem) => problem.startsWith(line > 0 ? `${path}:${line}: ` : `${path}: `))
    expect(problems).toEqual([expect.stringMatching(message)])
  })

  test("a cycle between the folders of one trade, in values or types, with the imports that close it", () => {
    const problems = check({
      "lib/leads/title.ts": 'import type { editLead } from "./edit/edit-lead"\nexport type Title = typeof editLead\n',
    })
    expect(problems).toEqual([
      expect.stringMatching(
        /lib\/leads.*lead back.*folder below them[^]*title\.ts:1 imports lib\/leads\/edit\/edit-lead\.ts[^]*edit-lead\.ts:1 imports lib\/leads\/find-lead\.ts/,
      ),
    ])
  })

  test("a cycle over three folders, once", () => {
    const problems = check({
      "lib/sync/a/a.ts": 'import { b } from "@/lib/sync/b/b"\nexport const a = b\n',
      "lib/sync/b/b.ts": 'import { c } from "@/lib/sync/c/c"\nexport const b = c\n',
      "lib/sync/c/c.ts": 'export const own = 1\nexport type { a as c } from "@/lib/sync/a/a"\n',
    })
    expect(problems).toEqual([expect.stringMatching(/^lib\/sync\/a: [^]*a\.ts:1[^]*b\.ts:1[^]*c\.ts:2/)])
  })

  test("a folder with too many files side by side, its tests not counted", () => {
    const files = (end: string) =>
      Object.fromEntries(Array.from({ length: 22 }, (_, at) => [`lib/scoring/rule-${at}${end}`, "export const a = 1\n"]))
    expect(check({ ...files(".ts"), ...files(".test.ts") })).toEqual([])
    expect(check({ ...files(".ts"), "lib/scoring/one-more.ts": "export const a = 1\n" })).toEqual([
      expect.stringMatching(/^lib\/scoring: 23 files side by side/),
    ])
  })
})

test("what only looks like a violation passes: comments, strings, dates that are given, functions inside functions", () => {
  const text = `
/** import { routeLeads } from "@/lib/routing/route-leads"; new Date(); process.env */
export const said = 'new Date() and process.env and test.only and import("@/app/leads/page")'
export const given = (at: number) => new Date(at)
export const list = [1].map((one) => {
  return one
})
export function outer() {
  const inner = () => {
    return 1
  }
  return inner()
}
`
  expect(check({ "lib/leads/a.ts": text })).toEqual([])
})

test("a lead may be written in a change of leads, and what belongs to no lead without one", () => {
  const unit = "export const a = ({ db }: LeadUnit) => db.update(leads).set({ name: null })\n"
  const setting = "export const b = (ctx) => inTransaction(ctx, (tx) => tx.insert(settings).values(ctx.db.update(settings)))\n"
  expect(check({ "lib/leads/a.ts": unit, "lib/leads/b.ts": setting })).toEqual([])
})

test("a transaction may be opened in its two homes, in db and in tests", () => {
  const text = "export const a = (db) => db.transaction(() => 1)\n"
  for (const path of [
    "lib/platform/transaction.ts",
    "lib/platform/change/change-leads.ts",
    "db/default-stages.ts",
    "lib/leads/a.db.test.ts",
  ])
    expect(check({ [path]: text })).toEqual([])
})

test("a constant whose type is a contract may hold a body of statements", () => {
  expect(check({ "lib/leads/a.ts": "type Rule = () => number\nexport const rule: Rule = () => {\n  return 1\n}\n" })).toEqual([])
})
