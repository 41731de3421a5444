/** Evidence in bits: log2 of how much likelier an observation is for one person than for two strangers. Bits add up. */

export const MODEL_VERSION = "2026-11.1"

/** `id`: the id that a channel gives a person or a conversation. */
export type EvidenceFeature = "prior" | "time" | "phone" | "email" | "name" | "id"
export type EvidencePart = {
  feature: EvidenceFeature
  /** Machine name of the level, for example "one-digit" or "translit". */
  level: string
  left: string
  right: string
  bits: number
}

export const logRatio = (share: number): number => -Math.log2(share)
/** 0 to 1 from a total in bits. */
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits)
