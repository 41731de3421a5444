import { startSalesforce } from "@/e2e/simulators/salesforce/server"
import { salesforce } from "@/lib/crm/salesforce/definition"
import { POISON, type SimulatedCrm } from "./simulated-crm"

const COMPANY = "Onelead_Company__c"

export const simulatedSalesforce: SimulatedCrm = {
  definition: salesforce,
  start: (startAt) => startSalesforce({ startAt }),
  isWrite: ({ method, url }) => method !== "GET" && /\/composite\/|\/Soap\//.test(url),
  limits: { day: (dailyMax) => ({ dailyMax }) },
  poison: { validationRules: [{ object: "Contact", field: COMPANY, contains: POISON, message: "Not with us", fields: [COMPANY] }] },
}
