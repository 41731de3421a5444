import type { AccountField, CrmDefinition, OAuthSignIn } from "@/lib/crm/definition"
import type { CrmAccount } from "@/lib/crm/provider"
import { OVERLAP_MS } from "./changes"
import { createDynamicsProvider } from "./dynamics-provider"
import { DYNAMICS_MAPPINGS, DYNAMICS_OWN_PROPERTIES, TAG } from "./mapping"
import { DYNAMICS_NOTICES } from "./webhooks"

const AUTHORITY = "https://login.microsoftonline.com"

const FIELDS: readonly AccountField[] = [
  { name: "url", label: "Environment address", isSecret: false, isRequired: true, isAddress: true, variable: "DYNAMICS_URL" },
  { name: "tenantId", label: "Directory (tenant) id", isSecret: false, isRequired: true, variable: "DYNAMICS_TENANT_ID" },
  { name: "clientId", label: "Application (client) id", isSecret: false, isRequired: true, variable: "DYNAMICS_CLIENT_ID" },
  { name: "clientSecret", label: "Client secret", isSecret: true, isRequired: true, variable: "DYNAMICS_CLIENT_SECRET" },
  {
    name: "authorityUrl",
    label: "Sign-in address",
    isSecret: false,
    isRequired: false,
    isAddress: true,
    variable: "DYNAMICS_AUTHORITY_URL",
    fallback: AUTHORITY,
  },
]

const pageOf = (name: string, { authorityUrl, tenantId = "" }: CrmAccount): string =>
  new URL(`/${encodeURIComponent(tenantId)}/oauth2/v2.0/${name}`, authorityUrl).href

const OAUTH: OAuthSignIn = {
  fields: FIELDS,
  authorizeUrl: (account) => pageOf("authorize", account),
  tokenUrl: (account) => pageOf("token", account),
  scopes: ({ url = "" }) => [`${new URL(url).origin}/user_impersonation`, "offline_access"],
  hasPkce: true,
  clientAuth: "body",
  body: "form",
}

export const dynamics: CrmDefinition = {
  kind: "dynamics",
  label: "Dynamics 365",
  channel: "dynamics",
  fields: FIELDS,
  oauth: OAUTH,
  notices: DYNAMICS_NOTICES,
  accountUrl: ({ url = "" }) => url,
  ownSources: () => [TAG],
  connect: ({ url = "", tenantId = "", clientId = "", clientSecret = "", authorityUrl = AUTHORITY }, hooks, schema) =>
    createDynamicsProvider({ url, tenantId, clientId, clientSecret, authorityUrl }, hooks, schema),
  capabilities: { findsByKey: true, settleMs: 0, overlapMs: OVERLAP_MS },
  budget: {
    buckets: { burst: { windowMs: 300_000, max: 4_500 } },
    day: { max: null, isRolling: true },
    slots: 20,
  },
  defaultMappings: DYNAMICS_MAPPINGS,
  ownProperties: DYNAMICS_OWN_PROPERTIES,
  required: { contact: [], deal: [{ property: "name", value: "Onelead" }] },
}
