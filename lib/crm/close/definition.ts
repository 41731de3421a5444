import type { CrmDefinition } from "@/lib/crm/definition"
import { createRestProvider } from "@/lib/crm/rest/rest-provider"
import { CLOSE } from "./close"
import { CLOSE_NOTICES } from "./notices"
import { CLOSE_MAPPINGS, CLOSE_OWN_PROPERTIES } from "./objects"

const API = "https://api.close.com"

export const close: CrmDefinition = {
  kind: "close",
  label: "Close",
  channel: "close",
  fields: [
    { name: "apiKey", label: "API key", isSecret: true, isRequired: true, variable: "CLOSE_API_KEY" },
    { name: "apiUrl", label: "API address", isSecret: false, isRequired: false, isAddress: true, variable: "CLOSE_API_URL", fallback: API },
  ],
  // A simulator has no pages.
  accountUrl: ({ apiUrl = API }) => (apiUrl === API ? "https://app.close.com" : apiUrl),
  notices: CLOSE_NOTICES,
  // Changes name a user, who may be a colleague's key too: what we wrote is known by its values.
  ownSources: () => [],
  connect: (account, hooks, schema) => createRestProvider(CLOSE, { apiUrl: API, ...account }, hooks, schema),
  capabilities: { findsByKey: false, makesPipelines: true, settleMs: 90_000, overlapMs: 120_000, leadsAtOnce: 20 },
  budget: {
    // Its limits are not published: a read takes one turn, a write or a long read two, a search four.
    buckets: { burst: { windowMs: 1_000, max: 8 } },
    day: { max: null, isRolling: false },
    slots: null,
  },
  defaultMappings: CLOSE_MAPPINGS,
  ownProperties: CLOSE_OWN_PROPERTIES,
  required: { contact: [{ property: "name", value: "[not provided]" }], deal: [] },
}
