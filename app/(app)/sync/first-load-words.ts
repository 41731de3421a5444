import type { LoadOutcome } from "@/lib/core/sync/load"
import { EXCLUDED } from "./excluded"
import type { LoadTally, LoadView } from "@/lib/sync/load/queries"

/** A load in words: what it would do, is doing, or did. */
export const OUTCOME_WORDS: Record<LoadOutcome | "failed", { label: string; hint: string }> = {
  create: { label: "Made there", hint: "Leads that the CRM does not know: each becomes a contact with a deal." },
  adopt: { label: "Adopted", hint: "Contacts that are there already: they become these leads' own, with an open deal if they have one." },
  change: { label: "Changed", hint: "Linked records of which some values differ." },
  bring: { label: "Brought here", hint: "Contacts not yet in Onelead: each becomes a lead." },
  question: { label: "Open questions", hint: "Brought here, and perhaps somebody we know: they wait in the review queue." },
  join: { label: "Recognised", hint: "Contacts of people who are here already: they are linked, and nothing is made." },
  skip: { label: "Left alone", hint: "Nothing is done with these, and why." },
  failed: { label: "Failed", hint: "The CRM refused these, or could not be reached." },
}

const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString("en")} ${n === 1 ? one : many}`

/** The blast radius, a sentence for each direction. */
export function saidOf({ kind, state, tally, sendsThere, bringsHere, leftOut }: LoadView): string[] {
  const would = kind === "trial" ? "Would" : "Did"
  // Before the end, nothing found yet says nothing.
  const isWhole = state === "done"
  const there = thereOf(tally)
  const here = hereOf(tally)
  const sentences = [
    sendsThere && there !== "" ? `${would} ${there}.` : sendsThere && isWhole ? "No lead is missing there." : null,
    tally.fieldsThere > 0
      ? `${would} change ${count(tally.fieldsThere, "value")} on ${count(tally.recordsThere, "record")} there; ${count(tally.fieldsReplaced, "replaces", "replace")} something that is written there now.`
      : null,
    bringsHere && here !== "" ? `${would} ${here}.` : bringsHere && isWhole ? "No contact is missing here." : null,
    tally.fieldsHere > 0 ? `${would} take over ${count(tally.fieldsHere, "value")} from ${count(tally.recordsHere, "record")}.` : null,
    tally.equal > 0 ? `${count(tally.equal, "record says", "records say")} the same on both sides.` : null,
    leftOut.length > 0
      ? `Left out: ${leftOut.map(({ reason, count: n }) => `${count(n, "lead")} ${EXCLUDED[reason] ?? reason}`).join(", ")}.`
      : null,
  ]
  return sentences.filter((sentence) => sentence !== null)
}

const joined = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(", and ")

const thereOf = ({ create, adopt, dealsMade, dealsAdopted }: LoadTally): string =>
  joined([
    create > 0 ? `make ${count(create, "contact")} there` : null,
    adopt > 0 ? `adopt ${count(adopt, "contact")} that ${adopt === 1 ? "is" : "are"} there already` : null,
    dealsMade > 0 ? `make ${count(dealsMade, "deal")}` : null,
    dealsAdopted > 0 ? `adopt ${count(dealsAdopted, "open deal")}` : null,
  ])

const hereOf = ({ bring, question, join }: LoadTally): string =>
  joined([
    bring + question > 0
      ? `bring ${count(bring + question, "lead")} here${question > 0 ? `, ${question.toLocaleString("en")} of them ${question === 1 ? "an open question" : "open questions"}` : ""}`
      : null,
    join > 0 ? `recognise ${count(join, "contact")} of people who are here` : null,
  ])

const PHASES = {
  leads: "looking at leads",
  contacts: "looking at contacts",
  deals: "looking at deals",
  settle: "waiting for the last ones to arrive",
}
export const phaseOf = ({ phase }: Pick<LoadView, "phase">): string => PHASES[phase]

export const STATE_WORDS = { running: "Running", paused: "Paused", done: "Done", cancelled: "Cancelled", failed: "Failed" } as const

export function timeOf(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  if (minutes < 2) return "about a minute left"
  return minutes < 90 ? `about ${minutes} minutes left` : `about ${Math.round(minutes / 60)} hours left`
}
