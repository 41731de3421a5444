import { openDeliveries, type Deliveries } from "@/e2e/simulators/shared/deliveries"
import { bodyOf, CloseProblem, timeOf, type Org } from "./org"

/**
 * The event log, newest first, and webhooks of the same events. Edits of one record by one user within a minute become one
 * event with a later time. A webhook that is answered badly for long pauses until somebody wakes it.
 */
type Event = {
  id: string
  object_type: string
  object_id: string
  lead_id: string | null
  action: string
  user_id: string
  at: number
}
type Hook = { id: string; url: string; events: { object_type: string; action: string }[]; status: "active" | "paused" }
export type Events = {
  list: (query: URLSearchParams) => Record<string, unknown>
  hooks: () => Hook[]
  addHook: (given: Record<string, unknown>) => Hook
  changeHook: (id: string, given: Record<string, unknown>) => Hook
  flush: Deliveries["flush"]
}

const ACTIONS = { create: "created", update: "updated", delete: "deleted" } as const
const LOGGED = new Set(["lead", "contact", "opportunity"])
const ONE_EVENT_MS = 60_000
const PAGE_MAX = 50
const FAILURES_MAX = 10

export function openEvents(org: Org): Events {
  let events: Event[] = []
  const hooks: Hook[] = []
  const failures = new Map<string, number>()
  const deliveries = openDeliveries(org.clock)
  let count = 0
  org.store.listeners.push(({ kind, record, by }) => {
    if (!LOGGED.has(record.type)) return
    const at = org.clock.now()
    const action = kind === "delete" && record.mergedInto !== null ? "merged" : ACTIONS[kind]
    const same = events.find(
      (one) => one.object_id === record.id && one.action === "updated" && one.user_id === by && at - one.at < ONE_EVENT_MS,
    )
    count += 1
    const lead_id = record.type === "lead" ? record.id : String(record.values["lead_id"])
    const event: Event =
      action === "updated" && same
        ? { ...same, at }
        : { id: `ev_${count}`, object_type: record.type, object_id: record.id, lead_id, action, user_id: by, at }
    events = [event, ...events.filter(({ id }) => id !== event.id)]
    const data = kind === "delete" ? null : bodyOf(org, record)
    for (const hook of hooks)
      if (hook.status === "active" && hook.events.some((one) => one.object_type === record.type && one.action === action))
        deliveries.add({
          url: hook.url,
          body: JSON.stringify({ subscription_id: hook.id, event: { ...shown(event), data } }),
          answered: (status) => {
            const failed = status !== null && status < 300 ? 0 : (failures.get(hook.id) ?? 0) + 1
            failures.set(hook.id, failed)
            if (failed >= FAILURES_MAX) hook.status = "paused"
          },
        })
  })
  return {
    list: (query) => {
      const limit = Number(query.get("_limit") ?? PAGE_MAX)
      if (limit > PAGE_MAX) throw new CloseProblem(400, "", { _limit: `At most ${PAGE_MAX}.` })
      const type = query.get("object_type")
      const wanted = events.filter(({ object_type }) => type === null || object_type === type)
      const cursor = query.get("_cursor")
      const start = cursor === null ? 0 : wanted.findIndex(({ id }) => id === cursor) + 1
      const page = wanted.slice(start, start + limit)
      const hasMore = wanted.length > start + limit
      return { data: page.map(shown), cursor_next: hasMore ? (page.at(-1)?.id ?? null) : null, cursor_previous: page[0]?.id ?? cursor }
    },
    hooks: () => hooks,
    addHook: ({ url, events: given }) => {
      const hook: Hook = { id: `whsub_${hooks.length + 1}`, url: String(url), events: given as Hook["events"], status: "active" }
      hooks.push(hook)
      return hook
    },
    changeHook: (id, given) => {
      const hook = hooks.find((one) => one.id === id)
      if (!hook) throw new CloseProblem(404, "Not found")
      return Object.assign(hook, given)
    },
    flush: deliveries.flush,
  }
}

const shown = ({ at, ...event }: Event) => ({ ...event, date_created: timeOf(at), date_updated: timeOf(at) })
