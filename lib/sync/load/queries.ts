import { and, asc, desc, eq, sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { z } from "zod"
import { isoDay } from "@/lib/core/days"
import { crmLoadItems, crmLoads, users } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import {
  LOAD_OUTCOMES,
  timeLeft,
  type LoadChange,
  type LoadKind,
  type LoadOutcome,
  type LoadPhase,
  type LoadState,
} from "@/lib/core/sync/load"
import { AppError } from "@/lib/platform/errors"
import { requirePermission } from "@/lib/platform/permissions"

/** What a load does, or would do, in numbers. */
export type LoadTally = Record<LoadOutcome, number> & {
  equal: number
  failed: number
  waiting: number
  /** Deals of leads that are sent. */
  dealsMade: number
  dealsAdopted: number
  /** Values that change in the CRM, on how many records, and how many of them replace another. */
  fieldsThere: number
  fieldsReplaced: number
  recordsThere: number
  fieldsHere: number
  recordsHere: number
}

export type LoadView = {
  id: string
  kind: LoadKind
  state: LoadState
  sendsThere: boolean
  bringsHere: boolean
  phase: LoadPhase
  total: number | null
  done: number
  /** A minute, at the pace so far. */
  perMinute: number | null
  msLeft: number | null
  note: string | null
  leftOut: { reason: string; count: number }[]
  tally: LoadTally
  startedAt: string
  startedBy: string | null
  finishedAt: string | null
}

export type LoadItemView = {
  id: string
  outcome: LoadOutcome
  state: string
  object: string
  leadId: string | null
  externalId: string | null
  name: string | null
  reason: string | null
  deal: "make" | "adopt" | null
  changes: LoadChange[]
}

const SHOWN = 8

/** The newest first. */
export async function readLoads(ctx: CrmCtx): Promise<LoadView[]> {
  requirePermission(ctx, "sync.read")
  const rows = await ctx.db
    .select({ load: crmLoads, startedBy: users.name })
    .from(crmLoads)
    .leftJoin(users, eq(users.id, crmLoads.createdBy))
    .where(eq(crmLoads.provider, ctx.crm.name))
    .orderBy(desc(crmLoads.createdAt), desc(crmLoads.id))
    .limit(SHOWN)
  const tallies = await tally(
    ctx,
    rows.flatMap(({ load }) => (ENDED.has(load.id) ? [] : [load.id])),
  )
  for (const { load } of rows) {
    const counted = tallies.get(load.id)
    if (counted && load.state === "done") keepEnded(load.id, counted)
  }
  return rows.map(({ load, startedBy }) => ({
    id: load.id,
    kind: load.kind,
    state: load.state,
    sendsThere: load.sendsThere,
    bringsHere: load.bringsHere,
    phase: load.checkpoint.phase,
    total: load.total === null ? null : Math.max(load.total, load.done),
    done: load.done,
    perMinute: load.activeMs === 0 ? null : Math.round((load.done * 60_000) / load.activeMs),
    msLeft: timeLeft(load),
    note: load.note,
    leftOut: Object.entries(load.leftOut)
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count),
    tally: { ...EMPTY, ...(ENDED.get(load.id) ?? tallies.get(load.id)), equal: load.equal },
    startedAt: load.createdAt.toISOString(),
    startedBy,
    finishedAt: load.finishedAt?.toISOString() ?? null,
  }))
}

/** Nothing of a load that is done changes any more: its lines, which may be many, are counted once by each process. */
const ENDED = new Map<string, LoadTally>()
const ENDED_MAX = 100

function keepEnded(id: string, counted: LoadTally): void {
  if (ENDED.size >= ENDED_MAX) ENDED.clear()
  ENDED.set(id, counted)
}

const EMPTY: LoadTally = {
  create: 0,
  adopt: 0,
  change: 0,
  bring: 0,
  question: 0,
  join: 0,
  skip: 0,
  equal: 0,
  failed: 0,
  waiting: 0,
  dealsMade: 0,
  dealsAdopted: 0,
  fieldsThere: 0,
  fieldsReplaced: 0,
  recordsThere: 0,
  fieldsHere: 0,
  recordsHere: 0,
}

async function tally({ db }: Ctx, loadIds: readonly string[]): Promise<Map<string, LoadTally>> {
  const { rows } = await db.execute<Record<string, number> & { load_id: string; outcome: LoadOutcome; state: string; n: number }>(sql`
    select load_id, outcome, state, count(*)::int as n,
      (count(*) filter (where deal = 'make'))::int as "dealsMade", (count(*) filter (where deal = 'adopt'))::int as "dealsAdopted",
      sum(fields_there)::int as "fieldsThere", sum(fields_replaced)::int as "fieldsReplaced", sum(fields_here)::int as "fieldsHere",
      (count(*) filter (where fields_there > 0))::int as "recordsThere", (count(*) filter (where fields_here > 0))::int as "recordsHere"
    from crm_load_items where load_id in ${idsIn(loadIds)}
    group by load_id, outcome, state`)
  const tallies = new Map<string, LoadTally>()
  for (const row of rows) {
    const sum = tallies.get(row.load_id) ?? { ...EMPTY }
    // What failed is not counted as what it was meant to become.
    if (row.state === "failed") sum.failed += row.n
    else sum[row.outcome] += row.n
    if (row.state === "waiting") sum.waiting += row.n
    for (const name of SUMMED) if (row.state !== "failed") sum[name] += row[name] ?? 0
    tallies.set(row.load_id, sum)
  }
  return tallies
}

const SUMMED = ["dealsMade", "dealsAdopted", "fieldsThere", "fieldsReplaced", "recordsThere", "fieldsHere", "recordsHere"] as const

export const ListLoadItems = z.object({
  loadId: z.uuid(),
  list: z.enum([...LOAD_OUTCOMES, "failed"]),
  limit: z.number().int().min(1).max(200).default(20),
})

/** The first of one kind, to look at. */
export async function listLoadItems(ctx: Ctx, input: z.input<typeof ListLoadItems>): Promise<LoadItemView[]> {
  requirePermission(ctx, "sync.read")
  const { loadId, list, limit } = ListLoadItems.parse(input)
  const kind = list === "failed" ? eq(crmLoadItems.state, "failed") : and(eq(crmLoadItems.outcome, list), sql`state <> 'failed'`)
  const rows = await ctx.db
    .select()
    .from(crmLoadItems)
    .where(and(eq(crmLoadItems.loadId, loadId), kind))
    .orderBy(asc(crmLoadItems.id))
    .limit(limit)
  const names = await ownerNames(ctx)
  return rows.map((row) => itemView(row, names))
}

/** Owners are kept by id, and read by name. */
const ownerNames = async ({ db }: Ctx): Promise<Map<string, string>> =>
  new Map((await db.select({ id: users.id, name: users.name }).from(users)).map(({ id, name }) => [id, name]))

function itemView(row: typeof crmLoadItems.$inferSelect, names: ReadonlyMap<string, string>): LoadItemView {
  const { id, outcome, state, objectType, leadId, externalId, name, reason, deal } = row
  const changes = row.changes.map((change) => {
    if (change.field !== "owner") return change
    return { ...change, ours: names.get(change.ours) ?? change.ours, theirs: names.get(change.theirs) ?? change.theirs }
  })
  return { id, outcome, state, object: objectType, leadId, externalId, name, reason, deal, changes }
}

const PAGE = 1_000
const HEADER = ["outcome", "state", "record", "lead", "record id", "name", "deal", "why", "changes there", "changes here"]

/** Every line of a load, a page at a time. */
export async function exportLoadItems(
  ctx: Ctx,
  { loadId }: { loadId: string },
): Promise<{ fileName: string; header: string[]; rows: AsyncIterable<string[]> }> {
  requirePermission(ctx, "sync.read")
  const [load] = z.uuid().safeParse(loadId).success ? await ctx.db.select().from(crmLoads).where(eq(crmLoads.id, loadId)) : []
  if (!load) throw new AppError("not_found", "There is no such load.")
  const day = isoDay(load.createdAt.getTime())
  return {
    fileName: `${load.provider} ${load.kind === "trial" ? "trial" : "load"} ${day}.csv`,
    header: HEADER,
    rows: exportRows(ctx, loadId),
  }
}

async function* exportRows(ctx: Ctx, loadId: string): AsyncGenerator<string[]> {
  const names = await ownerNames(ctx)
  let after = "00000000-0000-0000-0000-000000000000"
  for (;;) {
    const rows = await ctx.db
      .select()
      .from(crmLoadItems)
      .where(and(eq(crmLoadItems.loadId, loadId), sql`${crmLoadItems.id} > ${after}::uuid`))
      .orderBy(asc(crmLoadItems.id))
      .limit(PAGE)
    for (const row of rows) yield exportRow(itemView(row, names))
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id ?? after
  }
}

function exportRow(item: LoadItemView): string[] {
  const said = (to: LoadChange["to"]) =>
    item.changes
      .filter((change) => change.to === to)
      .map(({ object, field, ours, theirs }) => `${object} ${field}: ${to === "there" ? `${theirs} → ${ours}` : `${ours} → ${theirs}`}`)
      .join("\n")
  const { outcome, state, object, leadId, externalId, name, deal, reason } = item
  return [outcome, state, object, leadId ?? "", externalId ?? "", name ?? "", deal ?? "", reason ?? "", said("there"), said("here")]
}
