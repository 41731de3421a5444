import type { LeadField } from "@/lib/core/lead-event"
import { surviving, type FieldObservation, type Provenance } from "@/lib/core/survivorship"
import { survivingName } from "@/lib/core/surviving-name"

/** The surviving value of every field, from all observations of a person; the name has its own rule. */
export function survivingFields(observations: readonly { field: LeadField; observation: FieldObservation }[]): Provenance {
  const fields: Provenance = {}
  for (const { field, observation } of observations) fields[field] = surviving(fields[field], observation)
  const name = survivingName(observations.filter(({ field }) => field === "name").map(({ observation }) => observation))
  if (name) fields.name = name
  return fields
}
