import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"

/** A stage as an account has it, in its order there. */
export type StageThere = { id: string; isClosed: boolean; isWon: boolean }

/** Which stage of an account stands for which of ours: won and lost by what they mean, the open ones in their order. */
function pairsOf(stages: readonly StageThere[]): [StageId, string | undefined][] {
  const open = stages.filter(({ isClosed }) => !isClosed)
  return STAGE_IDS.map((id) => {
    if (id === "booked") return [id, stages.find(({ isWon }) => isWon)?.id]
    if (id === "lost") return [id, stages.find(({ isClosed, isWon }) => isClosed && !isWon)?.id]
    return [id, open[STAGE_IDS.indexOf(id)]?.id]
  })
}

/** Our stage id or theirs → theirs. */
export const stageThere = (stages: readonly StageThere[], given: string): string =>
  stages.some(({ id }) => id === given) ? given : (pairsOf(stages).find(([ours]) => ours === given)?.[1] ?? given)

export const stageHere = (stages: readonly StageThere[], given: string): StageId | null =>
  pairsOf(stages).find(([, theirs]) => theirs === given)?.[0] ?? null
