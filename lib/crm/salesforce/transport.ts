import type { CrmCall, CrmHooks, CrmToken } from "@/lib/crm/hooks"
import { callHttp, retryAfterMs } from "@/lib/crm/http-call"
import { CrmFailure } from "@/lib/crm/provider"
import { accountFailure, hasCode, problemsIn, SalesforceError } from "./errors"
import { signIn, type Credentials } from "./sign-in"

/**
 * One call at a time over plain HTTP, behind the shared budget and with the shared token. A refused token is replaced once,
 * and the call repeated once; nothing else is repeated here. A call is a `CrmFailure` where the account is at fault, and a
 * `SalesforceError` where what was asked is.
 */
const VERSION = "v68.0"
const TIMEOUT_MS = 20_000
/** Others wait for the token meanwhile, with a connection of the database each. */
const SIGN_IN_TIMEOUT_MS = 8_000

type Ask = {
  operation: string
  method: "GET" | "POST" | "PATCH" | "DELETE"
  /** Below the version, or from the root. */
  path: string
  query?: Record<string, string>
  body?: unknown
  headers?: Record<string, string>
  bucket?: "burst" | "search"
}

export type Transport = {
  /** The owner of records that have no owner here. */
  ownUser: string | null
  send: (ask: Ask) => Promise<unknown>
  /** A SOAP call: the body of the envelope; the answer's. */
  soap: (operation: string, body: string) => Promise<string>
}

type Answer = { status: number; text: string; body: unknown; problems: ReturnType<typeof problemsIn>; headers: Headers }

export function createTransport(credentials: Credentials, hooks: CrmHooks, ownUser: string | null): Transport {
  let token: CrmToken | null = null
  const renew = async (stale: CrmToken | null): Promise<CrmToken> => {
    token = await hooks.tokens.renew(stale, () => signIn(credentials, hooks.now(), SIGN_IN_TIMEOUT_MS))
    return token
  }
  const isWrite = ({ method }: Ask): boolean => method !== "GET"
  const withToken = async (
    ask: Ask,
    request: (token: CrmToken) => [URL, RequestInit],
    isRefused: (answer: Answer) => boolean,
  ): Promise<Answer> => {
    const known = token ?? (await hooks.tokens.current()) ?? (await renew(null))
    token = known
    const first = await once(hooks, ask, request(known), isWrite(ask))
    return isRefused(first) ? await once(hooks, ask, request(await renew(known)), isWrite(ask)) : first
  }
  const failing = (ask: Ask, { status, problems, headers }: Answer): Error => {
    const failure = accountFailure(status, problems, isWrite(ask), retryAfterMs(headers.get("retry-after")))
    return failure ? new CrmFailure(failure, ask.operation) : new SalesforceError(ask.operation, status, problems)
  }
  return {
    ownUser,
    send: async (ask) => {
      const answer = await withToken(
        ask,
        (one) => requestOf(ask, one),
        ({ status, problems }) => status === 401 && hasCode(problems, "INVALID_SESSION_ID"),
      )
      if (answer.status >= 300) throw failing(ask, answer)
      return answer.body
    },
    soap: async (operation, body) => {
      const ask: Ask = { operation, method: "POST", path: `/services/Soap/u/${VERSION.slice(1)}` }
      const answer = await withToken(
        ask,
        (one) => soapRequest(ask, body, one),
        ({ text }) => text.includes("INVALID_SESSION_ID"),
      )
      if (answer.status < 300) return answer.text
      const [code = "", message = ""] = [/<faultcode>(?:\w+:)?(\w+)/.exec(answer.text)?.[1], /<faultstring>([^<]*)/.exec(answer.text)?.[1]]
      if (code === "") throw failing(ask, answer)
      const problems = problemsIn([{ errorCode: code, message }])
      throw failing(ask, { ...answer, status: code === "INVALID_SESSION_ID" ? 401 : 400, problems })
    },
  }
}

const authorized = ({ accessToken }: CrmToken): Record<string, string> => ({
  Authorization: `Bearer ${accessToken}`,
  "Sforce-Call-Options": "client=onelead",
})

function requestOf({ method, path, query, body, headers }: Ask, token: CrmToken): [URL, RequestInit] {
  const url = new URL(`/services/data/${VERSION}${path}`, token.baseUrl ?? undefined)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  return [
    url,
    {
      method,
      headers: { ...authorized(token), "Sforce-Auto-Assign": "FALSE", "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  ]
}

function soapRequest({ path }: Ask, body: string, token: CrmToken): [URL, RequestInit] {
  const envelope = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com" xmlns:sobj="urn:sobject.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header><urn:SessionHeader><urn:sessionId>${token.accessToken}</urn:sessionId></urn:SessionHeader></soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
  return [
    new URL(path, token.baseUrl ?? undefined),
    { method: "POST", headers: { "Content-Type": "text/xml; charset=UTF-8", SOAPAction: '""' }, body: envelope },
  ]
}

const once = (hooks: CrmHooks, { operation, bucket = "burst" }: Ask, [url, init]: [URL, RequestInit], isWrite: boolean): Promise<Answer> =>
  callHttp(hooks, { operation, bucket, isWrite, url, init, timeoutMs: TIMEOUT_MS }, ({ status, ok, text, body, headers }) => {
    const problems = ok ? [] : problemsIn(body)
    const failure = ok ? null : accountFailure(status, problems, isWrite, null)
    return {
      answer: { status, text, body, problems, headers },
      shown: { problem: ok ? null : (failure?.kind ?? problems[0]?.code ?? "refused"), correlationId: null, quota: quotaIn(headers) },
    }
  })

function quotaIn(headers: Headers): CrmCall["quota"] {
  const [, used, max] = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(headers.get("sforce-limit-info") ?? "") ?? []
  return max === undefined ? null : { dailyMax: Number(max), dailyLeft: Math.max(0, Number(max) - Number(used)), burstMax: null }
}
