import type { Refusal } from "./board-types"

/** "… was already moved to Qualified by Omar, 3 s ago." */
export const alreadyMoved = (
  title: string,
  refusal: Extract<Refusal, { reason: "moved_elsewhere" }>,
  { nameOf, now }: { nameOf: (id: string) => string; now: Date },
): string => `${title} was already moved to ${nameOf(refusal.stageId)} by ${refusal.by ?? "a connected system"}, ${ago(refusal.at, now)}.`

function ago(at: string, now: Date): string {
  const seconds = Math.max(1, Math.round((now.getTime() - Date.parse(at)) / 1000))
  if (seconds < 90) return `${seconds} s ago`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min ago`
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} d ago`
}
