import type { CrmDefinition } from "@/lib/crm/definition"
import { createRestProvider } from "@/lib/crm/rest/rest-provider"
import { ZOHO_MAPPINGS, ZOHO_OWN_PROPERTIES } from "./modules"
import { ZOHO } from "./zoho"

const ACCOUNTS = "https://accounts.zoho.com"

export const zoho: CrmDefinition = {
  kind: "zoho",
  label: "Zoho CRM",
  channel: "zoho",
  fields: [
    {
      name: "accountsUrl",
      label: "Accounts address of the data centre",
      isSecret: false,
      isRequired: false,
      variable: "ZOHO_ACCOUNTS_URL",
      fallback: ACCOUNTS,
    },
    {
      name: "apiUrl",
      label: "API address, where the token does not name it",
      isSecret: false,
      isRequired: false,
      variable: "ZOHO_API_URL",
    },
    { name: "clientId", label: "Client id", isSecret: false, isRequired: true, variable: "ZOHO_CLIENT_ID" },
    { name: "clientSecret", label: "Client secret", isSecret: true, isRequired: true, variable: "ZOHO_CLIENT_SECRET" },
    { name: "refreshToken", label: "Refresh token", isSecret: true, isRequired: true, variable: "ZOHO_REFRESH_TOKEN" },
  ],
  accountUrl: ({ accountsUrl = ACCOUNTS }) => accountsUrl.replace("//accounts.", "//crm."),
  // Notices name no author: what we wrote is known by its values.
  ownSources: () => [],
  connect: (account, hooks, schema) => createRestProvider(ZOHO, { accountsUrl: ACCOUNTS, ...account }, hooks, schema),
  capabilities: { findsByKey: true, settleMs: 0, overlapMs: 2 * 60_000 },
  budget: {
    buckets: { burst: { windowMs: 10_000, max: 100 } },
    day: { max: 50_000, isRolling: true },
    slots: 5,
  },
  defaultMappings: ZOHO_MAPPINGS,
  ownProperties: ZOHO_OWN_PROPERTIES,
  required: {
    contact: [],
    deal: [
      { property: "Deal_Name", value: "Onelead" },
      { property: "Closing_Date", daysAhead: 30 },
    ],
  },
}
