/**
 * Notes on how a value was read. `unreadable`: not understood, kept as written. `decided`: ambiguous, and the team's
 * format decided.
 */
export type ReadingNote = {
  problem: "unreadable" | "decided"
  about: "date" | "amount" | "phone" | "email" | "other"
  text: string
}
