import { WHOLE_CREDIT } from "./measures"

/**
 * Attribution: who brought the booking? The path is every visit of the person before it. Consecutive touches by the
 * same channel and source are one visit, and a touch without a source continues the visit on its channel. First touch
 * credits the first visit, last touch the last; linear credits all equally; position-based credits the first and the
 * last 40 % each and shares the rest. Credits always add up to exactly one booking, and to its whole amount.
 */
export const ATTRIBUTION_MODELS = ["first", "last", "linear", "position"] as const
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number]

export type Visit = { at: Date; channel: string; source: string; campaign: string }

/** The visits that a person's touches form, in order of time. */
export function visitsOf(touches: readonly Visit[]): Visit[] {
  const visits: Visit[] = []
  for (const touch of touches) {
    const last = visits.at(-1)
    const saysNothing = touch.source === "" && touch.campaign === ""
    const saysTheSame = touch.source === last?.source && touch.campaign === last.campaign
    if (touch.channel !== last?.channel || !(saysNothing || saysTheSame)) visits.push(touch)
  }
  return visits
}

const END_SHARE = 0.4

/** The share of each visit, in millionths, in the order of the path. */
export function creditsOf(model: AttributionModel, visits: number): number[] {
  if (visits <= 0) return []
  if (model === "first") return oneHot(visits, 0)
  if (model === "last") return oneHot(visits, visits - 1)
  if (model === "linear" || visits === 1) return splitEvenly(WHOLE_CREDIT, visits)
  if (visits === 2) return splitEvenly(WHOLE_CREDIT, 2)
  const end = WHOLE_CREDIT * END_SHARE
  return [end, ...splitEvenly(WHOLE_CREDIT - 2 * end, visits - 2), end]
}

/** Splits an amount by credits, in whole minor units; the rounding remainder goes to the first visits. */
export function splitAmount(amount: number, credits: readonly number[]): number[] {
  const parts = credits.map((credit) => Math.floor((amount * credit) / WHOLE_CREDIT))
  let left = amount - parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part, at) => {
    if (left <= 0 || !credits[at]) return part
    left -= 1
    return part + 1
  })
}

const oneHot = (length: number, at: number): number[] => Array.from({ length }, (_, index) => (index === at ? WHOLE_CREDIT : 0))

function splitEvenly(whole: number, parts: number): number[] {
  const each = Math.floor(whole / parts)
  return Array.from({ length: parts }, (_, index) => each + (index < whole - each * parts ? 1 : 0))
}
