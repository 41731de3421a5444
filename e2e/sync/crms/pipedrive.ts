import { startPipedrive } from "@/e2e/simulators/pipedrive/server"
import { pipedrive } from "@/lib/crm/pipedrive/definition"
import type { SimulatedCrm } from "./simulated-crm"

const refuses = { contains: "Poison", message: "Not with us" }

export const simulatedPipedrive: SimulatedCrm = {
  definition: pipedrive,
  start: (startAt) => startPipedrive({ startAt }),
  // A new record would not be found at once.
  settings: { searchLagSeconds: 0 },
  isWrite: ({ method, url }) => method !== "GET" && /\/(persons|deals)(\/|$)/.test(url),
  turnsOf: ({ url }) => (/\/search\?/.test(url) ? 2 : 1),
  limits: {
    day: (tokensMax) => ({ tokensMax }),
    burst: (burstMax) => ({ burstMax, searchMax: Math.floor(burstMax / 2) }),
    search: (searchMax) => ({ searchMax }),
  },
  poison: { settings: { refuses }, company: "Poison LLC", why: "Not with us" },
  lacks: ["token", "read-only"],
}
