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

/**
 * field → our value (`o`) and the CRM's value (`t`) at the last reconciliation. `use` is what a person chose where the
 * CRM's value has no meaning here, until it is written: `ours`, or the CRM's value.
 */
export type Snapshot = Record<string, { o: string; t: string; use?: string }>

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
  if (theyChanged && !weChanged) return theirs.value === "" ? decideEmptied(given) : { action: "pull", conflict: null }
  if (!weChanged && !theyChanged) return { action: "none", conflict: null }
  if (!base && ours.certainty === "default")
    return { action: "pull", conflict: { winner: "theirs", rule: "it was not chosen by a person here" } }
  if (!base && ours.certainty === "fact") return { action: "write", conflict: { winner: "ours", rule: "there is a booking" } }
  const { winner, rule } = winnerOf(given)
  return { action: winner === "ours" ? "write" : "pull", conflict: { winner, rule } }
}

/** They took a value away that we still have: the field's owner decides, and the loser is kept. */
function decideEmptied({ policy }: Comparison): Decision {
  if (policy === "ours") return { action: "write", conflict: { winner: "ours", rule: "Onelead keeps this field" } }
  return { action: "pull", conflict: { winner: "theirs", rule: "it was emptied in the CRM" } }
}

/**
 * The same where the CRM's value has no meaning here: a deal in another pipeline, an owner without a user. It cannot be
 * applied here, so a CRM that wins keeps it and ours is not written. At a first meeting it is left alone.
 */
export function decideForeign(given: Omit<Comparison, "isSame">): Decision {
  const { base, ours, theirs, direction, policy } = given
  if (!base || direction === "in") return { action: "none", conflict: null }
  if (direction === "out") return { action: decideOut(given).action, conflict: null }
  const weChanged = base.o !== ours.value
  const theyChanged = base.t !== theirs.value
  if (!weChanged && !theyChanged) return { action: "none", conflict: null }
  if (!theyChanged && policy === "theirs") return { action: "none", conflict: null }
  if (!theyChanged) return { action: "write", conflict: { winner: "ours", rule: "the newer change" } }
  if (!weChanged && policy !== "ours") return { action: "none", conflict: { winner: "theirs", rule: "it was moved in the CRM" } }
  const { winner, rule } = winnerOf(given)
  return { action: winner === "ours" ? "write" : "none", conflict: { winner, rule } }
}

/**
 * A field that only we keep overwrites the CRM's value, and what was there at the first meeting is shown as a conflict.
 * Where the CRM owns it, our first value stays until they change it.
 */
function decideOut({ base, ours, theirs, policy }: Omit<Comparison, "isSame">): Decision {
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

function winnerOf({ ours, theirs, policy }: Omit<Comparison, "isSame">): { winner: "ours" | "theirs"; rule: string } {
  if (policy !== "newest") return { winner: policy, rule: `${policy === "ours" ? "Onelead" : "the CRM"} keeps this field` }
  // An empty value does not count as the newer change beside one whose time is unknown.
  if (ours.value === "" || theirs.value === "") {
    if (!ours.changedAt || !theirs.changedAt) return { winner: ours.value === "" ? "theirs" : "ours", rule: "a value beats none" }
  }
  const ourTime = ours.changedAt?.getTime() ?? 0
  const theirTime = theirs.changedAt?.getTime() ?? 0
  return { winner: ourTime > theirTime ? "ours" : "theirs", rule: "the newer change" }
}
