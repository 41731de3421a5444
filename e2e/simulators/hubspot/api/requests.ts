import { isoTime } from "@/e2e/simulators/shared/clock"
import { objectTypeNamed, type ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import type { Portal } from "@/e2e/simulators/hubspot/account/portal"
import { invalid } from "@/e2e/simulators/hubspot/account/problems"

/** Small pieces that every group of routes needs. */
export function typeNamed(name: string): ObjectType {
  const type = objectTypeNamed(name)
  if (!type) throw invalid(`Unable to infer object type from: ${name}`)
  return type
}

export const batchBody = (portal: Portal, results: readonly unknown[], errors: readonly unknown[] = []): Record<string, unknown> => ({
  status: "COMPLETE",
  results,
  ...(errors.length > 0 ? { numErrors: errors.length, errors } : {}),
  startedAt: isoTime(portal.clock.now()),
  completedAt: isoTime(portal.clock.now()),
})
