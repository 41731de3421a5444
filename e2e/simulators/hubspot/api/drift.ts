import type { ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import type { Portal } from "@/e2e/simulators/hubspot/account/portal"
import type { PropertyDefinition } from "@/e2e/simulators/hubspot/account/schema"

/** Properties that somebody removed, or made read-only, in the account's settings, for a while or until they are given back. */
export type Drift = {
  /** As object and property: `deal.amount`. */
  take: (name: string, of: { seconds?: number | undefined; isReadOnly: boolean }) => void
  /** Those whose time is over; all when asked for. */
  giveBack: (until?: number) => void
}

export function createDrift(portal: Portal): Drift {
  let taken: { type: ObjectType; property: PropertyDefinition; until: number }[] = []
  return {
    take: (name, { seconds, isReadOnly }) => {
      const type: ObjectType = name.startsWith("contact.") ? "contacts" : "deals"
      const property = portal.tables[type].properties.get(name.replace(/^(contact|deal)\./, ""))
      if (!property) return
      if (isReadOnly) portal.tables[type].properties.set(property.name, { ...property, readOnly: true })
      else portal.tables[type].properties.delete(property.name)
      taken.push({ type, property, until: seconds === undefined ? Number.POSITIVE_INFINITY : portal.clock.now() + seconds * 1000 })
    },
    giveBack: (until = Number.POSITIVE_INFINITY) => {
      for (const { type, property } of taken.filter((one) => one.until <= until))
        portal.tables[type].properties.set(property.name, property)
      taken = taken.filter((one) => one.until > until)
    },
  }
}
