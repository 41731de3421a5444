import type { Band, StageId } from "@/lib/core/lead-states"
import type { EntryRules } from "./sequence"
import type { ExitReason } from "./states"

/** What decides whether an enrolled lead stays in its sequence. */
type StayFacts = {
  state: "active" | "merged" | "removed"
  isOnBoard: boolean
  outcome: "open" | "won" | "lost"
  band: Band
  stageId: StageId
  isSameRun: boolean
  /** The latest statement about marketing on any channel; null when there was none. */
  marketing: boolean | null
  /** The person's latest message since enrolment. */
  spokeAt: Date | null
  /** When the first step was sent; null when none was. */
  firstSentAt: Date | null
}

/** Why the lead leaves, most important reason first; null when it stays. */
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

/** After these, nothing more is sent in the current run, in any sequence. */
export const FINAL_EXITS: readonly ExitReason[] = ["replied", "opted_out", "stopped"]
