import type { CrmDefinition } from "@/lib/crm/definition"
import { OVERLAP_MS } from "./changes"
import { createDynamicsProvider } from "./dynamics-provider"
import { DYNAMICS_MAPPINGS, DYNAMICS_OWN_PROPERTIES, TAG } from "./mapping"

const AUTHORITY = "https://login.microsoftonline.com"

export const dynamics: CrmDefinition = {
  kind: "dynamics",
  label: "Dynamics 365",
  channel: "dynamics",
  fields: [
    { name: "url", label: "Environment address", isSecret: false, isRequired: true, variable: "DYNAMICS_URL" },
    { name: "tenantId", label: "Directory (tenant) id", isSecret: false, isRequired: true, variable: "DYNAMICS_TENANT_ID" },
    { name: "clientId", label: "Application (client) id", isSecret: false, isRequired: true, variable: "DYNAMICS_CLIENT_ID" },
    { name: "clientSecret", label: "Client secret", isSecret: true, isRequired: true, variable: "DYNAMICS_CLIENT_SECRET" },
    {
      name: "authorityUrl",
      label: "Sign-in address",
      isSecret: false,
      isRequired: false,
      variable: "DYNAMICS_AUTHORITY_URL",
      fallback: AUTHORITY,
    },
  ],
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
