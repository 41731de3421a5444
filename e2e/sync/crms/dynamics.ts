import { startDynamics } from "@/e2e/simulators/dynamics/server"
import { dynamics } from "@/lib/crm/dynamics/definition"
import { POISON, type SimulatedCrm } from "./simulated-crm"

export const simulatedDynamics: SimulatedCrm = {
  definition: dynamics,
  start: (startAt) => startDynamics({ startAt }),
  isWrite: ({ method, url }) => method !== "GET" && url.includes("/api/data/"),
  limits: {
    burst: (requestsMax) => ({ requestsMax }),
    "execution time": (timeMaxMs) => ({ timeMaxMs }),
    concurrency: (concurrentMax) => ({ concurrentMax }),
  },
  poison: { plugins: [{ table: "contact", column: "onl_company", contains: POISON, message: "Not with us" }] },
}
