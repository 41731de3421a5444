import { z } from "zod"
import { FieldMapping, withNewFields } from "@/lib/core/sync/mapping"
import { definitionOf } from "@/lib/crm/registry/definitions"
import type { Setting } from "@/lib/platform/settings/setting"

/** The one CRM that can be connected today; everything beside this file, lib/crm and lib/runtime is written for any. */
export const PROVIDER = "hubspot"
export const DEFINITION = definitionOf(PROVIDER)
export const PROVIDER_LABEL = DEFINITION.label

/** A paused sync goes on noting what changes and sends nothing; a disconnected one does not even note it. */
const CrmSettings = z.object({
  isPaused: z.boolean().default(false),
  isDisconnected: z.boolean().default(false),
  pipelineLabel: z.string().trim().min(1).max(60).default("Onelead"),
  /** Activities before this stay here; null until the first start. */
  activitiesSince: z.iso.datetime().nullable().default(null),
  /** Share of the day's calls from which on an alert is shown, in percent. */
  alertAtPercent: z.number().int().min(10).max(100).default(70),
  /** How often changes are asked for, webhooks or not. */
  pollSeconds: z.number().int().min(10).max(3600).default(60),
  /** Our colleague → their owner, where the two have different addresses. */
  owners: z.record(z.uuid(), z.string().max(40)).default({}),
  mappings: z
    .array(FieldMapping)
    .default([...DEFINITION.defaultMappings])
    .transform((saved) => withNewFields(saved, DEFINITION.defaultMappings)),
})
export type CrmSettings = z.infer<typeof CrmSettings>

export const crmSettings: Setting<CrmSettings> = { key: `crm.${PROVIDER}`, schema: CrmSettings as z.ZodType<CrmSettings> }
