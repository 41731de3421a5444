import { env } from "@/lib/platform/env"
import { hubspotAccount } from "./hubspot/account"
import type { CrmAccount } from "./provider"

/** The connected CRM account, as described by the environment. */
export const connectedAccount = (): CrmAccount => hubspotAccount(env())
