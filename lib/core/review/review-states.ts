/** `superseded`: another item asks the same by now, or its leads became one for another reason. */
export const DUPLICATE_STATUSES = ["pending", "merged", "distinct", "later", "split", "superseded"] as const

/** The answer in the reviewer's word; `shared` leaves an item `distinct`, and says that several people use the value. */
export const REVIEW_DECISIONS = ["merge", "distinct", "later", "shared", "split"] as const
