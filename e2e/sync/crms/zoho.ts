import { startZoho } from "@/e2e/simulators/zoho/server"
import { zoho } from "@/lib/crm/zoho/definition"
import type { SimulatedCrm } from "./simulated-crm"

export const simulatedZoho: SimulatedCrm = {
  definition: zoho,
  start: (startAt) => startZoho({ startAt }),
  isWrite: ({ method, url }) => method !== "GET" && /\/crm\/v8\/\w+(\/upsert|\/\d+\/actions\/merge)?$/.test(url) && !url.endsWith("/coql"),
  limits: { day: (creditsMax) => ({ creditsMax }), concurrency: (slots) => ({ slots }) },
  poison: { email: "hüda@mail.example", why: "INVALID_DATA" },
}
