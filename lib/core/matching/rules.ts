/** The bands of the decision: when a comparison ties two profiles firmly, and when it is worth a review. */
import type { Comparison } from "@/lib/core/matching/compare"
import type { FlagReason } from "@/lib/core/matching/flag-reasons"
import type { MatchSettings } from "@/lib/core/matching/settings"

/**
 * "both", "phone", "email": an equal personal value. "line-and-name": an equal shared value or fixed line with a name
 * that clearly agrees. "line": such a value and nothing more. "fixed": a fixed line whose name is missing or close.
 * "guess": an equal number, but the country of one of the two was guessed; or an equal address, but for a space in one of the two.
 */
export type Tie = "both" | "phone" | "email" | "line-and-name" | "fixed" | "role" | "line" | "guess" | "none"

const NAME_AGREES_BITS = 6

export function exactTie({ phone, email, name }: Comparison, isNameless = false): Tie {
  if (phone.relation === "exact") return email.relation === "exact" ? "both" : "phone"
  if (email.relation === "exact") return "email"
  const nameAgrees = name.matched > 0 && name.conflicts === 0 && name.bits >= NAME_AGREES_BITS
  if (phone.relation === "exact-guess") return "guess"
  if (phone.relation === "exact-fixed" && isNameless) return "phone"
  if (phone.relation === "exact-fixed") return nameAgrees ? "line-and-name" : name.clashes > 0 || name.nothing ? "line" : "fixed"
  if (phone.relation === "exact-shared" || email.relation === "exact-shared") return nameAgrees ? "line-and-name" : "line"
  if (email.relation === "exact-role") return "role"
  if (email.relation === "other-spacing") return "guess"
  return phone.relation === "exact-service" ? "line" : "none"
}

/** Why a pair that is not tied firmly goes to review, or null. */
export function reviewReason(comparison: Comparison, tie: Tie, settings: MatchSettings): FlagReason | null {
  const { phone, email, name, complementary } = comparison
  const total = comparison.evidence.totalBits
  if (tie === "both" || tie === "phone" || tie === "email" || tie === "line-and-name" || tie === "line") return null
  if (tie === "guess") return phone.relation === "exact-guess" ? "country_guessed" : "email_spacing"
  if (tie === "fixed") return "same_fixed_line"
  if (tie === "role") return name.matched > 0 && name.conflicts === 0 && total >= settings.reviewBits ? "same_role_mailbox" : null
  if (email.relation === "typo-domain" && (name.missing || name.matched > 0)) return "typo_domain"
  if (phone.relation === "same-digits" && name.missing) return total >= settings.reviewBits + 2 ? "same_digits" : null
  if (total < settings.reviewBits) return null
  if (name.matched > 0) {
    if (phone.relation === "same-digits" || phone.relation === "other-country") return "same_digits"
    if (phone.relation === "one-digit" || phone.relation === "two-digits") return "similar_phone"
    if (email.part.bits > 0) return "similar_email"
  }
  return complementary && name.matched + name.inEmail > 0 ? "time_window" : null
}
