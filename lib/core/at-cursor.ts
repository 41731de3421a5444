import { z } from "zod"

/** Keyset cursor: rows after (time, id), written `instant_id`. */
const AtCursor = z.object({ at: z.iso.datetime(), id: z.uuid() })
type AtCursor = z.infer<typeof AtCursor>

/** Null for a missing or malformed cursor. */
export function readAtCursor(cursor: string | undefined): AtCursor | null {
  const [at, id] = cursor?.split("_") ?? []
  return AtCursor.safeParse({ at, id }).data ?? null
}

export const UNKNOWN_CURSOR = "Unknown cursor. Start again without it."

/** A cursor as a request gives it; one that no page gave out is refused. */
export const cursorText = (isKnown: (cursor: string) => boolean) => z.string().max(200).refine(isKnown, UNKNOWN_CURSOR)
export const AtCursorText = cursorText((cursor) => readAtCursor(cursor) !== null)

export const writeAtCursor = ({ at, id }: { at: Date; id: string }): string => `${at.toISOString()}_${id}`
