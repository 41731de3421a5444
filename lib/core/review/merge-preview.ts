import type { LeadField } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import type { Provenance } from "@/lib/core/survivorship"

/**
 * What a merge would make of two leads. `surviving` is what survivorship makes of all observations of both; a choice
 * of the reviewer is a colleague's edit and wins over it, as it does in the merge itself.
 */
export type FieldChoices = Partial<Record<LeadField, string>>

export function previewFields(
  surviving: Provenance,
  sides: readonly { leadId: string; fields: Provenance }[],
  choices: FieldChoices,
): Provenance {
  const preview: Provenance = { ...surviving }
  for (const [field, leadId] of Object.entries(choices) as [LeadField, string][]) {
    const chosen = sides.find((side) => side.leadId === leadId)?.fields[field]
    if (chosen?.value) preview[field] = { ...chosen, trust: "person" }
  }
  return preview
}

type Placed = { kind: string; stageId: string }

/** How far a lead has come; lost is behind every open stage, and a record off the board behind lost. */
const progress = ({ kind, stageId }: Placed): number =>
  kind !== "lead" ? -2 : stageId === "lost" ? -1 : STAGE_IDS.findIndex((id) => id === stageId)

/** The further stage is where the person is. */
export const furtherOf = <T extends Placed>(survivor: T, merged: T): T => (progress(merged) > progress(survivor) ? merged : survivor)

type Ranked = Placed & { id: string; ownerId: string | null; touches: number; firstTouchAt: string }

/** The lead to keep unless a person says otherwise: with an owner, further along, with more history, the older one. */
export const preferredSurvivor = <T extends Ranked>(leads: readonly T[]): T | undefined =>
  leads.toSorted(
    (a, b) =>
      Number(b.ownerId !== null) - Number(a.ownerId !== null) ||
      progress(b) - progress(a) ||
      b.touches - a.touches ||
      Date.parse(a.firstTouchAt) - Date.parse(b.firstTouchAt) ||
      (a.id < b.id ? -1 : 1),
  )[0]
