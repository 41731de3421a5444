import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { createGrants, type Grants } from "@/e2e/simulators/shared/oauth"
import { serve, type SimAnswer, type SimCall, type SimServer } from "@/e2e/simulators/shared/server"
import type { OAuthSignIn } from "./definition"
import { authorizeAddress, exchangeCode, newVerifier, refreshGrant } from "./oauth"
import { zoho } from "./zoho/definition"

/** A token endpoint on this machine, whose answers a test may bend as the CRMs do. */
let server: SimServer
let grants: Grants
let calls: SimCall[]
let answer: (form: URLSearchParams) => SimAnswer
beforeAll(async () => {
  server = await serve({ port: 0, host: "127.0.0.1" }, (call) => {
    if (call.url.pathname === "/authorize") return grants.page(call)
    calls.push(call)
    const isJson = call.headers["content-type"] === "application/json"
    return answer(new URLSearchParams(isJson ? (JSON.parse(call.raw) as Record<string, string>) : call.raw))
  })
})
afterAll(() => server.close())
beforeEach(() => {
  calls = []
  grants = createGrants({ now: () => Date.now() }, { isKnown: () => true, single: () => true })
  answer = (form) => {
    const granted = grants.redeem(form)
    if (!granted) return { status: 401, body: { hint: "Token has been revoked", title: "Unauthorized", status: 401 } }
    const body = { access_token: "access", refresh_token: granted.refreshToken, expires_in: 3_600, api_domain: server.url }
    return { status: 200, body }
  }
})

const NOW = new Date("2026-11-30T08:00:00Z")
const account = { clientId: "the-app", clientSecret: "the secret" }
const described = (given: Partial<OAuthSignIn> = {}): OAuthSignIn => ({
  fields: [],
  authorizeUrl: () => `${server.url}/authorize`,
  tokenUrl: () => `${server.url}/token`,
  scopes: () => ["read", "write"],
  hasPkce: true,
  clientAuth: "body",
  body: "form",
  ...given,
})
const request = () => ({ state: "the-state", verifier: newVerifier(), redirectUri: "https://onelead.example/callback" })

async function codeFor(oauth: OAuthSignIn, asked: ReturnType<typeof request>): Promise<string> {
  const page = await (await fetch(authorizeAddress(oauth, account, asked))).text()
  const href = /href="([^"]+)">Allow</.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? ""
  return new URL(href).searchParams.get("code") ?? ""
}

test("a code is worth nothing without the verifier that was never in an address", async () => {
  const asked = request()
  const oauth = described()
  const code = await codeFor(oauth, asked)
  expect(authorizeAddress(oauth, account, asked)).not.toContain(asked.verifier)
  await expect(exchangeCode(oauth, account, { ...asked, code, verifier: newVerifier() }, NOW)).rejects.toMatchObject({
    failure: { kind: "auth", message: "Token has been revoked" },
  })
  const second = await codeFor(oauth, asked)
  expect(await exchangeCode(oauth, account, { ...asked, code: second }, NOW)).toMatchObject({
    accessToken: "access",
    expiresAt: new Date("2026-11-30T09:00:00Z"),
  })
})

for (const [clientAuth, body] of [
  ["body", "form"],
  ["header", "form"],
  ["body", "json"],
] as const)
  test(`an app's secret in the ${clientAuth} and a request as ${body} are what the token endpoint gets`, async () => {
    const asked = request()
    const oauth = described({ clientAuth, body, addressIn: "api_domain" })
    const token = await exchangeCode(oauth, account, { ...asked, code: await codeFor(oauth, asked) }, NOW)
    expect(token.baseUrl).toBe(server.url)
    const [call] = calls
    const basic = Buffer.from("the-app:the%20secret").toString("base64")
    expect(call?.headers["authorization"]).toBe(clientAuth === "header" ? `Basic ${basic}` : undefined)
    expect(call?.raw.includes("the secret") || call?.raw.includes("the+secret")).toBe(clientAuth === "body")
  })

test("a refresh token that is good once is replaced by the next, and what an answer leaves out goes on to hold", async () => {
  const asked = request()
  const oauth = described({ addressIn: "api_domain" })
  const first = await exchangeCode(oauth, account, { ...asked, code: await codeFor(oauth, asked) }, NOW)
  const second = await refreshGrant(oauth, account, first, { redirectUri: asked.redirectUri, now: NOW })
  expect(second.refreshToken).not.toBe(first.refreshToken)
  await expect(refreshGrant(oauth, account, first, { redirectUri: asked.redirectUri, now: NOW })).rejects.toMatchObject({
    failure: { kind: "auth" },
  })
  answer = () => ({ status: 200, body: { access_token: "third" } })
  expect(await refreshGrant(oauth, account, second, { redirectUri: asked.redirectUri, now: NOW })).toEqual({
    accessToken: "third",
    refreshToken: second.refreshToken,
    baseUrl: server.url,
    expiresAt: null,
  })
})

test("an error under status 200 is a refusal, an outage is none, and no redirect carries the secret away", async () => {
  const exchange = () => exchangeCode(described(), account, { ...request(), code: "any" }, NOW)
  answer = () => ({ status: 200, body: { error: "invalid_code" } })
  await expect(exchange()).rejects.toMatchObject({ failure: { kind: "auth", message: "invalid_code" } })
  answer = () => ({ status: 503, text: "<html>" })
  await expect(exchange()).rejects.toMatchObject({ failure: { kind: "transient" } })
  calls = []
  answer = () => ({ status: 307, headers: { Location: `${server.url}/elsewhere` } })
  await expect(exchange()).rejects.toMatchObject({ failure: { kind: "transient" } })
  expect(calls.map(({ url }) => url.pathname)).toEqual(["/token"])
})

test("only a data centre of the CRM's own is believed to be where the secret may go", () => {
  const pattern = zoho.oauth?.returned?.[0]?.pattern ?? /(?!)/
  for (const good of ["https://accounts.zoho.eu", "https://accounts.zoho.com.au", "https://accounts.zohocloud.ca"])
    expect(good).toMatch(pattern)
  for (const bad of [
    "http://accounts.zoho.eu",
    "https://accounts.zoho.eu.evil.example",
    "https://accounts.zoho.evil",
    "https://evil.example/accounts.zoho.eu",
  ])
    expect(bad).not.toMatch(pattern)
})
