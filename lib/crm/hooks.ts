/** What the runtime lends an adapter: turns of the shared budget, the shared token, and an ear for its calls. */
export type CrmHooks = {
  /** Waits for a turn of this bucket; what it returns gives the turn's slot back, once the call has ended. */
  admit(bucket: string, cost?: number): Promise<() => void>
  onCall(call: CrmCall): void
  now(): Date
  tokens: CrmTokens
}

/** One call as the sync screen shows it. Nothing of its content. */
export type CrmCall = {
  operation: string
  status: number | null
  problem: string | null
  durationMs: number
  correlationId: string | null
  /** As far as the answer said, an error's too. */
  quota: { dailyMax: number | null; dailyLeft: number | null; burstMax: number | null } | null
}

/** A short-lived token, kept encrypted and shared by all processes. */
export type CrmToken = {
  accessToken: string
  expiresAt: Date | null
  refreshToken: string | null
  /** The address that answers to it, where the CRM names it with the token. */
  baseUrl: string | null
}

export type CrmTokens = {
  current(): Promise<CrmToken | null>
  /**
   * Replaces a token that was refused or is about to expire; null before the first. Of all processes that ask at once, one
   * calls `fetch`, with the newest token, and the others get its result.
   */
  renew(stale: CrmToken | null, fetch: (newest: CrmToken | null) => Promise<CrmToken>): Promise<CrmToken>
}
