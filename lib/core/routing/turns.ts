/**
 * Whose turn it is. Each agent's last turn has a place on one line; the next turn of an agent is one step behind it,
 * and a shorter step for whoever carries more weight. The agent whose next turn is first on the line takes the lead.
 *
 * Nobody may save turns up: somebody who was away or full comes back at the place the line has reached, not at the place
 * they left it, or they would be given every lead until they had caught up. Equal places go to whoever was given a lead
 * least recently, and then to the smaller id, so that the answer depends on the state alone.
 */
export type Turn = {
  /** Where on the line the last turn was; −1 before the first. */
  place: number
  /** Raised by every assignment of the team: who was given a lead least recently. */
  seq: number
}

export type Turns = Readonly<Record<string, Turn>>

type Candidate = { id: string; weight: number }

const NEVER: Turn = { place: -1, seq: 0 }

/** How far the line has come. */
const reached = (turns: Turns): number => Object.values(turns).reduce((far, { place }) => Math.max(far, place), 0)

function nextPlace(turns: Turns, { id, weight }: Candidate, line: number): number {
  const last = turns[id]
  return last ? Math.max(last.place + 1 / Math.max(1, weight), line) : line
}

export function whoseTurn<C extends Candidate>(turns: Turns, candidates: readonly C[]): C | null {
  const line = reached(turns)
  const keyed = candidates.map((agent) => ({ agent, place: nextPlace(turns, agent, line), seq: (turns[agent.id] ?? NEVER).seq }))
  keyed.sort((a, b) => a.place - b.place || a.seq - b.seq || (a.agent.id < b.agent.id ? -1 : 1))
  return keyed[0]?.agent ?? null
}

export function afterTurn(turns: Turns, agent: Candidate): Turns {
  const seq = Object.values(turns).reduce((most, turn) => Math.max(most, turn.seq), 0) + 1
  return { ...turns, [agent.id]: { place: nextPlace(turns, agent, reached(turns)), seq } }
}
