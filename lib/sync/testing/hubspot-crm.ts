import { hubspot } from "@/lib/crm/hubspot/definition"
import type { CrmAccount } from "@/lib/crm/provider"
import type { CrmConnection } from "@/lib/sync/connection/crm-connection"

/** HubSpot as the environment connects it, or another account of it under a name of its own. */
export const hubspotCrm = (account: CrmAccount = {}, name = "hubspot"): CrmConnection => ({
  name,
  label: name === hubspot.kind ? hubspot.label : name,
  definition: hubspot,
  source: "environment",
  account,
})
