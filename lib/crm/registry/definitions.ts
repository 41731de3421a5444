import type { CrmDefinition } from "@/lib/crm/definition"
import { dynamics } from "@/lib/crm/dynamics/definition"
import { hubspot } from "@/lib/crm/hubspot/definition"
import { salesforce } from "@/lib/crm/salesforce/definition"
import { required } from "@/lib/core/required"

/** Every kind of CRM that can be connected. A new one is one folder and one line here. */
const DEFINITIONS: readonly CrmDefinition[] = [hubspot, salesforce, dynamics]

export const definitionOf = (kind: string): CrmDefinition =>
  required(
    DEFINITIONS.find((one) => one.kind === kind),
    "kind of CRM",
  )
