import { startDynamics } from "@/e2e/simulators/dynamics/server"
import { dynamics } from "@/lib/crm/dynamics/definition"
import type { SimulatedCrm } from "./simulated-crm"

const plugin = { table: "contact", column: "onl_company", contains: "Poison", message: "Not with us" }

export const simulatedDynamics: SimulatedCrm = {
  definition: dynamics,
  start: (startAt) => startDynamics({ startAt }),
  isWrite: ({ method, url }) => method !== "GET" && url.includes("/api/data/"),
  limits: {
    burst: (requestsMax) => ({ requestsMax }),
    "execution time": (timeMaxMs) => ({ timeMaxMs }),
    concurrency: (concurrentMax) => ({ concurrentMax }),
  },
  poison: { settings: { plugins: [plugin] }, company: "Poison LLC", why: "Not with us" },
  lacks: ["read-only"],
}
