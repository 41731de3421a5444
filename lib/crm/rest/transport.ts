import { maskContacts } from "@/lib/core/mask-contacts"
import type { CrmSchema } from "@/lib/core/sync/crm-schema"
import type { CrmHooks, CrmToken } from "@/lib/crm/hooks"
import { callHttp, retryAfterMs } from "@/lib/crm/http-call"
import { CrmFailure, type CrmAccount, type FailureKind } from "@/lib/crm/provider"
import { RestError, type Ask, type RestAnswer, type RestApi, type RestCrm } from "./descriptor"

/**
 * One call at a time, behind the shared budget and with the account's key or shared token. A refused token is replaced once,
 * and the call repeated once; nothing else is repeated here.
 */
const TIMEOUT_MS = 30_000
/** A token this close to its end may be refused on the way. */
const SPARE_MS = 5 * 60_000

export function openApi(crm: RestCrm, account: CrmAccount, hooks: CrmHooks, schema: CrmSchema | null): RestApi {
  const tokens = crm.access.signIn === null ? NO_TOKENS : keepToken(account, hooks, crm.access.signIn)
  return {
    account,
    schema,
    now: hooks.now,
    property: (object, name) =>
      schema?.properties[object].find((known) => known.name === name) ?? {
        name,
        label: name,
        type: "text",
        readOnly: false,
        unique: false,
        options: null,
      },
    send: async (ask) => {
      const known = await tokens.usable()
      let answer = await once(crm, account, hooks, ask, known)
      let failure = failureOf(crm, answer, ask)
      if (failure?.kind === "auth" && known !== null) {
        answer = await once(crm, account, hooks, ask, await tokens.renew(known))
        failure = failureOf(crm, answer, ask)
      }
      if (failure) throw new CrmFailure(failure, ask.operation)
      if (answer.status >= 300) throw new RestError(ask.operation, answer, maskContacts(crm.wordsOf(answer.body)))
      return answer
    },
  }
}

type Tokens = { usable: () => Promise<CrmToken | null>; renew: (stale: CrmToken | null) => Promise<CrmToken | null> }

const NO_TOKENS: Tokens = { usable: () => Promise.resolve(null), renew: () => Promise.resolve(null) }

function keepToken(account: CrmAccount, { tokens, now }: CrmHooks, signIn: NonNullable<RestCrm["access"]["signIn"]>): Tokens {
  let token: CrmToken | null = null
  const isFresh = (one: CrmToken | null): boolean =>
    one !== null && (one.expiresAt === null || one.expiresAt.getTime() - SPARE_MS > now().getTime())
  const renew = async (stale: CrmToken | null): Promise<CrmToken> => {
    token = await tokens.renew(stale, (newest) => signIn(account, newest, now()))
    return token
  }
  return {
    renew,
    usable: async () => {
      if (!isFresh(token)) token = await tokens.current()
      return isFresh(token) ? token : await renew(token)
    },
  }
}

const isWrite = ({ method = "GET", isRead = false }: Ask): boolean => method !== "GET" && !isRead

function failureOf(crm: RestCrm, answer: RestAnswer, ask: Ask): FailureKind | null {
  const said = crm.failureOf(answer, ask)
  return said === undefined ? httpFailure(answer, isWrite(ask), maskContacts(crm.wordsOf(answer.body))) : said
}

/** As HTTP has it, where the CRM has no words of its own for it. */
function httpFailure({ status, headers, isHtml }: RestAnswer, isWriting: boolean, words: string): FailureKind | null {
  const waitMs = retryAfterMs(headers.get("retry-after"))
  if (status === 401) return { kind: "auth", message: words || "the key is not accepted" }
  // Not paid, or shut out by the guard before the API.
  if (status === 402 || (status === 403 && isHtml)) return { kind: "blocked", retryAfterMs: waitMs }
  if (status === 403) return { kind: "scope", scopes: words === "" ? [] : [words] }
  if (status === 429) return { kind: "rate_limited", isDaily: false, retryAfterMs: waitMs }
  // A proxy may have given up on a write that was then finished.
  if (status >= 500) return isWriting ? { kind: "lost" } : { kind: "transient", retryAfterMs: waitMs }
  return status >= 300 && status < 400 && status !== 304 ? { kind: "transient", retryAfterMs: waitMs } : null
}

async function once(crm: RestCrm, account: CrmAccount, hooks: CrmHooks, ask: Ask, token: CrmToken | null): Promise<RestAnswer> {
  const { operation, method = "GET", path, query = {}, headers = {}, body, bucket = "burst", cost } = ask
  const url = new URL(crm.access.baseUrl(account, token) + path)
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.append(name, String(value))
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const init = {
    method,
    headers: {
      Accept: "application/json",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...crm.access.headers(account, token),
      ...headers,
    },
    ...sent,
  }
  const call = { operation, bucket, isWrite: isWrite(ask), url, init, timeoutMs: TIMEOUT_MS, ...(cost === undefined ? {} : { cost }) }
  return await callHttp(hooks, call, (given) => {
    const isHtml = given.headers.get("content-type")?.includes("text/html") ?? false
    const answer: RestAnswer = { status: given.status, body: given.body, headers: given.headers, isHtml }
    const problem = failureOf(crm, answer, ask)?.kind ?? (given.status >= 400 ? "refused" : null)
    return { answer, shown: { problem, correlationId: null, quota: crm.quotaOf(given.headers, ask) } }
  })
}
