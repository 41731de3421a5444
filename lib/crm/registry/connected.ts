import { hubspotAccount } from "@/lib/crm/hubspot/account"
import type { CrmAccount } from "@/lib/crm/provider"
import { env } from "@/lib/platform/env"

/** The account of the CRM that this installation is connected to, as the environment describes it. */
export const connectedAccount = (): CrmAccount => hubspotAccount(env())
