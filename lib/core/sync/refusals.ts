/**
 * What a CRM may refuse, as typed causes. Adapters translate their provider's codes into these; the provider's words
 * are kept for people to read, and decide nothing.
 */
const FAILURE_KINDS = ["rate_limited", "auth", "scope", "blocked", "transient", "migrating", "lost", "refused", "cursor_expired"] as const

/** Why a row of the outbox is not done: a call that failed as a whole, or something about this row alone. */
export const ERROR_CLASSES = [...FAILURE_KINDS, "waiting", "no_consent", "busy", "hidden", "invalid", "unforeseen"] as const
export type ErrorClass = (typeof ERROR_CLASSES)[number]
/** Those that something is wrong about: not what waits on purpose, nor what a person may not be processed for. */
export type TroubleClass = Exclude<ErrorClass, "waiting" | "no_consent">

/** Why no calls are made for a while. */
export const BLOCK_REASONS = ["burst", "quota", "auth", "scope", "blocked", "migrating", "outage"] as const
export type BlockReason = (typeof BLOCK_REASONS)[number]

/** Whether waiting rows are on hold. A rate-limit pause alone is over in a moment. */
export const isOnHold = (reason: BlockReason | null): boolean => reason !== null && reason !== "burst"

/**
 * What is wrong with one value: `property` is not there or cannot be written, `option` is not in the property's list, the
 * value is `taken` by another record, or it is refused as a `value`.
 */
export type OffenceCause = "property" | "option" | "taken" | "value"

/** `gone`: the record was deleted in the CRM, and stays deleted. */
export type WithheldCause = OffenceCause | "gone"

/** A value that the CRM refuses: the record went through without it. `why` is in the CRM's words. */
export type WithheldValue = { value: string; why: string; cause: WithheldCause }
