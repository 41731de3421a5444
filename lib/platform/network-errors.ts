/** Failures before a connection stands: nothing of the request can have gone out. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"])

/** Whether a request that failed without an answer may be sent again without doing anything twice. */
export function wasNeverSent(thrown: unknown): boolean {
  const own = thrown as { code?: unknown; cause?: { code?: unknown } } | null
  return NEVER_SENT.has(String(own?.cause?.code ?? own?.code ?? ""))
}
