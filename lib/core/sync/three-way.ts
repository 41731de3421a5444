/**
 * Three-way compare: which value wins when two systems keep it.
 *
 * Both sides are compared with the snapshot of the last reconciliation. A change on one side is applied to the other.
 * The same change on both sides needs nothing. Different changes on both sides are a conflict, decided by the field's
 * policy: ours, theirs, or the newest; the losing value is kept and shown. The snapshot holds what each side said, not
 * one common value, so that values which are left different (an address the CRM refuses, a stage it does not have)
 * cause nothing until one of them changes.
 */
type Policy = "ours" | "theirs" | "newest"
type Direction = "both" | "out" | "in"

/** property → our value (`o`) and the CRM's value (`t`) at the last reconciliation. */
export type Snapshot = Record<string, { o: string; t: string }>

/**
 * How certain our value is when lead and record first meet. A `default` (what a new lead begins with) loses. A `fact`
 * has happened, such as a booking, and wins.
 */
export type Certainty = "default" | "fact"

type Side = { value: string; changedAt: Date | null; certainty?: Certainty | undefined }

export type Comparison = {
  base: { o: string; t: string } | undefined
  ours: Side
  theirs: Side
  direction: Direction
  policy: Policy
  /** Whether the two mean the same, however they are written. */
  isSame: boolean
}

export type Decision = {
  action: "none" | "write" | "pull"
  /** Set where both had changed, or differ without a snapshot. */
  conflict: { winner: "ours" | "theirs"; rule: string } | null
}

export function decide(given: Comparison): Decision {
  const { base, ours, theirs, direction, isSame } = given
  if (isSame) return { action: "none", conflict: null }
  if (direction === "out") return decideOut(given)
  if (direction === "in") return { action: base?.t === theirs.value ? "none" : "pull", conflict: null }
  const weChanged = base ? base.o !== ours.value : ours.value !== ""
  const theyChanged = base ? base.t !== theirs.value : theirs.value !== ""
  if (weChanged && !theyChanged) return { action: "write", conflict: null }
  if (theyChanged && !weChanged) return { action: "pull", conflict: null }
  if (!weChanged && !theyChanged) return { action: "none", conflict: null }
  if (!base && ours.certainty === "default") return { action: "pull", conflict: { winner: "theirs", rule: "nobody here had chosen yet" } }
  if (!base && ours.certainty === "fact") return { action: "write", conflict: { winner: "ours", rule: "there is a booking" } }
  const { winner, rule } = winnerOf(given)
  return { action: winner === "ours" ? "write" : "pull", conflict: { winner, rule } }
}

/**
 * A field that only we keep overwrites the CRM's value, and what was there at the first meeting is shown as a conflict.
 * Where the CRM owns it, our first value stays until they change it.
 */
function decideOut({ base, ours, theirs, policy }: Comparison): Decision {
  const weChanged = base ? base.o !== ours.value : ours.value !== ""
  const theyChanged = base ? base.t !== theirs.value : theirs.value !== ""
  const isOverruled = !base && weChanged && theyChanged
  if (policy === "ours")
    return {
      action: weChanged || theyChanged ? "write" : "none",
      conflict: isOverruled ? { winner: "ours", rule: "Onelead keeps this field" } : null,
    }
  return { action: weChanged && !theyChanged ? "write" : "none", conflict: null }
}

function winnerOf({ ours, theirs, policy }: Comparison): { winner: "ours" | "theirs"; rule: string } {
  if (policy !== "newest") return { winner: policy, rule: `${policy === "ours" ? "Onelead" : "the CRM"} keeps this field` }
  // An empty value does not count as the newer change beside one whose time is unknown.
  if (ours.value === "" || theirs.value === "") {
    if (!ours.changedAt || !theirs.changedAt) return { winner: ours.value === "" ? "theirs" : "ours", rule: "a value beats none" }
  }
  const ourTime = ours.changedAt?.getTime() ?? 0
  const theirTime = theirs.changedAt?.getTime() ?? 0
  return { winner: ourTime > theirTime ? "ours" : "theirs", rule: "the newer change" }
}
