/** 256 kB: far above every provider's event, far below what could hurt. */
const BODY_BYTES_MAX = 256 * 1024

export type BodyReading = { ok: true; raw: Uint8Array } | { ok: false; reason: "too_large" | "aborted" }

/**
 * Reads a body while counting: a sender that lies about its length, or sends none, is cut off at the cap and not after
 * it. Works on a web stream and on a node request alike, since both are async iterables of chunks.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array> | null,
  declaredLength: string | null | undefined,
  bytesMax: number = BODY_BYTES_MAX,
): Promise<BodyReading> {
  if (Number(declaredLength ?? 0) > bytesMax) return { ok: false, reason: "too_large" }
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength
      if (bytes > bytesMax) return { ok: false, reason: "too_large" }
      chunks.push(chunk)
    }
  } catch {
    return { ok: false, reason: "aborted" }
  }
  return { ok: true, raw: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes) }
}
