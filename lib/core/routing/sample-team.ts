import type { LeadFacts } from "./lead-facts"
import type { Agent, RoutingState } from "./route-lead"
import { RoutingConfig } from "./routing-config"
import { WEEKDAYS, WorkingTime } from "@/lib/core/working-time/calendar"

/** A team and leads for tests: defaults everywhere, and always at work. */
export const DUBAI = WorkingTime.parse({ week: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: "00:00", to: "24:00" }]])) })

export const sampleAgent = (id: string, given: Partial<Agent> = {}): Agent => ({
  id,
  name: id.toUpperCase(),
  role: "agent",
  isActive: true,
  takesLeads: true,
  languages: ["en"],
  weight: 1,
  openMax: null,
  newPerDayMax: null,
  calendar: null,
  absence: null,
  ...given,
})

export const sampleFacts = (given: Partial<LeadFacts> = {}): LeadFacts => ({
  channel: "website",
  language: null,
  country: "AE",
  emirate: null,
  vehicle: "",
  band: "normal",
  isReturning: false,
  text: "",
  ownerId: null,
  earlierOwnerId: null,
  addedById: null,
  ...given,
})

export const BLANK_STATE: RoutingState = { loads: {}, turns: {} }

export const sampleConfig = (rules: unknown[], given: Record<string, unknown> = {}): RoutingConfig =>
  RoutingConfig.parse({ rules: rules.map((rule, at) => ({ id: `r${at}`, name: `Rule ${at}`, ...(rule as object) })), ...given })
