import { openDeliveries, type Deliveries } from "@/e2e/simulators/shared/deliveries"
import type { SimAnswer } from "@/e2e/simulators/shared/server"
import { timeOf, type Org } from "./org"

/**
 * Notices of changes. A channel lasts an hour unless a time of at most seven days was named for it, and is silent after its
 * end. Nothing is signed and nothing is sent twice.
 */
type Channel = { channel_id: string; events: string[]; token: string; notify_url: string; until: number }
export type Watch = {
  answer: (request: { method: string; query: URLSearchParams; body: Record<string, unknown> }) => SimAnswer
  channels: () => Channel[]
  flush: Deliveries["flush"]
}

const HOUR_MS = 3_600_000
const WEEK_MS = 7 * 86_400_000

export function openWatch(org: Org): Watch {
  let channels: Channel[] = []
  const deliveries = openDeliveries(org.clock)
  const live = (): Channel[] => channels.filter(({ until }) => until > org.clock.now())
  org.store.listeners.push(({ kind, record, before }) => {
    const operation = kind === "create" ? "insert" : kind
    for (const channel of live())
      if (channel.events.some((event) => event === `${record.type}.all` || event === `${record.type}.${operation}`))
        deliveries.add({
          url: channel.notify_url,
          body: JSON.stringify({
            server_time: org.clock.now(),
            module: record.type,
            operation,
            channel_id: channel.channel_id,
            token: channel.token,
            resource_uri: `/crm/v8/${record.type}`,
            ids: [record.id],
            affected_fields: [{ [record.id]: Object.keys(record.values).filter((name) => record.values[name] !== before[name]) }],
            affected_values: [],
            query_params: {},
          }),
        })
  })
  return {
    channels: live,
    flush: deliveries.flush,
    answer: ({ method, query, body }) => {
      if (method === "GET") return { status: 200, body: { watch: live() } }
      if (method === "DELETE") {
        const ids = (query.get("channel_ids") ?? "").split(",")
        channels = channels.filter(({ channel_id }) => !ids.includes(channel_id))
        return { status: 200, body: { watch: ids.map((channel_id) => ({ status: "success", code: "SUCCESS", details: { channel_id } })) } }
      }
      const now = org.clock.now()
      const rows = (body["watch"] as Record<string, unknown>[]).map((given) => {
        const asked = Date.parse(String(given["channel_expiry"] ?? ""))
        const until = Number.isNaN(asked) || asked > now + WEEK_MS ? now + HOUR_MS : asked
        const channel_id = String(given["channel_id"])
        const known = live().find((one) => one.channel_id === channel_id)
        if (method !== "POST" && !known)
          return { status: "error", code: "NOT_SUBSCRIBED", message: "not subscribed", details: { channel_id } }
        channels = [...channels.filter((one) => one.channel_id !== channel_id), { ...known, ...(given as Channel), channel_id, until }]
        return {
          status: "success",
          code: "SUCCESS",
          message: "subscribed",
          details: { events: [{ channel_id, channel_expiry: timeOf(until) }] },
        }
      })
      const isBad = rows.some(({ status }) => status === "error")
      return { status: isBad ? 202 : 201, body: { watch: rows } }
    },
  }
}
