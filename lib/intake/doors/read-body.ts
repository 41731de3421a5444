import type { ErrorCode } from "@/lib/platform/errors"

/** How much of a body is read, and what a sender is told that sends more or breaks off. */
export type BodyLimit = { bytes: number; tooLarge: string; cutOff: string }

/** Far above every provider's event, far below what could hurt. */
const EVENT_BYTES_MAX = 256 * 1024
export const BODY_MAX_TEXT = `${EVENT_BYTES_MAX / 1024} kB`
const EVENT_LIMIT: BodyLimit = {
  bytes: EVENT_BYTES_MAX,
  tooLarge: `The body is over ${BODY_MAX_TEXT}.`,
  cutOff: "The body was cut off.",
}

type BodyReading = { ok: true; raw: Uint8Array } | { ok: false; code: ErrorCode; message: string }

/**
 * Reads a body while counting: a sender that lies about its length, or sends none, is cut off at the cap and not after
 * it. Works on a web stream and on a node request alike, since both are async iterables of chunks.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array> | null,
  declaredLength: string | null | undefined,
  limit: BodyLimit = EVENT_LIMIT,
): Promise<BodyReading> {
  const tooLarge: BodyReading = { ok: false, code: "too_large", message: limit.tooLarge }
  if (Number(declaredLength ?? 0) > limit.bytes) return tooLarge
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength
      if (bytes > limit.bytes) return tooLarge
      chunks.push(chunk)
    }
  } catch {
    return { ok: false, code: "invalid", message: limit.cutOff }
  }
  return { ok: true, raw: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes) }
}
