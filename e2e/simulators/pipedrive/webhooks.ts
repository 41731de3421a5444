import { openDeliveries, type Deliveries } from "@/e2e/simulators/shared/deliveries"
import { bodyOf, type Company } from "./company"

/**
 * Webhooks of version 2: one notice for each change, with what it was before. Who answers badly ten times is shut out, and a
 * webhook that is shut out tells nothing until it is made again.
 */
type Webhook = { id: number; subscription_url: string; event_action: string; event_object: string; is_active: 0 | 1 }
export type Webhooks = { list: () => Webhook[]; add: (given: Record<string, unknown>) => Webhook; flush: Deliveries["flush"] }

const FAILURES_MAX = 10
const ACTIONS = { create: "create", update: "change", delete: "delete" } as const

export function openWebhooks(company: Company): Webhooks {
  const hooks: Webhook[] = []
  const failures = new Map<number, number>()
  const deliveries = openDeliveries(company.clock)
  let count = 0
  company.store.listeners.push(({ kind, record, before, by }) => {
    const action = ACTIONS[kind]
    for (const hook of hooks.filter(({ is_active, event_object }) => is_active === 1 && event_object === record.type)) {
      if (hook.event_action !== "*" && hook.event_action !== action) continue
      count += 1
      const meta = {
        action,
        entity: record.type,
        entity_id: record.id,
        id: String(count),
        user_id: by,
        version: "2.0",
        webhook_id: String(hook.id),
      }
      const previous = Object.fromEntries(Object.entries(before).filter(([name, value]) => record.values[name] !== value))
      deliveries.add({
        url: hook.subscription_url,
        body: JSON.stringify({
          meta,
          data: action === "delete" ? null : bodyOf(company, record),
          previous: kind === "create" ? null : previous,
        }),
        answered: (status) => {
          const failed = status !== null && status < 300 ? 0 : (failures.get(hook.id) ?? 0) + 1
          failures.set(hook.id, failed)
          if (failed >= FAILURES_MAX) hook.is_active = 0
        },
      })
    }
  })
  return {
    list: () => hooks,
    add: ({ subscription_url, event_action, event_object }) => {
      const hook: Webhook = {
        id: hooks.length + 1,
        subscription_url: String(subscription_url),
        event_action: String(event_action),
        event_object: String(event_object),
        is_active: 1,
      }
      hooks.push(hook)
      return hook
    },
    flush: deliveries.flush,
  }
}
