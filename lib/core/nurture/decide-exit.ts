import type { Band, StageId } from "@/lib/core/lead-states"
import type { EntryRules } from "./sequence"
import type { ExitReason } from "./states"

/** What decides whether an enrolled lead stays in its sequence. */
export type StayFacts = {
  state: "active" | "merged" | "removed"
  isOnBoard: boolean
  outcome: "open" | "won" | "lost"
  band: Band
  stageId: StageId
  isSameRun: boolean
  /** The latest word on marketing, whichever the channel; null when there was none. */
  marketing: boolean | null
  /** The person's latest word since entering. */
  spokeAt: Date | null
  /** When the first step went out; null when nothing was sent yet. */
  firstSentAt: Date | null
}

/** Why the lead is to leave, the weightiest reason first; null when it stays. */
export function exitOf(facts: StayFacts, rules: Pick<EntryRules, "bands" | "stages">): ExitReason | null {
  if (facts.state !== "active") return "merged"
  if (facts.outcome === "won") return "booked"
  if (facts.outcome === "lost") return "lost"
  if (!facts.isOnBoard) return "off_board"
  if (facts.marketing === false) return "opted_out"
  if (facts.spokeAt !== null && facts.firstSentAt !== null && facts.spokeAt >= facts.firstSentAt) return "replied"
  if (!facts.isSameRun) return "came_back"
  if (!rules.bands.includes(facts.band)) return "left_band"
  if (rules.stages.length > 0 && !rules.stages.includes(facts.stageId)) return "left_stage"
  return null
}

/** After these nothing further is sent in the present run, whichever the sequence. */
export const FINAL_EXITS: readonly ExitReason[] = ["replied", "opted_out", "stopped"]
