/** Why a person is asked, in words. */
export const REASONS: Record<string, string> = {
  linked_by_event: "One event named both",
  same_phone_other_name: "Same phone, another name",
  same_email_other_name: "Same e-mail, another name",
  recycled_number: "A number that was silent for months, another name",
}
