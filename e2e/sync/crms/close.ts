import { startClose } from "@/e2e/simulators/close/server"
import { close } from "@/lib/crm/close/definition"
import type { SimulatedCrm } from "./simulated-crm"

const refuses = { contains: "Poison", message: "Not with us" }
const isSearch = (url: string): boolean => /\/data\/search\//.test(url)

export const simulatedClose: SimulatedCrm = {
  definition: close,
  start: (startAt) => startClose({ startAt }),
  // A new record would not be found at once, and a deleted one would still be read.
  settings: { searchLagSeconds: 0, deletedReadableSeconds: 0 },
  // Many leads are read at the address where one is made.
  isWrite: ({ method, url }) =>
    (method === "PUT" || method === "POST") && /\/(lead|contact|opportunity)\/(\w+\/)?$/.test(url) && !url.endsWith("/lead/"),
  turnsOf: ({ method, url }) => (isSearch(url) ? 4 : method === "GET" ? 1 : 2),
  limits: { burst: (burstMax) => ({ burstMax }) },
  poison: { settings: { refuses }, company: "Poison LLC", why: "Not with us" },
  lacks: ["token", "read-only"],
}
