import type { duplicateItems } from "@/db/schema"
import { MODEL_VERSION } from "@/lib/core/matching/evidence"
import type { MatchFlag } from "@/lib/core/matching/decide"
import { newId } from "@/lib/platform/ids"

/**
 * A question for a reviewer, as the matcher asked it: with its evidence and the version of the model that weighed it.
 */
export type DuplicateRow = typeof duplicateItems.$inferInsert & { createdAt: Date }

/** What raised the question: the touch, and the identity it is about if it is about one. */
export type Occasion = { touchpointId: string | null; at: Date; identity?: { kind: string; value: string } | undefined }

export const pairKeyOf = (a: string, b: string): string => (a < b ? `pair:${a}:${b}` : `pair:${b}:${a}`)

/** One event that names both leads says more than any likeness; nothing else replaces a reason to ask. */
export const isStronger = (item: Pick<DuplicateRow, "reason">, asked: Pick<DuplicateRow, "reason">): boolean =>
  item.reason === "linked_by_event" && asked.reason !== "linked_by_event"

export const pairItem = (leadId: string, flag: Omit<MatchFlag, "kind">, occasion: Occasion): DuplicateRow => ({
  ...blankItem(flag, occasion),
  kind: "pair",
  leadA: leadId,
  leadB: flag.leadId,
  pairKey: pairKeyOf(leadId, flag.leadId),
})

/** `name`: the other name, which sets this question apart from others about the same lead and value. */
export const splitItem = (leadId: string, flag: Omit<MatchFlag, "kind">, occasion: Occasion, name: string): DuplicateRow => ({
  ...blankItem(flag, occasion),
  kind: "split",
  leadA: leadId,
  leadB: leadId,
  pairKey: `split:${leadId}:${occasion.identity?.kind ?? ""}:${occasion.identity?.value ?? ""}:${name}`,
})

const blankItem = ({ reason, evidence }: Omit<MatchFlag, "kind">, { touchpointId, at, identity }: Occasion) => ({
  id: newId(),
  status: "pending" as const,
  reason,
  probability: evidence.probability,
  bits: evidence.totalBits,
  evidence: evidence.parts.map((part) => ({ ...part, left: part.left || null, right: part.right || null })),
  modelVersion: evidence.modelVersion || MODEL_VERSION,
  touchpointId,
  identityKind: identity?.kind ?? null,
  identityValue: identity?.value ?? null,
  createdAt: at,
  decidedAt: null,
  decidedBy: null,
})
