/**
 * What a CRM may refuse, as typed causes. Adapters translate their provider's codes into these; its words are kept beside
 * them to be read by people, and decide nothing.
 */
const FAILURE_KINDS = ["rate_limited", "auth", "scope", "transient", "migrating", "lost", "refused"] as const

/** Why a row of the outbox is not done: a call that failed as a whole, or something about this row alone. */
export const ERROR_CLASSES = [...FAILURE_KINDS, "waiting", "invalid", "unforeseen"] as const
export type ErrorClass = (typeof ERROR_CLASSES)[number]

/** Why no call is made for a while. */
export const BLOCK_REASONS = ["burst", "quota", "auth", "scope", "migrating", "outage"] as const
export type BlockReason = (typeof BLOCK_REASONS)[number]

/** Whether what waits is on hold. A pause for the rate alone is over in a moment. */
export const isOnHold = (reason: BlockReason | null): boolean => reason !== null && reason !== "burst"

/**
 * What is wrong with one value: `property` is not there or cannot be written, `option` is not in the property's list, the
 * value is `taken` by another record, or it is refused as a `value`.
 */
export type OffenceCause = "property" | "option" | "taken" | "value"

/** `gone`: the record was deleted over there, and stays deleted. */
export type WithheldCause = OffenceCause | "gone"

/** A value that the CRM does not take: the record went through without it. `why` is in the CRM's words. */
export type WithheldValue = { value: string; why: string; cause: WithheldCause }
