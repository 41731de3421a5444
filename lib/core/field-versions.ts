import type { LeadField } from "@/lib/core/lead-event"
import type { Provenance } from "@/lib/core/survivorship"

/** Field → the version of the lead at which a person last set it, here or in the CRM. */
export type FieldVersions = Partial<Record<LeadField, number>>

/**
 * The field versions after the surviving values changed. A machine's value leaves no trace: an edit outranks it anyway,
 * so it is no reason to refuse one.
 */
export function nextFieldVersions(
  known: { provenance: Provenance; fieldVersions: FieldVersions },
  { provenance, version }: { provenance: Provenance; version: number },
): FieldVersions {
  const next = { ...known.fieldVersions }
  for (const field of Object.keys(provenance) as LeadField[]) {
    const [before, after] = [known.provenance[field], provenance[field]]
    if (after?.trust !== "person") continue
    if (before?.trust !== "person" || before.value !== after.value || before.observedAt !== after.observedAt) next[field] = version
  }
  return next
}
