import { z } from "zod"
import { DAY_MS } from "@/lib/core/time"
import { BANDS, STAGE_IDS, type Band, type StageId } from "@/lib/core/lead-states"
import { CHANNELS } from "@/lib/core/channels"
import { unknownPlaceholders } from "./placeholders"
import { LANGUAGES, type Language } from "./language"

/**
 * A sequence: who enters it, and what they get when. A delay counts from the previous step; the first one from the
 * enrolment, or from the person's latest message before anything was sent. English is required, because it is the
 * fallback for languages without a text.
 */
const HOURS_MAX = 24 * 180

const Text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "Write what is to be said.")
    .max(max)
    .superRefine((text, context) => {
      const unknown = unknownPlaceholders(text)
      if (unknown.length > 0)
        context.addIssue({ code: "custom", message: `Nothing is known as {${unknown[0]}}; use {name}, {vehicle}, {company} or {agent}.` })
    })

const EmailText = z.object({ subject: Text(150), body: Text(5000) })
/** The text is that of the approved template, for our own history; the variables fill {{1}}, {{2}} … in order. */
const WhatsappText = z.object({
  templateId: z.string().trim().min(1, "Give the template's id in BotSpace.").max(100),
  variables: z.array(Text(200)).max(10),
  text: Text(1024),
})

const delayHours = z.int().min(0).max(HOURS_MAX)

const NurtureStep = z.discriminatedUnion("channel", [
  z.object({ channel: z.literal("email"), delayHours, templates: z.object({ en: EmailText, ar: EmailText.optional() }) }),
  z.object({ channel: z.literal("whatsapp"), delayHours, templates: z.object({ en: WhatsappText, ar: WhatsappText.optional() }) }),
  z.object({ channel: z.literal("task"), delayHours, title: Text(200) }),
])
export type NurtureStep = z.infer<typeof NurtureStep>

export const EntryRules = z.object({
  bands: z.array(z.enum(BANDS)).min(1, "Choose at least one band.").default(["nurture"]),
  /** Empty lists mean any: any open stage, any channel, any language. */
  stages: z.array(z.enum(STAGE_IDS)).default([]),
  channels: z.array(z.enum(CHANNELS)).default([]),
  languages: z.array(z.enum(LANGUAGES)).default([]),
  /** Leads without activity for longer do not enter. */
  activeWithinDays: z.int().min(1).max(730).default(90),
})
export type EntryRules = z.infer<typeof EntryRules>

export const SequenceDraft = z.object({
  name: z.string().trim().min(1, "A sequence needs a name.").max(80),
  entry: EntryRules,
  steps: z.array(NurtureStep).min(1, "A sequence needs a step.").max(12),
})
export type SequenceDraft = z.infer<typeof SequenceDraft>

type EnteringLead = {
  band: Band
  stageId: StageId
  isOpen: boolean
  channels: readonly string[]
  language: Language
  lastActivityAt: Date
}

/** Whether a lead meets the entry rules. */
export const mayEnter = (rules: EntryRules, lead: EnteringLead, now: Date): boolean =>
  lead.isOpen &&
  rules.bands.includes(lead.band) &&
  (rules.stages.length === 0 || rules.stages.includes(lead.stageId)) &&
  (rules.channels.length === 0 || rules.channels.some((channel) => lead.channels.includes(channel))) &&
  (rules.languages.length === 0 || rules.languages.includes(lead.language)) &&
  now.getTime() - lead.lastActivityAt.getTime() <= rules.activeWithinDays * DAY_MS
