/** Record ids: a three-character prefix of the object, 12 more, and 3 that make the id safe where case is lost. */
export const PREFIXES = {
  Account: "001",
  Contact: "003",
  User: "005",
  Opportunity: "006",
  OpportunityContactRole: "00K",
  Lead: "00Q",
  Task: "00T",
  CustomField: "00N",
  OpportunityStage: "01J",
  LeadStatus: "01t",
  PermissionSet: "0PS",
  PermissionSetAssignment: "0Pa",
  FieldPermissions: "01k",
  Organization: "00D",
} as const

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

/** Bit by bit of each block of five, which characters are upper case. */
const withSuffix = (id: string): string =>
  id +
  [0, 5, 10]
    .map((start) => SUFFIX[[0, 1, 2, 3, 4].reduce((bits, at) => bits + (/[A-Z]/.test(id[start + at] ?? "") ? 2 ** at : 0), 0)])
    .join("")

export function numberedId(prefix: string, number: number): string {
  let digits = ""
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) digits = (DIGITS[rest % 62] ?? "0") + digits
  return withSuffix(`${prefix}Ab0${digits.padStart(9, "0")}`)
}

/** Both lengths are accepted; only the first 15 characters count, and case counts in them. */
export const isId = (id: string): boolean => /^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(id)
export const idKey = (id: string): string => id.slice(0, 15)
