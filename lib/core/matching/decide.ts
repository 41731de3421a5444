/**
 * From comparisons to one decision, in this order:
 *
 *   1. The same personal phone joins that lead, then the same personal e-mail. A fixed line, or a value that several
 *      people use, joins only a lead whose name clearly agrees; calls from a fixed line that no name ever came with
 *      are one caller.
 *   2. When the names contradict, the event still joins, no name is overwritten, and a split item asks a person.
 *      Phone and e-mail both equal outweigh a contradicting name.
 *      A number whose country was guessed, or an address with a space in it, never joins a lead: whoever has it is a question.
 *   3. When phone and e-mail name two leads, the event joins the phone's lead and the pair goes to review.
 *   4. An approximate phone or e-mail with an agreeing name, and a phone-only and an e-mail-only lead close in time with
 *      a name that is rare enough, go to review as pairs.
 *   5. Anything else is a new lead. A pair that a person rejected, or that is open already, is not flagged again, except
 *      by an event that names both leads.
 *
 * At most three flags leave this module, best first; a best one far ahead stands alone.
 */
import { compareContacts, compareNamesToo, mayMatter, type Comparison, type MatchEvidence } from "@/lib/core/matching/compare"
import { DAY_MS } from "@/lib/core/time"
import type { FlagReason } from "@/lib/core/matching/flag-reasons"
import type { Profile } from "@/lib/core/matching/profile"
import { exactTie, reviewReason, type Tie } from "@/lib/core/matching/rules"
import type { MatchSettings } from "@/lib/core/matching/settings"
import type { MatchStats, PairStatus } from "@/lib/core/matching/stats"

type DecisionReason =
  | "same_phone_and_email"
  | "same_phone"
  | "same_email"
  | "same_line_and_name"
  | "name_contradicts"
  | "number_recycled"
  | "no_match"
  | "similar"

export type MatchFlag = {
  kind: "pair" | "split"
  /** The other lead of a pair; for a split, the lead the event joined. */
  leadId: string
  reason: FlagReason
  evidence: MatchEvidence
}
export type Decision = {
  /** "update" and "split" join `leadId`; "review" and "new" make a new lead. Flags may accompany any of them. */
  outcome: "update" | "split" | "review" | "new"
  leadId: string | null
  reason: DecisionReason
  flags: MatchFlag[]
  /** The evidence for the lead it joined. */
  evidence: MatchEvidence | null
  /** Position among the joined lead's names of the one that agrees with the event's, when one does. */
  agreesWithName: number | null
  /** Leads on the same switchboard or shared value: a hint on the lead page, never a review item. */
  sameLine: string[]
}

type Compared = { candidate: Profile; comparison: Comparison; tie: Tie }

const AHEAD_BITS = 6
// Sure enough to be shown beside a better flag: one person may already have three leads.
const SURE_BITS = 4

export function decide(event: Profile, candidates: readonly Profile[], stats: MatchStats, settings: MatchSettings): Decision {
  const compared = candidates
    .flatMap((candidate): Compared[] => {
      const contacts = compareContacts(event, candidate, stats, settings)
      if (!mayMatter(event, candidate, contacts, stats, settings)) return []
      const comparison = compareNamesToo(event, candidate, contacts, stats)
      const isNameless = event.names.length === 0 && candidate.names.length === 0
      return [{ candidate, comparison, tie: exactTie(comparison, isNameless) }]
    })
    .toSorted((a, b) => b.comparison.evidence.totalBits - a.comparison.evidence.totalBits || (a.candidate.id < b.candidate.id ? -1 : 1))
  const joined = bestTie(compared, settings)
  const sameLine = compared.filter(({ tie }) => tie === "line").map(({ candidate }) => candidate.id)
  if (!joined) return alone(event, compared, stats, settings, sameLine)
  return join(event, joined, compared, stats, settings, sameLine)
}

/** The phone's lead before the e-mail's, and among equals the one with the better evidence. */
function bestTie(compared: readonly Compared[], settings: MatchSettings): Compared | null {
  for (const tie of ["both", "phone", "email", "line-and-name"] as const) {
    const found = compared.find((one) => one.tie === tie && !isHeld(one, settings))
    if (found) return found
  }
  return null
}

const isHeld = (one: Compared, settings: MatchSettings): boolean =>
  settings.contradiction === "hold" && contradiction(one, settings) !== null

function join(
  event: Profile,
  joined: Compared,
  compared: readonly Compared[],
  stats: MatchStats,
  settings: MatchSettings,
  sameLine: string[],
): Decision {
  const { candidate, comparison, tie } = joined
  const contradicting = contradiction(joined, settings)
  const evidence = comparison.evidence
  const split: MatchFlag[] = contradicting === null ? [] : [{ kind: "split", leadId: candidate.id, reason: contradicting, evidence }]
  const others = compared.filter((one) => one !== joined)
  const statusOf = (one: Compared): PairStatus => stats.pairStatus(candidate.id, one.candidate.id)
  // An event that carries a value of each lead is new evidence, also about a rejected pair, and a better reason for an
  // open item.
  const bridges = others.filter((one) => isBridge(joined, one) && statusOf(one) !== "linked")
  const rest = others.filter((one) => !isBridge(joined, one) && statusOf(one) === "none")
  const linked = bridges.map((one) => pairFlag(one, "linked_by_event"))
  const flags = [...split, ...linked, ...reviewFlags(event, rest, settings)].slice(0, settings.flagsMax)
  const reasons = { both: "same_phone_and_email", phone: "same_phone", email: "same_email" } as const
  const reason = contradicting ?? (tie === "both" || tie === "phone" || tie === "email" ? reasons[tie] : "same_line_and_name")
  const agreesWithName = contradicting === null && comparison.name.matched > 0 ? comparison.name.rightIndex : null
  return {
    outcome: contradicting === null ? "update" : "split",
    leadId: candidate.id,
    reason,
    flags,
    evidence,
    agreesWithName,
    sameLine,
  }
}

/** The event ties to a second lead as firmly as to the one it joined. */
const isBridge = (joined: Compared, other: Compared): boolean =>
  other.tie === "both" || other.tie === "email" || (other.tie === "phone" && joined.tie !== "line-and-name")

function alone(event: Profile, compared: readonly Compared[], stats: MatchStats, settings: MatchSettings, sameLine: string[]): Decision {
  const open = compared.filter((one) => stats.pairStatus(event.id, one.candidate.id) === "none")
  const held = open.flatMap((one) => {
    const reason = contradiction(one, settings)
    return reason !== null && isHeld(one, settings) ? [pairFlag(one, reason)] : []
  })
  const flags = [...held, ...reviewFlags(event, open, settings)].slice(0, settings.flagsMax)
  const outcome = flags.length > 0 ? "review" : "new"
  const reason = flags.length > 0 ? "similar" : "no_match"
  return { outcome, leadId: null, reason, flags, evidence: null, agreesWithName: null, sameLine }
}

function reviewFlags(event: Profile, compared: readonly Compared[], settings: MatchSettings): MatchFlag[] {
  const flags = compared.flatMap((one) => {
    const reason = reviewReason(one.comparison, one.tie, settings)
    return reason === null ? [] : [pairFlag(one, reason)]
  })
  const best = flags[0]
  if (!best) return []
  const needed = Math.min(best.evidence.totalBits - AHEAD_BITS, SURE_BITS)
  // Whoever has the value that was guessed must be looked at, however well somebody else fits.
  return flags.filter((flag) => flag.reason === "country_guessed" || flag.reason === "email_spacing" || flag.evidence.totalBits > needed)
}

const pairFlag = ({ candidate, comparison }: Compared, reason: FlagReason): MatchFlag => ({
  kind: "pair",
  leadId: candidate.id,
  reason,
  evidence: comparison.evidence,
})

/** Why a firmly tied event must not simply count as the same person, or null. */
function contradiction({ comparison, tie }: Compared, settings: MatchSettings): "name_contradicts" | "number_recycled" | null {
  if ((tie !== "phone" && tie !== "email") || !namesConflict(comparison)) return null
  const isSilent = comparison.gapMs > settings.recycledDays * DAY_MS
  return tie === "phone" && isSilent && comparison.name.matched === 0 ? "number_recycled" : "name_contradicts"
}

// People of one household share the family name and differ in the given name; one person may give the father's name now
// and the family name later. So a clash is forgiven only when the given names agree and are rare enough.
const GIVEN_BITS = 4.5
const AGREEMENT_BITS = 2

function namesConflict({ name }: Comparison): boolean {
  if (name.missing) return false
  if (name.nothing) return true
  return name.clashes > 0 && (name.givenBits < GIVEN_BITS || name.bits < AGREEMENT_BITS)
}
