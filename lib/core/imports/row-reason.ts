import type { ReadingNote } from "@/lib/core/reading-note"
import type { FlagReason } from "@/lib/core/matching/flag-reasons"

/** Why a row had its outcome, in words for the person who imported the file. */
export type RowFacts = {
  touchpointId: string
  /** Reason code of the review item that the row raised. */
  doubt: FlagReason | null
  /** The identity by which its lead was recognised, and the row of this file that brought it. */
  knownBy: { kind: string; value: string; row: string | null } | null
}

const DOUBTS = {
  linked_by_event: "its phone and its email belong to two leads",
  name_contradicts: "known phone or email, another name",
  number_recycled: "a number that was silent for long, another name",
  similar_phone: "nearly the phone of somebody with a similar name",
  similar_email: "nearly the email of somebody with a similar name",
  same_digits: "the digits of a known phone under another country code",
  country_guessed: "a known phone, if its country was guessed right",
  typo_domain: "a known email with a mistyped domain",
  email_spacing: "a known email but for a space in it",
  time_window: "a similar name was here shortly before, with the other contact detail",
  same_fixed_line: "a known fixed line, one of the two without a name",
  same_role_mailbox: "an office mailbox that a similar name uses",
} satisfies Record<FlagReason, string>

export function rowReason({
  isRepeat,
  isNew,
  fact,
  notes,
}: {
  isRepeat: boolean
  isNew: boolean
  fact: RowFacts | undefined
  notes: readonly ReadingNote[]
}): string {
  if (isRepeat) return "this row was imported before"
  return [...mainReason(isNew, fact), ...notes.map(({ text }) => text)].join("; ")
}

function mainReason(isNew: boolean, fact: RowFacts | undefined): string[] {
  const doubt = fact?.doubt ? [DOUBTS[fact.doubt]] : []
  if (isNew) return [...doubt, fact?.doubt ? "a lead of its own until somebody decides" : "nobody known by its phone or email"]
  const by = fact?.knownBy
  if (!by) return doubt.length > 0 ? doubt : ["somebody known"]
  const where = by.row === null ? "as a known lead" : `as row ${by.row}`
  return [...doubt, `same ${by.kind} ${where} (${by.value})`]
}
