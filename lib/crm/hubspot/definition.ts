import type { AccountField, CrmDefinition, OAuthSignIn } from "@/lib/crm/definition"
import { createHubspotProvider } from "./hubspot-provider"
import { HUBSPOT_MAPPINGS, HUBSPOT_OWN_PROPERTIES } from "./mapping"

const API = "https://api.hubapi.com"
const WEB_APP = "https://app.hubspot.com"

const ADDRESS: AccountField = {
  name: "baseUrl",
  label: "API address",
  isSecret: false,
  isRequired: false,
  isAddress: true,
  variable: "HUBSPOT_API_URL",
  fallback: API,
}
const APP_ID: AccountField = { name: "appId", label: "App id", isSecret: false, isRequired: false, variable: "HUBSPOT_APP_ID" }

// A simulator has pages of its own, at the address of its API.
const pagesOf = (baseUrl = API): string => (baseUrl === API ? WEB_APP : baseUrl)

const OAUTH: OAuthSignIn = {
  fields: [
    { name: "clientId", label: "Client id", isSecret: false, isRequired: true, variable: "HUBSPOT_CLIENT_ID" },
    { name: "clientSecret", label: "Client secret", isSecret: true, isRequired: true, variable: "HUBSPOT_CLIENT_SECRET" },
    ADDRESS,
    APP_ID,
  ],
  authorizeUrl: ({ baseUrl }) => new URL("/oauth/authorize", pagesOf(baseUrl)).href,
  tokenUrl: ({ baseUrl = API }) => new URL("/oauth/v3/token", baseUrl).href,
  scopes: () => [
    "oauth",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "crm.schemas.contacts.read",
    "crm.schemas.contacts.write",
    "crm.schemas.deals.read",
    "crm.schemas.deals.write",
    "crm.objects.owners.read",
  ],
  extra: { optional_scope: "communication_preferences.read_write" },
  hasPkce: false,
  clientAuth: "body",
  body: "form",
}

export const hubspot: CrmDefinition = {
  kind: "hubspot",
  label: "HubSpot",
  channel: "hubspot",
  fields: [
    { name: "accessToken", label: "Access token", isSecret: true, isRequired: true, variable: "HUBSPOT_ACCESS_TOKEN" },
    ADDRESS,
    APP_ID,
    {
      name: "clientSecret",
      label: "Client secret of the app, which signs webhooks",
      isSecret: true,
      isRequired: false,
      variable: "HUBSPOT_CLIENT_SECRET",
    },
  ],
  oauth: OAUTH,
  webhooks: { signedBy: "clientSecret" },
  accountUrl: ({ baseUrl }) => pagesOf(baseUrl),
  ownSources: ({ appId }) => (appId === undefined ? [] : [appId]),
  connect: ({ accessToken, baseUrl = API }, hooks) => createHubspotProvider({ accessToken, baseUrl }, hooks),
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
