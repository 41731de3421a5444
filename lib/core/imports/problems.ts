import type { ReadingNote } from "@/lib/core/reading-note"
import type { ImportField } from "./fields"

/** What can be wrong with a row's values, beside its outcome: a row may become a lead and still have a phone nobody can call. */
export const IMPORT_PROBLEMS = ["phone", "rounded_phone", "email", "date", "amount", "text"] as const
export type ImportProblem = (typeof IMPORT_PROBLEMS)[number]

export type ProblemCounts = Partial<Record<ImportProblem, number>>

export const problemsOf = (notes: readonly ReadingNote[]): ImportProblem[] =>
  IMPORT_PROBLEMS.filter((problem) => notes.some((note) => note.problem === "unreadable" && note.about === problem))

/** The fields in whose columns a problem is mended; null means any column. */
export const PROBLEM_FIELDS: Record<ImportProblem, readonly ImportField[] | null> = {
  phone: ["phone"],
  rounded_phone: ["phone"],
  email: ["email"],
  date: ["occurred_at", "pickup_date", "return_date"],
  amount: ["budget"],
  text: null,
}
