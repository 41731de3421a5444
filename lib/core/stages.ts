import { z } from "zod"
import { DAY_MS } from "@/lib/core/time"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"

/**
 * What a stage is and what a lead must have before it may enter. One guard (`missingFor`) serves every way to move a
 * lead: drag, menu, keyboard, bulk, API, import and CRM. It returns what is missing, so that a screen can ask for
 * exactly that.
 *
 * The gate of an open stage includes the requirements of the open stages before it: a lead that is dragged from New
 * Lead straight to Proposal cannot skip Qualified. Booked and Lost have only their own.
 */
export const ChecklistItem = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/)
    .describe("Stable: answers refer to it"),
  label: z.string().trim().min(1, "Say what is to be settled.").max(120),
  /** An item that is not required is advice: it is shown and can be ticked, and does not close the gate. */
  required: z.boolean(),
})
export type ChecklistItem = z.infer<typeof ChecklistItem>

export const StageRequirements = z.object({
  /** Names of lead fields that must be filled. */
  fields: z.array(z.enum(LEAD_FIELDS)).optional(),
  /** At least this many contact attempts of ours in the current run, taken calls included. */
  contactAttempts: z.int().min(0).max(20).optional(),
  /** A contact that reached the person: a call that was taken, or a word of theirs after an attempt of ours. */
  reached: z.boolean().optional(),
  /** A booking in the rental system, or a booking reference given with the move. */
  booking: z.boolean().optional(),
  /** The lost reason. */
  reason: z.boolean().optional(),
})
export type StageRequirements = z.infer<typeof StageRequirements>

/** Follow-ups are due on these days after a lead entered the stage. */
export const Cadence = z.object({ days: z.array(z.int().min(0).max(365)).max(12) })
export type Cadence = z.infer<typeof Cadence>

/** What an admin edits of a stage. Ids, order and outcome are fixed: everything else in the product refers to them. */
export const StageDefinition = z.object({
  name: z.string().trim().min(1, "A stage needs a name.").max(40),
  definition: z.string().trim().max(300),
  probability: z.int().min(0).max(100),
  requirements: StageRequirements,
  checklist: z
    .array(ChecklistItem)
    .max(20)
    .refine((items) => new Set(items.map(({ id }) => id)).size === items.length, "Two items have one id."),
  cadence: Cadence,
  /** Stages a lead may move to from here; null means any. */
  moves: z.array(z.enum(STAGE_IDS)).nullable(),
  staleAfterDays: z.int().min(1).max(365).nullable(),
})
export type StageDefinition = z.infer<typeof StageDefinition>

export type StageRules = Pick<StageDefinition, "requirements" | "checklist" | "moves"> & {
  id: StageId
  position: number
  outcome: "open" | "won" | "lost"
}

/** Everything that is required to enter a stage. */
type Gate = {
  fields: string[]
  contactAttempts: number
  reached: boolean
  /** Required items only. */
  checklist: ChecklistItem[]
  booking: boolean
  reason: boolean
}

export type StageFacts = {
  fields: Readonly<Record<string, string | null | undefined>>
  contactAttempts: number
  /** Whether one of the contacts of this run reached the person. */
  isReached: boolean
  /** Ids of the items ticked in this run. */
  checklist: ReadonlySet<string>
  hasBooking: boolean
  reason: string | null
}

export const FIRST_STAGE: StageId = "new_lead"

/** How a checklist item is named among what is missing, and in the values of a move. */
export const CHECKLIST_PREFIX = "checklist:"

/** The stage's own requirements and, for an open stage, those of the open stages before it. */
export function gateOf(stages: readonly StageRules[], to: StageId): Gate {
  const target = stages.find(({ id }) => id === to)
  if (!target) return { fields: [], contactAttempts: 0, reached: false, checklist: [], booking: false, reason: false }
  const asking =
    target.outcome === "open"
      ? stages.filter(({ outcome, position }) => outcome === "open" && position <= target.position).sort((a, b) => a.position - b.position)
      : [target]
  return {
    fields: [...new Set(asking.flatMap(({ requirements }) => requirements.fields ?? []))],
    contactAttempts: Math.max(0, ...asking.map(({ requirements }) => requirements.contactAttempts ?? 0)),
    reached: asking.some(({ requirements }) => requirements.reached === true),
    checklist: asking.flatMap(({ checklist }) => checklist.filter(({ required }) => required)),
    booking: target.outcome === "won" || target.requirements.booking === true,
    reason: target.outcome === "lost" || target.requirements.reason === true,
  }
}

/**
 * Names of what is missing: lead fields, `contactAttempts`, `reached`, `checklist:<item>`, `booking`, `reason`. Empty means the
 * lead may enter.
 */
export function missingFor(gate: Gate, facts: StageFacts): string[] {
  const missing: string[] = gate.fields.filter((field) => !facts.fields[field]?.trim())
  if (facts.contactAttempts < gate.contactAttempts) missing.push("contactAttempts")
  if (gate.reached && !facts.isReached) missing.push("reached")
  for (const { id } of gate.checklist) if (!facts.checklist.has(id)) missing.push(`${CHECKLIST_PREFIX}${id}`)
  if (gate.booking && !facts.hasBooking) missing.push("booking")
  if (gate.reason && !facts.reason?.trim()) missing.push("reason")
  return missing
}

/** What an open lead lacks in its stage by today's rules. It is shown; no lead is moved back. */
export function missingNow(stages: readonly StageRules[], stageId: StageId, facts: Omit<StageFacts, "hasBooking" | "reason">): string[] {
  const stage = stages.find(({ id }) => id === stageId)
  if (stage?.outcome !== "open") return []
  return missingFor({ ...gateOf(stages, stageId), booking: false, reason: false }, { ...facts, hasBooking: true, reason: null })
}

/** Whether the gate asks for anything that a lead may lack. */
export const asksForSomething = ({ fields, contactAttempts, reached, checklist }: Gate): boolean =>
  fields.length > 0 || contactAttempts > 0 || reached || checklist.length > 0

/** Whether the table of moves allows a move. */
export function mayGo(stages: readonly StageRules[], from: StageId, to: StageId): boolean {
  const moves = stages.find(({ id }) => id === from)?.moves ?? null
  return moves === null || moves.includes(to)
}

/** How long a lead may be in the stage before it counts as stale. */
export const isStale = (staleAfterDays: number | null, enteredAt: Date, now: Date): boolean =>
  staleAfterDays !== null && now.getTime() - enteredAt.getTime() > staleAfterDays * DAY_MS
