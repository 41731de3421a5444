import { isValidElement, type ReactElement, type ReactNode } from "react"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { seedDemo } from "@/e2e/demo/seed"
import { inboundEvents, users } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Cell, Figures } from "@/components/charts/figures"
import type { Ctx } from "@/lib/platform/context"
import { WHOLE_CREDIT } from "@/lib/core/metrics/measures"
import { intakeAddress } from "@/lib/core/filters/intake"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { newId } from "@/lib/platform/ids"
import { listEvents } from "@/lib/intake/deliveries/queries"
import { updateAllReports } from "@/lib/reports/sums/update-reports"
import { setGoal } from "@/lib/reports/money/goals"
import { listLeadsBehind } from "@/lib/reports/figures/leads-behind"
import { setSpend } from "@/lib/reports/money/spend"
import { readLeadsBehind } from "@/lib/reports/figures/tolerant-query"

import Agents from "./agents/page"
import Channels from "./channels/page"
import DataQuality from "./data-quality/page"
import Goals from "./goals/page"
import Overview from "./page"
import Sources from "./sources/page"
import Spend from "./spend/page"
import Speed from "./speed/page"

/** Who is signed in is all that a page is told; its numbers and links are its own. */
const signedIn = vi.hoisted(() => ({ ctx: null as unknown }))
vi.mock("@/lib/web/session", () => ({ requirePage: () => Promise.resolve(signedIn.ctx) }))

const NOW = new Date("2026-06-20T10:00:00Z")
let database: TestDatabase
let ctx: Ctx
const owners: string[] = []

beforeAll(async () => {
  database = await testDatabase()
  Object.assign(globalThis, { oneleadDb: database.db })
  await seedDemo(database.pool, { leads: 150, now: NOW, seed: 7, say: () => undefined })
  const people = await database.db.select({ id: users.id, role: users.role }).from(users)
  owners.push(...people.filter(({ role }) => role === "agent").map(({ id }) => id))
  const manager = people.find(({ role }) => role === "manager")
  ctx = testCtx(database.db, { kind: "user", id: manager?.id ?? "", name: "Manager", role: "manager" }, NOW)
  signedIn.ctx = ctx
  for (const metric of ["leads", "bookings", "revenue"] as const) {
    await setGoal(ctx, { month: "2026-06", metric, target: 100 })
    await setGoal(ctx, { month: "2026-06", metric, target: 10, ownerId: owners[0] })
  }
  await setSpend(ctx, [
    { month: "2026-06", channel: "website", amount: 3000 },
    { month: "2026-05", channel: "botspace", source: "google", campaign: "", amount: 900 },
  ])
  await arriveDead()
  await mergeSomePair()
  await updateAllReports(ctx)
})
afterAll(() => database.drop())

async function arriveDead() {
  const base = { raw: Buffer.from("{"), headers: {}, trust: "signed" as const, state: "dead" as const, reason: "unreadable" }
  const at = ["2024-02-10T09:00:00Z", "2024-02-09T20:30:00Z", "2024-02-09T19:30:00Z", "2024-01-05T09:00:00Z"]
  const rows = at.map((time, serial) => ({
    id: newId(),
    channel: serial === 0 ? "ziwo" : "website",
    idempotencyKey: time,
    receivedAt: new Date(time),
  }))
  await database.db.insert(inboundEvents).values(rows.map((row) => ({ ...base, ...row })))
}

async function mergeSomePair() {
  const { rows } = await database.pool.query<{ lead_a: string; lead_b: string }>(
    "select lead_a, lead_b from duplicate_items where kind = 'pair' and status = 'pending' limit 1",
  )
  const [pair] = rows
  if (pair) await mergeLeads(ctx, { survivorId: pair.lead_a, mergedId: pair.lead_b })
}

const PAGES = [Overview, Channels, Agents, Sources, Speed, Goals, Spend, DataQuality] as unknown as Page[]

function linkedText({ href, children }: Props): Linked {
  const text = Array.isArray(children) ? children.join("") : String(children)
  return { where: text, href: String(href), value: numberIn(text) }
}

type Page = (given: { searchParams: Promise<Record<string, string>> }) => Promise<ReactNode>
type Linked = { where: string; href: string; value: number }

/** Every number of a page that is a link, as it stands in what the page returns. */
async function linksOf(page: Page, search: Record<string, string>): Promise<Linked[]> {
  const links: Linked[] = []
  walk(await page({ searchParams: Promise.resolve(search) }), (props) => {
    if (props["figures"]) links.push(...linkedCells(String(props["title"]), props["figures"] as Figures))
    else if (typeof props["href"] === "string" && typeof props["value"] === "string") links.push(linkedTile(props))
    else if (String(props["href"]).startsWith("/intake?")) links.push(linkedText(props))
  })
  return links
}

type Props = Record<string, unknown>

/** Into children, and into the panels and tiles, which are plain functions of the figures. */
function walk(node: ReactNode, see: (props: Props) => void): void {
  if (Array.isArray(node)) return node.forEach((one: ReactNode) => walk(one, see))
  if (!isValidElement(node)) return
  const { type, props } = node as ReactElement<Props>
  see(props)
  if (props["figures"]) return
  if (typeof type === "function" && /(Panel|Tiles)$/.test(type.name)) walk((type as (props: Props) => ReactNode)(props), see)
  else for (const part of [props["children"], props["of"]]) walk(part as ReactNode, see)
}

const numberIn = (text: string): number => Number(text.replaceAll(/[^\d.]/g, ""))

/** A share says what it stands on; where it does not, the leads of the row are what it is a share of. */
const linkedCells = (title: string, { columns, rows }: Figures): Linked[] =>
  rows.flatMap(({ key, cells }) => {
    const all = Number(cells[columns.findIndex(({ label }) => label === "Leads")]?.value ?? 0)
    return cells.flatMap((cell, at) => {
      if (!cell.href?.startsWith("/dashboards/")) return []
      const isShare = cell.text.endsWith("%")
      // The money of a way leads to its bookings, as their number does.
      const value = cell.href.includes("_path")
        ? Number(cells[1]?.value)
        : isShare
          ? Math.round(Number(cell.value) * (outOf(cell) ?? all))
          : Number(cell.value)
      return [{ where: `${title}: ${key}, ${columns[at]?.label}`, href: cell.href, value }]
    })
  })

const outOf = ({ note }: Cell): number | null => (note ? numberIn(note.split("of").at(-1) ?? "") : null)

function linkedTile(props: Props): Linked {
  const [value, of] = [String(props["value"]), typeof props["of"] === "string" ? props["of"] : ""]
  const isShare = value.endsWith("%")
  const isMedian = of.startsWith("median of")
  const counted = isShare ? (of.split(" of ")[0] ?? "") : isMedian ? of : value
  return { where: `tile ${String(props["label"])}`, href: String(props["href"]), value: numberIn(counted) }
}

const SEARCHES: Record<string, string>[] = [
  {},
  { period: "last_12_months", compare: "year" },
  { period: "this_month", channel: "website,ziwo", band: "high,normal" },
  { from: "2026-05-03", to: "2026-06-19", source: "Google" },
]

function unitOf(metric: string): { unit: number; tolerance: number } {
  if (metric.endsWith("revenue")) return { unit: 100, tolerance: 0.01 }
  return /^(last|linear|position)_bookings$/.test(metric) ? { unit: WHOLE_CREDIT, tolerance: 0.005 } : { unit: 1, tolerance: 0 }
}

async function behind(href: string): Promise<{ total: number; tolerance: number } | null> {
  const [path, address] = href.split("?")
  const asked = Object.fromEntries(new URLSearchParams(address))
  if (path !== "/dashboards/leads") return null
  const { unit, tolerance } = unitOf(asked["metric"] ?? "")
  return { total: (await listLeadsBehind(ctx, readLeadsBehind(asked, NOW))).total / unit, tolerance }
}

test("every number that is a link leads to exactly the leads that it counts", async () => {
  const seen = new Set<string>()
  const kinds = new Set<string>()
  const searches = [...SEARCHES, { period: "last_90", owner: `${owners[0]},none` }]
  for (const search of searches) {
    for (const page of PAGES) {
      for (const { where, href, value } of await linksOf(page, search)) {
        if (seen.has(`${href} ${value}`)) continue
        seen.add(`${href} ${value}`)
        const found = await behind(href)
        if (!found) continue
        const told = `${JSON.stringify(search)} ${where} → ${href}: ${found.total}, shown ${value}`
        expect(Math.abs(found.total - value), told).toBeLessThanOrEqual(found.tolerance)
        kinds.add(new URLSearchParams(href.split("?")[1]).get("metric") ?? "")
      }
    }
  }
  expect([...kinds].filter((metric) => metric.startsWith("open")).length).toBeGreaterThan(3)
  expect(kinds.size).toBeGreaterThan(30)
})

test("deliveries that could not be read, and all of the same days, are those of the intake log", async () => {
  for (const [search, dead] of [
    [{ from: "2024-02-10", to: "2024-02-10" }, 2],
    [{ from: "2024-02-09", to: "2024-02-10", channel: "website" }, 2],
    [{ from: "2024-02-10", to: "2024-02-10", channel: "website,ziwo" }, 2],
    [{ from: "2024-01-01", to: "2024-12-31" }, 4],
    [{ period: "last_12_months" }, null],
  ] as const) {
    const links = (await linksOf(DataQuality as unknown as Page, search)).filter(({ href }) => href.startsWith("/intake?"))
    expect(links).toHaveLength(2)
    for (const { href, value } of links) {
      const asked = intakeAddress.read(href.split("?")[1] ?? "")
      let [found, cursor] = [0, asked.cursor]
      do {
        const page = await listEvents(ctx, { ...asked, limit: 200, cursor })
        found += page.data.length
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(found, href).toBe(value)
    }
    if (dead !== null) expect(links.find(({ href }) => href.includes("state=dead"))?.value).toBe(dead)
  }
})
