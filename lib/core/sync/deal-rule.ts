import type { Band } from "@/lib/core/lead-states"

/** When a lead gets a deal beside its contact: with its first push, or once something says that it is one. */
export const DEAL_RULES = ["always", "qualified"] as const
export type DealRule = (typeof DEAL_RULES)[number]

export type DealFacts = {
  stageId: string
  band: Band
  /** Of the trip, as far as they are known. */
  pickupDate: string
  returnDate: string
  /** A chatbot asked for a deal. */
  isAskedFor: boolean
}

const WORKED: readonly string[] = ["qualified", "proposal", "negotiation", "booked"]

/** Whether this is a deal: somebody qualified it, it has dates to price, it is urgent, or a chatbot asked for one. */
export const isDealWanted = (rule: DealRule, { stageId, band, pickupDate, returnDate, isAskedFor }: DealFacts): boolean =>
  rule === "always" || isAskedFor || band === "high" || WORKED.includes(stageId) || (pickupDate !== "" && returnDate !== "")
