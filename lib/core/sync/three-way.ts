/**
 * Who is right about a value when two systems keep it.
 *
 * Both sides are compared with what they said when they last agreed. Where one side changed, the change is taken over. Where
 * both changed to the same, there is nothing to do. Where both changed differently, the field's policy decides: ours, theirs,
 * or whoever changed last; the loser is kept and shown. The memory holds what each side said, not one agreed value, so that
 * sides which agreed to differ (an address the CRM refuses, a stage it does not know) stay quiet until one of them moves.
 */
type Policy = "ours" | "theirs" | "newest"
type Direction = "both" | "out" | "in"

/** property → what we said (`o`) and what the CRM said (`t`) when it was last looked at. */
export type Snapshot = Record<string, { o: string; t: string }>

/**
 * How a value of ours stands when the two meet first. A `default` nobody chose: it is what a new lead begins with, and gives way.
 * A `fact` has happened, such as a booking, and does not.
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
  /** Set where both had changed, or had never agreed and differ. */
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
 * What we alone keep is written over, and what stood there when the two met first is shown; where they own it, our first value
 * stands until they change it.
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
  // An empty value is no news beside one that says something and whose time is unknown.
  if (ours.value === "" || theirs.value === "") {
    if (!ours.changedAt || !theirs.changedAt) return { winner: ours.value === "" ? "theirs" : "ours", rule: "a value beats none" }
  }
  const ourTime = ours.changedAt?.getTime() ?? 0
  const theirTime = theirs.changedAt?.getTime() ?? 0
  return { winner: ourTime > theirTime ? "ours" : "theirs", rule: "the newer change" }
}
