/**
 * Notes on how a value was read. `unreadable`: not understood, kept as written. `decided`: ambiguous, and the team's
 * format decided. `rounded_phone`: a spreadsheet replaced the last digits of a number by zeros. `text`: characters that
 * the file's encoding does not have.
 */
export type ReadingNote = {
  problem: "unreadable" | "decided"
  about: "date" | "amount" | "phone" | "rounded_phone" | "email" | "text" | "other"
  text: string
}
