import type { CrmHooks, CrmToken } from "@/lib/crm/hooks"
import { callHttp, retryAfterMs } from "@/lib/crm/http-call"
import { CrmFailure } from "@/lib/crm/provider"
import { BATCH_TYPE, batchBody, setAnswers, type Part, type PartAnswer } from "./batch"
import { accountFailure, DynamicsError, refusalIn, type Refusal } from "./errors"
import { signIn, type Credentials } from "./sign-in"

/**
 * One call at a time over plain HTTP, behind the shared budget and with the shared token. No cookie is kept: it would pin us to
 * one of the servers, each of which counts calls by itself. A refused token is replaced once, and the call repeated once.
 */
const ROOT = "/api/data/v9.2/"
const TIMEOUT_MS = 30_000
/** Others wait for the token meanwhile, with a connection of the database each. */
const SIGN_IN_TIMEOUT_MS = 8_000
/** A token this close to its end may be refused on the way. */
const SPARE_MS = 5 * 60_000

type Ask = {
  operation: string
  method?: Part["method"]
  /** Below the root, or a link that an answer gave. */
  path: string
  headers?: Record<string, string>
  body?: unknown
}

export type Transport = {
  /** The owner of records that have no owner here. */
  ownUser: string | null
  send: (ask: Ask) => Promise<unknown>
  /** Each part has its own answer; one that fails stops no other. */
  batch: (operation: string, parts: readonly Part[]) => Promise<(PartAnswer | undefined)[]>
  /** As a batch, of sets whose parts stand or fall as one. */
  batchSets: (operation: string, sets: readonly (readonly Part[])[]) => Promise<PartAnswer[][]>
}

type Raw = { operation: string; method: string; path: string; headers: Record<string, string>; text: string | undefined }
type Answer = { status: number; text: string; refusal: Refusal; headers: Headers }

export function createTransport(credentials: Credentials, hooks: CrmHooks, ownUser: string | null): Transport {
  let token: CrmToken | null = null
  const renew = async (stale: CrmToken | null): Promise<CrmToken> => {
    token = await hooks.tokens.renew(stale, () => signIn(credentials, hooks.now(), SIGN_IN_TIMEOUT_MS))
    return token
  }
  const isFresh = (one: CrmToken | null): one is CrmToken =>
    one?.expiresAt != null && one.expiresAt.getTime() - SPARE_MS > hooks.now().getTime()
  const usable = async (): Promise<CrmToken> => {
    if (!isFresh(token)) token = await hooks.tokens.current()
    return isFresh(token) ? token : await renew(token)
  }
  const call = async (raw: Raw): Promise<Answer> => {
    const known = await usable()
    const first = await once(hooks, credentials.url, raw, known)
    const answer = first.status === 401 ? await once(hooks, credentials.url, raw, await renew(known)) : first
    if (answer.status < 300) return answer
    const failure = accountFailure(answer.refusal, raw.method !== "GET", retryAfterMs(answer.headers.get("retry-after")))
    throw failure ? new CrmFailure(failure, raw.operation) : new DynamicsError(raw.operation, answer.refusal)
  }
  const batchSets: Transport["batchSets"] = async (operation, sets) => {
    if (sets.length === 0) return []
    const headers = { "Content-Type": BATCH_TYPE, Prefer: "odata.continue-on-error" }
    return setAnswers((await call({ operation, method: "POST", path: "$batch", headers, text: batchBody(sets, ROOT) })).text)
  }
  return {
    ownUser,
    send: async ({ operation, method = "GET", path, headers = {}, body }) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const answer = await call({ operation, method, path, headers: { "Content-Type": "application/json", ...headers }, text })
      return answer.text === "" ? null : (JSON.parse(answer.text) as unknown)
    },
    batchSets,
    batch: async (operation, parts) => {
      const sets = await batchSets(
        operation,
        parts.map((part) => [part]),
      )
      return sets.map(([answer]) => answer)
    },
  }
}

function once(hooks: CrmHooks, base: string, { operation, method, path, headers, text }: Raw, token: CrmToken): Promise<Answer> {
  const isWrite = method !== "GET"
  const url = new URL(path.startsWith("http") ? path : `${ROOT}${path}`, base)
  const init = {
    method,
    headers: {
      Authorization: `Bearer ${token.accessToken}`,
      Accept: "application/json",
      "OData-Version": "4.0",
      "OData-MaxVersion": "4.0",
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  }
  return callHttp(hooks, { operation, bucket: "burst", isWrite, url, init, timeoutMs: TIMEOUT_MS }, (given) => {
    const refusal = refusalIn(given.status, given.body)
    const problem = given.ok ? null : (accountFailure(refusal, isWrite, null)?.kind ?? (refusal.code || "refused"))
    return {
      answer: { status: given.status, text: given.text, refusal, headers: given.headers },
      shown: { problem, correlationId: given.headers.get("x-ms-service-request-id"), quota: null },
    }
  })
}
