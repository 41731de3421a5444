import type { CrmDefinition } from "@/lib/crm/definition"
import { createHubspotProvider } from "./hubspot-provider"
import { HUBSPOT_MAPPINGS, HUBSPOT_OWN_PROPERTIES } from "./mapping"

const API = "https://api.hubapi.com"
const WEB_APP = "https://app.hubspot.com"

export const hubspot: CrmDefinition = {
  kind: "hubspot",
  label: "HubSpot",
  channel: "hubspot",
  fields: [
    { name: "accessToken", label: "Access token", isSecret: true, isRequired: true, variable: "HUBSPOT_ACCESS_TOKEN" },
    { name: "baseUrl", label: "API address", isSecret: false, isRequired: false, variable: "HUBSPOT_API_URL", fallback: API },
    { name: "appId", label: "App id", isSecret: false, isRequired: false, variable: "HUBSPOT_APP_ID" },
  ],
  // A simulator has pages of its own, at the address of its API.
  accountUrl: ({ baseUrl = API }) => (baseUrl === API ? WEB_APP : baseUrl),
  ownSources: ({ appId }) => (appId === undefined ? [] : [appId]),
  connect: ({ accessToken = "", baseUrl = API }, hooks) => createHubspotProvider({ accessToken, baseUrl }, hooks),
  capabilities: { findsByKey: true, makesPipelines: true, settleMs: 0, overlapMs: 300_000 },
  budget: {
    buckets: { burst: { windowMs: 10_000, max: 100 }, search: { windowMs: 1_000, max: 4 } },
    day: { max: null, isRolling: false },
    slots: null,
  },
  defaultMappings: HUBSPOT_MAPPINGS,
  ownProperties: HUBSPOT_OWN_PROPERTIES,
  // A forecast wants a date; a deal that closes later is only late.
  required: { contact: [], deal: [{ property: "closedate", daysAhead: 90 }] },
}
