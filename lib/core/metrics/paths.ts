/**
 * A path to a booking, as one line of text: the channels or sources of the visits before it, first to last, repetitions
 * once. People who came the same way have the same line. Of a very long path the two ends are kept, because attribution
 * credits them most.
 */
const PATH_STEP = " > "
const GAP = "…"
const STEPS_MAX = 7
const END = 3

/** Steps without a name are written as `-`. */
export function pathOf(names: readonly string[]): string {
  const steps = names.map(stepOf).filter((step, at, all) => at === 0 || step !== all[at - 1])
  const told = steps.length > STEPS_MAX ? [...steps.slice(0, END), GAP, ...steps.slice(-END)] : steps
  return told.join(PATH_STEP)
}

export const stepsOf = (path: string): string[] => path.split(PATH_STEP)

/** A name may not contain the separator of steps. */
const stepOf = (name: string): string => name.replaceAll(">", " ").replaceAll(/\s+/g, " ").trim() || "-"
