import { startSalesforce } from "@/e2e/simulators/salesforce/server"
import { salesforce } from "@/lib/crm/salesforce/definition"
import type { SimulatedCrm } from "./simulated-crm"

const rule = { object: "Contact", field: "Onelead_Company__c", contains: "Poison", message: "Not with us", fields: ["Onelead_Company__c"] }

export const simulatedSalesforce: SimulatedCrm = {
  definition: salesforce,
  start: (startAt) => startSalesforce({ startAt }),
  isWrite: ({ method, url }) => method !== "GET" && /\/composite\/|\/Soap\//.test(url),
  limits: { day: (dailyMax) => ({ dailyMax }) },
  poison: { settings: { validationRules: [rule] }, company: "Poison LLC", why: "Not with us" },
}
