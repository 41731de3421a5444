import { stringify } from "csv-stringify/sync"
import { and, eq, isNotNull } from "drizzle-orm"
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

export type ImportRate = { rows: number; rowsPerSecond: number; outcomes: Record<string, number> }

/** A whole import with full matching and all reactions, from the upload to the last row. */
export async function measureImport(ctx: Ctx, file: Buffer): Promise<ImportRate> {
  const { importId } = await createImport(ctx, { fileName: `list-${newId()}.csv` }, file)
  await steerImport(ctx, { importId, step: "run" }, { isHandedOver: false })
  const started = performance.now()
  await workOnImport(ctx, importId, { signal: new AbortController().signal })
  const seconds = (performance.now() - started) / 1000
  const done = await ctx.db
    .select({ outcome: importRows.outcome })
    .from(importRows)
    .where(and(eq(importRows.importId, importId), isNotNull(importRows.outcome)))
  const outcomes: Record<string, number> = {}
  for (const { outcome } of done) outcomes[outcome ?? ""] = (outcomes[outcome ?? ""] ?? 0) + 1
  return { rows: done.length, rowsPerSecond: done.length / seconds, outcomes }
}
