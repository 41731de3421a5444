import { sayDuration } from "@/lib/core/time"

/** The move came too late: where the lead is now, who moved it, and when. */
type MovedElsewhere = { stageId: string; by: string | null; at: string }

/** "… was already moved to Qualified by Omar, 3 min ago." */
export const alreadyMoved = (
  title: string,
  { stageId, by, at }: MovedElsewhere,
  { nameOf, now }: { nameOf: (id: string) => string; now: Date },
): string =>
  `${title} was already moved to ${nameOf(stageId)} by ${by ?? "a connected system"}, ${sayDuration(now.getTime() - Date.parse(at))} ago.`
