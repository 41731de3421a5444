import { close } from "@/lib/crm/close/definition"
import type { CrmDefinition } from "@/lib/crm/definition"
import { dynamics } from "@/lib/crm/dynamics/definition"
import { hubspot } from "@/lib/crm/hubspot/definition"
import { pipedrive } from "@/lib/crm/pipedrive/definition"
import { salesforce } from "@/lib/crm/salesforce/definition"
import { zoho } from "@/lib/crm/zoho/definition"

/** Every kind of CRM that can be connected. A new one is one folder and one line here. */
export const CRM_DEFINITIONS: readonly CrmDefinition[] = [hubspot, salesforce, dynamics, zoho, pipedrive, close]
