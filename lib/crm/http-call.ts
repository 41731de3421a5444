import { wasNeverSent } from "@/lib/platform/network-errors"
import type { CrmCall, CrmHooks } from "./hooks"
import { CrmFailure } from "./provider"

/** One call over plain HTTP: it takes a turn of the budget, is under a clock, and is reported whatever becomes of it. */
export type HttpCall = {
  operation: string
  bucket: string
  /** Turns that it takes of the bucket; one by default. */
  cost?: number
  /** Without an answer a write may stand or not. */
  isWrite: boolean
  url: URL
  init: RequestInit
  timeoutMs: number
}

/** `body`: null where the text is no JSON, as a proxy's page is none. */
export type HttpAnswer = { status: number; ok: boolean; text: string; body: unknown; headers: Headers }

/** `judge` reads the answer, and says what the sync screen shows of the call. */
export async function callHttp<T>(
  hooks: CrmHooks,
  { operation, bucket, cost, isWrite, url, init, timeoutMs }: HttpCall,
  judge: (answer: HttpAnswer) => { answer: T; shown: Pick<CrmCall, "problem" | "correlationId" | "quota"> },
): Promise<T> {
  const release = await hooks.admit(bucket, cost)
  const startedAt = performance.now()
  const report = (part: Pick<CrmCall, "status" | "problem" | "correlationId" | "quota">): void =>
    hooks.onCall({ operation, durationMs: Math.round(performance.now() - startedAt), ...part })
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs), redirect: "manual" })
    const text = await response.text()
    const { status, ok, headers } = response
    const { answer, shown } = judge({ status, ok, text, body: jsonIn(text), headers })
    report({ status, ...shown })
    return answer
  } catch (error) {
    const kind = isWrite && !wasNeverSent(error) ? ("lost" as const) : ("transient" as const)
    report({ status: null, problem: kind, correlationId: null, quota: null })
    throw new CrmFailure(kind === "lost" ? { kind } : { kind, retryAfterMs: null }, operation)
  } finally {
    release()
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** The header `Retry-After` in milliseconds. */
export function retryAfterMs(seconds: string | null | undefined): number | null {
  const read = Number(seconds ?? Number.NaN)
  return Number.isNaN(read) ? null : read * 1000
}
