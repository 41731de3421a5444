import type { Transaction } from "@/db/client"
import type { Ctx } from "@/lib/platform/context"
import { mergeChanges, type ChangedLead, type LeadChange } from "@/lib/platform/lead-change"
import { announceLeads } from "@/lib/platform/live/announce"
import { openTransaction, retried } from "@/lib/platform/transaction"

/**
 * A change of leads is one unit: one transaction, in which whoever writes a lead says so; at its end everything that
 * follows from it (lib/reactions), once for all leads of the unit; after the commit, the word to open screens. A
 * deadlock or a serialisation failure takes all of it back, and all of it is done again.
 *
 * Inside, the unit takes the place of `ctx`: its `db` is the transaction, and a verb that is called with it takes part
 * in the same change, in a savepoint of its own, so that what it wrote and said is gone when it fails and its caller
 * goes on.
 */
export type LeadUnit = Ctx & { db: Transaction; changes: LeadChanges }

export async function changeLeads<T>(ctx: Ctx | LeadUnit, work: (unit: LeadUnit) => Promise<T>): Promise<T> {
  if (isUnit(ctx)) return await takePart(ctx, work)
  const { result, changed } = await retried(ctx.db, () =>
    openTransaction(ctx.db, async (tx) => {
      const unit: LeadUnit = { ...ctx, db: tx, changes: new LeadChanges() }
      const done = await work(unit)
      const leads = unit.changes.merged()
      if (leads.length > 0) await ctx.react(ctx, tx, leads)
      return { result: done, changed: unit.changes.leadIds() }
    }),
  )
  await tellScreens(ctx, changed)
  return result
}

/** What happened to leads in a unit. */
class LeadChanges {
  readonly #changes: LeadChange[] = []
  readonly #shown = new Set<string>()

  /** Says what happened to leads. Several changes of one lead are one, with the facts of all. */
  add(...changes: readonly LeadChange[]): void {
    this.#changes.push(...changes)
  }

  /** Open screens show these leads differently from now on; nothing follows from it. */
  show(...leadIds: readonly string[]): void {
    for (const id of leadIds) this.#shown.add(id)
  }

  merged(): ChangedLead[] {
    return mergeChanges(this.#changes)
  }

  leadIds(): string[] {
    return [...new Set([...this.#changes.map(({ leadId }) => leadId), ...this.#shown])]
  }

  take(part: LeadChanges): void {
    this.add(...part.#changes)
    this.show(...part.#shown)
  }
}

const isUnit = (ctx: Ctx | LeadUnit): ctx is LeadUnit => "changes" in ctx

async function takePart<T>(unit: LeadUnit, work: (unit: LeadUnit) => Promise<T>): Promise<T> {
  const changes = new LeadChanges()
  const result = await openTransaction(unit.db, (tx) => work({ ...unit, db: tx, changes }))
  unit.changes.take(changes)
  return result
}

/** The change is committed, whoever hears of it: a screen that missed it reads its page again when it reconnects. */
async function tellScreens(ctx: Ctx, leadIds: readonly string[]): Promise<void> {
  await announceLeads(ctx.db, leadIds).catch((error: unknown) => ctx.log.warn({ err: error }, "open screens could not be told"))
}
