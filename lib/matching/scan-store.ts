import { and, asc, eq, inArray, sql } from "drizzle-orm"
import type { Transaction } from "@/db/client"
import { leads, matchScans } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { MODEL_VERSION } from "@/lib/core/matching/evidence"
import { newId } from "@/lib/platform/ids"
import { lockLeads } from "@/lib/platform/lock-order"
import { inTransaction } from "@/lib/platform/transaction"
import { examineUnlocked } from "./examine-leads"
import { rebuildProfiles } from "./rebuild-profiles"
import { readProfiles } from "./second-look"

/**
 * Looks at a whole store again: with a newer model, after an import from elsewhere, or because somebody wants to know.
 * First every lead's profile and keys are created again, then every lead is compared with those before it, in order of
 * first touch. Each step of some hundred leads is one transaction together with the place it has reached, so a scan
 * that is interrupted goes on where it stopped and does no work twice.
 */
export type Scan = typeof matchScans.$inferSelect

const STEP = 300

/** The scan that has not come to its end, or a new one. */
export async function openScan(ctx: Ctx): Promise<Scan> {
  const [unfinished] = await ctx.db
    .select()
    .from(matchScans)
    .where(and(inArray(matchScans.state, ["indexing", "examining"]), eq(matchScans.modelVersion, MODEL_VERSION)))
    .orderBy(asc(matchScans.startedAt))
    .limit(1)
  if (unfinished) return unfinished
  const total = await ctx.db.$count(leads, eq(leads.state, "active"))
  const at = ctx.now()
  const [scan] = await ctx.db
    .insert(matchScans)
    .values({ id: newId(), state: "indexing", modelVersion: MODEL_VERSION, total, startedAt: at, updatedAt: at })
    .returning()
  if (!scan) throw new Error("the scan could not be opened")
  return scan
}

/** One step; false when there is nothing left to do. Two processes may step the same scan: one waits for the other. */
export async function stepScan(ctx: Ctx, scanId: string): Promise<Scan | null> {
  return await inTransaction(ctx, async (tx) => {
    const [scan] = await tx.select().from(matchScans).where(eq(matchScans.id, scanId)).for("update")
    if (scan?.state !== "indexing" && scan?.state !== "examining") return null
    const batch = await nextLeads(tx, scan)
    const last = batch.at(-1)
    const leadIds = batch.map(({ id }) => id)
    const flagged = scan.state === "examining" ? await examine(tx, leadIds, ctx.now()) : await index(tx, leadIds)
    const counted = scan.state === "examining" ? { examined: scan.examined + batch.length } : { indexed: scan.indexed + batch.length }
    const [moved] = await tx
      .update(matchScans)
      .set({
        ...counted,
        flagged: scan.flagged + flagged,
        cursorAt: last?.at ?? null,
        cursorId: last?.id ?? null,
        updatedAt: ctx.now(),
        ...(last ? {} : { state: scan.state === "indexing" ? ("examining" as const) : ("done" as const) }),
      })
      .where(eq(matchScans.id, scanId))
      .returning()
    return moved ?? null
  })
}

/** A step holds few leads, for the moment of writing: ingest waits for none of them for long. */
async function index(tx: Transaction, leadIds: readonly string[]): Promise<0> {
  await lockLeads(tx, leadIds)
  await rebuildProfiles(tx, leadIds)
  return 0
}

const examine = async (tx: Transaction, leadIds: readonly string[], at: Date): Promise<number> =>
  await examineUnlocked(tx, await readProfiles(tx, leadIds), { at, earlierOnly: true })

const nextLeads = async (tx: Transaction, { cursorAt, cursorId }: Scan) =>
  await tx
    .select({ id: leads.id, at: leads.firstTouchAt })
    .from(leads)
    .where(
      and(
        eq(leads.state, "active"),
        cursorAt && cursorId ? sql`(${leads.firstTouchAt}, ${leads.id}) > (${cursorAt.toISOString()}, ${cursorId})` : undefined,
      ),
    )
    .orderBy(asc(leads.firstTouchAt), asc(leads.id))
    .limit(STEP)

/** Runs a scan to its end, or until the signal; `onStep` hears of every step. */
export async function runScan(ctx: Ctx, signal: AbortSignal, onStep: (scan: Scan) => void = () => undefined): Promise<Scan> {
  let scan = await openScan(ctx)
  while (!signal.aborted) {
    const next = await stepScan(ctx, scan.id)
    if (!next) break
    scan = next
    onStep(scan)
  }
  return scan
}
