import type { AccountField, CrmDefinition, OAuthSignIn } from "@/lib/crm/definition"
import { createRestProvider } from "@/lib/crm/rest/rest-provider"
import { ZOHO_MAPPINGS, ZOHO_OWN_PROPERTIES } from "./modules"
import { ZOHO_NOTICES } from "./watch"
import { ZOHO } from "./zoho"

const ACCOUNTS = "https://accounts.zoho.com"

const ACCOUNTS_ADDRESS: AccountField = {
  name: "accountsUrl",
  label: "Accounts address of the data centre",
  isSecret: false,
  isRequired: false,
  isAddress: true,
  variable: "ZOHO_ACCOUNTS_URL",
  fallback: ACCOUNTS,
}
const APP: readonly AccountField[] = [
  { name: "clientId", label: "Client id", isSecret: false, isRequired: true, variable: "ZOHO_CLIENT_ID" },
  { name: "clientSecret", label: "Client secret", isSecret: true, isRequired: true, variable: "ZOHO_CLIENT_SECRET" },
]

const OAUTH: OAuthSignIn = {
  fields: [ACCOUNTS_ADDRESS, ...APP],
  authorizeUrl: ({ accountsUrl }) => new URL("/oauth/v2/auth", accountsUrl).href,
  tokenUrl: ({ accountsUrl }) => new URL("/oauth/v2/token", accountsUrl).href,
  scopes: () => ["ZohoCRM.modules.ALL", "ZohoCRM.settings.ALL", "ZohoCRM.users.READ", "ZohoCRM.notifications.ALL", "ZohoCRM.coql.READ"],
  scopeSeparator: ",",
  // Without these it gives no refresh token, or only the first time.
  extra: { access_type: "offline", prompt: "consent" },
  hasPkce: false,
  clientAuth: "body",
  body: "form",
  addressIn: "api_domain",
  // The page finds out in which data centre the person is.
  returned: [
    {
      parameter: "accounts-server",
      field: "accountsUrl",
      pattern: /^https:\/\/accounts\.zoho(?:cloud)?\.(?:com|eu|in|jp|sa|ca|uk|com\.au|com\.cn)$/,
    },
  ],
}

export const zoho: CrmDefinition = {
  kind: "zoho",
  label: "Zoho CRM",
  channel: "zoho",
  fields: [
    ACCOUNTS_ADDRESS,
    {
      name: "apiUrl",
      label: "API address, where the token does not name it",
      isSecret: false,
      isRequired: false,
      isAddress: true,
      variable: "ZOHO_API_URL",
    },
    ...APP,
    { name: "refreshToken", label: "Refresh token", isSecret: true, isRequired: true, variable: "ZOHO_REFRESH_TOKEN" },
  ],
  oauth: OAUTH,
  notices: ZOHO_NOTICES,
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
