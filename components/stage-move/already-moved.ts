/** The move came too late: where the lead is now, who moved it, and when. */
type MovedElsewhere = { stageId: string; by: string | null; at: string }

/** "… was already moved to Qualified by Omar, 3 s ago." */
export const alreadyMoved = (
  title: string,
  { stageId, by, at }: MovedElsewhere,
  { nameOf, now }: { nameOf: (id: string) => string; now: Date },
): string => `${title} was already moved to ${nameOf(stageId)} by ${by ?? "a connected system"}, ${ago(at, now)}.`

function ago(at: string, now: Date): string {
  const seconds = Math.max(1, Math.round((now.getTime() - Date.parse(at)) / 1000))
  if (seconds < 90) return `${seconds} s ago`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min ago`
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} d ago`
}
