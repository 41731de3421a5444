import type { CrmDefinition } from "@/lib/crm/definition"
import { createRestProvider } from "@/lib/crm/rest/rest-provider"
import { PIPEDRIVE_NOTICES } from "./notices"
import { PIPEDRIVE_MAPPINGS, PIPEDRIVE_OWN_PROPERTIES } from "./objects"
import { PIPEDRIVE } from "./pipedrive"

export const pipedrive: CrmDefinition = {
  kind: "pipedrive",
  label: "Pipedrive",
  channel: "pipedrive",
  fields: [
    { name: "apiUrl", label: "Company address", isSecret: false, isRequired: true, isAddress: true, variable: "PIPEDRIVE_API_URL" },
    { name: "apiToken", label: "API token", isSecret: true, isRequired: true, variable: "PIPEDRIVE_API_TOKEN" },
  ],
  accountUrl: ({ apiUrl = "" }) => apiUrl,
  notices: PIPEDRIVE_NOTICES,
  // Changes name no author that would tell ours: what we wrote is known by its values.
  ownSources: () => [],
  connect: (account, hooks, schema) => createRestProvider(PIPEDRIVE, account, hooks, schema),
  capabilities: { findsByKey: false, makesPipelines: true, settleMs: 60_000, overlapMs: 60_000, leadsAtOnce: 20, pollSeconds: 300 },
  budget: {
    // What the least plan allows a token; its answers say more.
    buckets: { burst: { windowMs: 2_000, max: 20 } },
    day: { max: null, isRolling: false },
    slots: null,
  },
  defaultMappings: PIPEDRIVE_MAPPINGS,
  ownProperties: PIPEDRIVE_OWN_PROPERTIES,
  required: {
    contact: [{ property: "name", value: "[not provided]" }],
    deal: [{ property: "title", value: "Onelead" }],
  },
}
