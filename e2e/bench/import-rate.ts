import { stringify } from "csv-stringify/sync"
import { and, count, eq, isNotNull } from "drizzle-orm"
import type { Database } from "@/db/client"
import { agents, importRows, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { generateEvents, seededRandom } from "@/lib/core/matching/golden/generator"
import { newId } from "@/lib/platform/ids"
import { createImport } from "@/lib/imports/setup/create-import"
import { steerImport } from "@/lib/imports/setup/steer-import"
import { workOnImport } from "@/lib/imports/run/work-on-import"

/** A team for routing; some agents have a cap, so that rules have something to decide. */
export async function hireTeam(db: Database): Promise<void> {
  const team = Array.from({ length: 12 }, (_, at) => ({
    id: newId(),
    email: `bench${at}@example.com`,
    name: `Agent ${at}`,
    role: "agent" as const,
  }))
  await db.insert(users).values(team)
  await db.insert(agents).values(team.map(({ id }, at) => ({ userId: id, openMax: at % 3 === 0 ? 200 : null })))
}

/** A list as an agency delivers it: sixty days of people, some of them more than once, in every script. */
export function leadList(rows: number, seed: number): Buffer {
  const events = generateEvents(Math.ceil(rows / 1.5), seededRandom(seed)).slice(0, rows)
  const since = Date.UTC(2026, 0, 1)
  const lines = events.map(({ profile: { names, phones, emails, firstAt } }) => [
    new Date(since + firstAt).toISOString(),
    names[0]?.display ?? "",
    phones[0]?.raw ?? "",
    emails[0]?.raw ?? "",
  ])
  return Buffer.from(stringify([["Date", "Name", "Mobile", "Email"], ...lines]))
}

export type ImportRate = { checked: StepRate; run: StepRate; outcomes: Record<string, number> }
type StepRate = {
  rowsPerSecond: number
  /** Of the whole process, in megabytes. */
  memoryPeak: number
}

/** A whole import with full matching and all reactions: the dry run, then the run, from the upload to the last row. */
export async function measureImport(ctx: Ctx, file: Buffer, rows: number): Promise<ImportRate> {
  const { importId } = await createImport(ctx, { fileName: `list-${newId()}.csv` }, file)
  const checked = await measureStep(ctx, importId, "check", rows)
  const run = await measureStep(ctx, importId, "run", rows)
  const done = await ctx.db
    .select({ outcome: importRows.outcome, n: count() })
    .from(importRows)
    .where(and(eq(importRows.importId, importId), isNotNull(importRows.outcome)))
    .groupBy(importRows.outcome)
  return { checked, run, outcomes: Object.fromEntries(done.map(({ outcome, n }) => [outcome ?? "", n])) }
}

async function measureStep(ctx: Ctx, importId: string, step: "check" | "run", rows: number): Promise<StepRate> {
  await steerImport(ctx, { importId, step }, { isHandedOver: false })
  const started = performance.now()
  await workOnImport(ctx, importId, { signal: new AbortController().signal })
  const seconds = (performance.now() - started) / 1000
  return { rowsPerSecond: rows / seconds, memoryPeak: process.resourceUsage().maxRSS / 1024 }
}
