import { env } from "@/lib/platform/env"
import { hubspotAccount } from "./hubspot/account"
import type { CrmAccount } from "./provider"

/** The account of the CRM that this installation is connected to, as the environment describes it. */
export const connectedAccount = (): CrmAccount => hubspotAccount(env())
