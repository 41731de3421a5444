import { and, eq, inArray, or, sql } from "drizzle-orm"
import { z } from "zod"
import { idsIn } from "@/db/sql"
import type { Transaction } from "@/db/client"
import { auditLog, duplicateItems } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import { decide } from "@/lib/core/matching/decide"
import type { Job } from "@/lib/platform/jobs/job"
import { lockLeads, lockShared } from "@/lib/platform/lock-order"
import { inTransaction } from "@/lib/platform/transaction"
import { pairItem } from "./duplicate-item"
import { loadCandidateIndex } from "./load-candidate-index"
import { rebuildProfiles } from "./rebuild-profiles"

/**
 * A value that turns out to be several people's makes the open questions that rest on it weaker. They are weighed
 * again with what is known now; a question that nobody would ask any more is withdrawn. What a person has decided, and
 * what a person put aside, is not touched. Values are named by an identity that has them: a queue keeps no phones.
 */
const STEP = 100

/** Returns how many questions were weighed again and how many of them were withdrawn. */
export async function reweighItems(ctx: Ctx, identityIds: readonly string[]): Promise<{ weighed: number; withdrawn: number }> {
  return await inTransaction(ctx, async (tx) => {
    const found = await itemsAbout(tx, identityIds)
    const leadIds = found.flatMap(({ leadA, leadB }) => [leadA, leadB])
    await lockLeads(tx, leadIds)
    const profiles = await rebuildProfiles(tx, [...new Set(leadIds)])
    const byId = new Map(profiles.map((profile) => [profile.id, profile]))
    const index = await loadCandidateIndex(tx, profiles, new Map(profiles.map(({ id }) => [id, [id]])))
    await lockShared(tx)
    const items = await stillPending(tx, found)
    let withdrawn = 0
    for (const item of items) {
      const [left, right] = [byId.get(item.leadA), byId.get(item.leadB)]
      if (!left || !right) continue
      const stats = { ...index.statsFor(left), pairStatus: () => "none" as const }
      const decision = decide(left, [right], stats, index.settings)
      const evidence = decision.evidence ?? decision.flags[0]?.evidence
      if (evidence) {
        const {
          probability,
          bits,
          evidence: parts,
          modelVersion,
        } = pairItem(left.id, { leadId: right.id, reason: "similar_phone", evidence }, { touchpointId: null, at: ctx.now() })
        await tx.update(duplicateItems).set({ probability, bits, evidence: parts, modelVersion }).where(eq(duplicateItems.id, item.id))
      } else {
        withdrawn += 1
        await withdraw(ctx, tx, item)
      }
    }
    return { weighed: items.length, withdrawn }
  })
}

type Item = typeof duplicateItems.$inferSelect

async function itemsAbout(tx: Transaction, identityIds: readonly string[]): Promise<Item[]> {
  const holders = sql`select i.lead_id from lead_identities v join lead_identities i on i.kind = v.kind and i.value = v.value
    where v.id in ${idsIn(identityIds)}`
  return await tx
    .select()
    .from(duplicateItems)
    .where(
      and(
        eq(duplicateItems.kind, "pair"),
        eq(duplicateItems.status, "pending"),
        or(sql`${duplicateItems.leadA} in (${holders})`, sql`${duplicateItems.leadB} in (${holders})`),
      ),
    )
    .limit(STEP)
}

/** Those that nobody has decided or moved to another lead meanwhile. */
async function stillPending(tx: Transaction, found: readonly Item[]): Promise<Item[]> {
  const rows = await tx
    .select()
    .from(duplicateItems)
    .where(
      and(
        inArray(
          duplicateItems.id,
          found.map(({ id }) => id),
        ),
        eq(duplicateItems.status, "pending"),
      ),
    )
    .orderBy(duplicateItems.id)
    .for("update")
  const pairKeys = new Set(found.map(({ pairKey }) => pairKey))
  return rows.filter(({ pairKey }) => pairKeys.has(pairKey))
}

async function withdraw(ctx: Ctx, tx: Transaction, item: Item): Promise<void> {
  await tx.delete(duplicateItems).where(and(eq(duplicateItems.id, item.id), inArray(duplicateItems.status, ["pending"])))
  await tx.insert(auditLog).values({
    at: ctx.now(),
    actorKind: "system",
    actorId: "matching",
    action: "duplicate.withdrawn",
    leadId: item.leadA,
    subject: item.leadB,
    change: { reason: item.reason, probability: item.probability },
  })
}

const Payload = z.object({ identityIds: z.array(z.uuid()).default([]) })

export const reweighJob: Job<z.infer<typeof Payload>> = {
  name: "matching:reweigh",
  payload: Payload,
  run: async (ctx, { identityIds }) => {
    await reweighItems(ctx, identityIds)
  },
}
