import type { CrmHooks } from "@/lib/crm/hooks"

/** Lets every call through at once, and keeps no token: for adapters that are tested without the engine. */
export const looseHooks: CrmHooks = {
  admit: () => Promise.resolve(() => undefined),
  onCall: () => undefined,
  now: () => new Date(),
  tokens: { current: () => Promise.resolve(null), renew: (_stale, fetch) => fetch(null) },
}
