/**
 * Weighted round robin. Each agent's last turn has a place on one line; the agent's next turn is one step further, and
 * a shorter step for more weight. The agent whose next turn comes first takes the lead.
 *
 * Turns cannot be saved up: an agent who was away or full rejoins at the place the line has reached, not where they
 * left it, or they would get every lead until they had caught up. Equal places go to the agent assigned least recently,
 * then to the smaller id, so that the result depends on the state alone.
 */
export type Turn = {
  /** Where on the line the last turn was; −1 before the first. */
  place: number
  /** Increases with every assignment of the team, to find who was assigned least recently. */
  seq: number
}

export type Turns = Readonly<Record<string, Turn>>

type Candidate = { id: string; weight: number }

const NEVER: Turn = { place: -1, seq: 0 }

/** The place the line has reached. */
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
