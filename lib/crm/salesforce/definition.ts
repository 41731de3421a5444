import type { CrmDefinition, OAuthSignIn } from "@/lib/crm/definition"
import { OVERLAP_MS } from "./changes"
import { CLOSE_DAYS, SALESFORCE_MAPPINGS, SALESFORCE_OWN_PROPERTIES } from "./mapping"
import { createSalesforceProvider } from "./salesforce-provider"

const OAUTH: OAuthSignIn = {
  fields: [
    {
      name: "loginUrl",
      label: "Sign-in address",
      isSecret: false,
      isRequired: false,
      isAddress: true,
      variable: "SALESFORCE_LOGIN_URL",
      fallback: "https://login.salesforce.com",
    },
    { name: "clientId", label: "Consumer key", isSecret: false, isRequired: true, variable: "SALESFORCE_CLIENT_ID" },
    { name: "clientSecret", label: "Consumer secret", isSecret: true, isRequired: true, variable: "SALESFORCE_CLIENT_SECRET" },
  ],
  authorizeUrl: ({ loginUrl }) => new URL("/services/oauth2/authorize", loginUrl).href,
  tokenUrl: ({ loginUrl }) => new URL("/services/oauth2/token", loginUrl).href,
  scopes: () => ["api", "refresh_token"],
  hasPkce: true,
  clientAuth: "body",
  body: "form",
  addressIn: "instance_url",
}

export const salesforce: CrmDefinition = {
  kind: "salesforce",
  label: "Salesforce",
  channel: "salesforce",
  fields: [
    { name: "loginUrl", label: "My Domain address", isSecret: false, isRequired: true, isAddress: true, variable: "SALESFORCE_LOGIN_URL" },
    { name: "clientId", label: "Consumer key", isSecret: false, isRequired: true, variable: "SALESFORCE_CLIENT_ID" },
    { name: "clientSecret", label: "Consumer secret", isSecret: true, isRequired: false, variable: "SALESFORCE_CLIENT_SECRET" },
    {
      name: "username",
      label: "Integration user, with a private key instead of a secret",
      isSecret: false,
      isRequired: false,
      variable: "SALESFORCE_USERNAME",
    },
    { name: "privateKey", label: "Private key", isSecret: true, isRequired: false, variable: "SALESFORCE_PRIVATE_KEY" },
  ],
  oauth: OAUTH,
  accountUrl: ({ loginUrl = "" }) => loginUrl,
  // Changes are polled, and carry no source that would tell ours: what we wrote is known by its values.
  ownSources: () => [],
  connect: ({ loginUrl = "", clientId = "", clientSecret, username, privateKey }, hooks, schema) => {
    const given = { clientSecret, username, privateKey }
    const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    return createSalesforceProvider({ loginUrl, clientId, ...known }, hooks, schema)
  },
  capabilities: { findsByKey: true, settleMs: 0, overlapMs: OVERLAP_MS },
  budget: {
    buckets: { burst: { windowMs: 10_000, max: 100 }, search: { windowMs: 1_000, max: 4 } },
    day: { max: 15_000, isRolling: true },
    slots: 20,
  },
  defaultMappings: SALESFORCE_MAPPINGS,
  ownProperties: SALESFORCE_OWN_PROPERTIES,
  required: {
    // Who has one name only has it as the last: the provider sees to it.
    contact: [],
    deal: [
      { property: "Name", value: "Onelead" },
      { property: "CloseDate", daysAhead: CLOSE_DAYS },
    ],
  },
}
