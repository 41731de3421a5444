import { z } from "zod"
import { DEAL_RULES } from "@/lib/core/sync/deal-rule"
import { FieldMapping, withNewFields } from "@/lib/core/sync/mapping"
import type { Setting } from "@/lib/platform/settings/setting"
import type { CrmConnection } from "./crm-connection"

const PollSeconds = z.number().int().min(10).max(3600)
const POLL_SECONDS = 60

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
  pollSeconds: PollSeconds.default(POLL_SECONDS),
  dealRule: z.enum(DEAL_RULES).default("always"),
  /** Our colleague → their owner, where the two have different addresses. */
  owners: z.record(z.uuid(), z.string().max(40)).default({}),
  mappings: z.array(FieldMapping).default([]),
})
export type CrmSettings = z.infer<typeof CrmSettings>

/** Each connection has its own. */
export function crmSettings({ name, definition }: Pick<CrmConnection, "name" | "definition">): Setting<CrmSettings> {
  const { capabilities, defaultMappings } = definition
  const schema = CrmSettings.extend({ pollSeconds: PollSeconds.default(capabilities.pollSeconds ?? POLL_SECONDS) }).transform((saved) => ({
    ...saved,
    mappings: withNewFields(saved.mappings, defaultMappings),
  }))
  return { key: settingsKey(name), schema: schema as z.ZodType<CrmSettings> }
}

export const settingsKey = (name: string): string => `crm.${name}`
