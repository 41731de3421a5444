import { DEFAULT_TOKEN, startSimulator } from "@/e2e/simulators/hubspot/server"
import { hubspot } from "@/lib/crm/hubspot/definition"
import type { SimulatedCrm } from "./simulated-crm"

const [appId, clientSecret] = ["39522895", "a-client-secret-of-hubspot"]

export const simulatedHubspot: SimulatedCrm = {
  definition: hubspot,
  start: async (startAt) => {
    const simulator = await startSimulator({ startAt })
    const environment = { HUBSPOT_API_URL: simulator.url, HUBSPOT_ACCESS_TOKEN: DEFAULT_TOKEN, HUBSPOT_APP_ID: appId }
    return { ...simulator, environment }
  },
  settings: { searchLagMs: [0, 0] },
  isWrite: ({ method, url }) => method === "POST" && /batch\/(update|upsert|create)|merge/.test(url),
  limits: {
    day: (daily) => ({ limits: { daily } }),
    burst: (burst) => ({ limits: { burst } }),
    search: (search) => ({ limits: { search } }),
  },
  poison: { email: "hüda@mail.example", why: "is invalid" },
  webhooks: {
    secret: clientSecret,
    subscribe: (sim, targetUrl) => sim("POST", "webhooks", { targetUrl, clientSecret, appId, batchWindowMs: 1, retryDelayMs: 1 }),
    flush: (sim) => sim("POST", "webhooks/flush", { timeoutMs: 20_000 }),
  },
  lacks: ["token"],
}
