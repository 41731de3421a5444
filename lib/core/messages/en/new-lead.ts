/** Quick add: what a colleague sees while typing contact details. */
export const newLead = {
  phoneHint: "Any format. 05… is read as a UAE number",
  readAs: "Read as {numbers}",
  noPhone: "Not a phone number",
  noEmail: "Not an email address",
  unassigned: "Unassigned",
  joins: "· {stage} · {owner}: will be added to this lead",
  sharesPhone: "· {stage} · {owner}: has the same shared number",
  sharesEmail: "· {stage} · {owner}: has the same shared mailbox",
} as const
