/** Why a lead is kept out of the CRM, as it stands after a number. */
export const EXCLUDED: Record<string, string> = {
  deleted_there: "deleted there",
  privacy: "erased there for privacy",
  restricted: "processing is restricted",
  no_consent: "without consent to be served",
  by_hand: "kept out by hand",
  unidentified: "without a contact detail",
  customer: "known from rentals only",
}
