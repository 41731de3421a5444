import type { LeadField } from "@/lib/core/lead-event"
import { STAGE_IDS } from "@/lib/core/lead-states"
import type { Provenance } from "@/lib/core/survivorship"

/**
 * What a merge would make of two leads. `surviving` is the survivorship over all observations of both; the reviewer's
 * choice counts as a colleague's edit and wins, as in the merge itself.
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

/** How far a lead has come; lost ranks below every open stage, and a record off the board below lost. */
const progress = ({ kind, stageId }: Placed): number =>
  kind !== "lead" ? -2 : stageId === "lost" ? -1 : STAGE_IDS.findIndex((id) => id === stageId)

/** The further of two stages. */
export const furtherOf = <T extends Placed>(survivor: T, merged: T): T => (progress(merged) > progress(survivor) ? merged : survivor)

type Ranked = Placed & { id: string; ownerId: string | null; touches: number; firstTouchAt: string }

/** The default survivor: with an owner, further along, with more history, the older one. */
export const preferredSurvivor = <T extends Ranked>(leads: readonly T[]): T | undefined =>
  leads.toSorted(
    (a, b) =>
      Number(b.ownerId !== null) - Number(a.ownerId !== null) ||
      progress(b) - progress(a) ||
      b.touches - a.touches ||
      Date.parse(a.firstTouchAt) - Date.parse(b.firstTouchAt) ||
      (a.id < b.id ? -1 : 1),
  )[0]
