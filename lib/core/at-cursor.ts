import { z } from "zod"

/** Where the page of a list in order of time begins: after the row of that instant and id, written `instant_id`. */
const AtCursor = z.object({ at: z.iso.datetime(), id: z.uuid() })
export type AtCursor = z.infer<typeof AtCursor>

/** Null when it is not one of ours, or none at all. */
export function readAtCursor(cursor: string | undefined): AtCursor | null {
  const [at, id] = cursor?.split("_") ?? []
  return AtCursor.safeParse({ at, id }).data ?? null
}

export const writeAtCursor = ({ at, id }: { at: Date; id: string }): string => `${at.toISOString()}_${id}`
