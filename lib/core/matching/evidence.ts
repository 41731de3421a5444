import type { TokenLevel } from "@/lib/core/identity/names/name-compare"
import type { EmailRelation } from "@/lib/core/matching/email-evidence"
import type { PhoneRelation } from "@/lib/core/matching/phone-evidence"

/** Evidence in bits: log2 of how much likelier an observation is for one person than for two strangers. Bits add up. */

export const MODEL_VERSION = "2026-11.1"

/** `id`: the id that a channel gives a person or a conversation. */
export type EvidenceFeature = "prior" | "time" | "phone" | "email" | "name" | "id"
type NameLevel = TokenLevel | "nothing" | "extra" | "other-given" | "in-email" | "conflict"
/** Machine name of what was found of a feature, for example "one-digit" or "translit". */
export type EvidenceLevel = "leads" | "window" | "near" | "far" | PhoneRelation | EmailRelation | NameLevel

/** Of an id, the level is the kind of id. */
export type EvidencePart = ({ feature: Exclude<EvidenceFeature, "id">; level: EvidenceLevel } | { feature: "id"; level: string }) & {
  left: string
  right: string
  bits: number
}

export const logRatio = (share: number): number => -Math.log2(share)
/** 0 to 1 from a total in bits. */
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits)
