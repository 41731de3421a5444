import { startSalesforce, type SalesforceOptions } from "./server"

/** An org for one test file, with its clock stopped at a known time, and raw calls to it. */
export const TEST_START = Date.UTC(2026, 7, 11, 8, 0, 0)

type SfAnswer = { status: number; headers: Headers; body: never }

export async function openOrg(options: SalesforceOptions = {}) {
  const simulator = await startSalesforce({ startAt: TEST_START, ...options })
  const { SALESFORCE_CLIENT_ID: clientId, SALESFORCE_CLIENT_SECRET: clientSecret } = simulator.environment
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(simulator.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: (/^[[{]/.test(text) ? JSON.parse(text) : text) as never } as SfAnswer
  }
  const signIn = async (fields: Record<string, string> = {}) =>
    await send(
      "POST",
      "/services/oauth2/token",
      new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, ...fields }).toString(),
      { "content-type": "application/x-www-form-urlencoded" },
    )
  let token = ""
  return {
    ...simulator,
    signIn,
    send,
    sim: async (method: string, path: string, body?: unknown) => (await send(method, `/__sim/${path}`, body)).body as Record<string, never>,
    /** A call of the REST API by the integration user. */
    api: async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      token ||= ((await signIn()).body as { access_token: string }).access_token
      return await send(method, `/services/data/v68.0${path}`, body, { authorization: `Bearer ${token}`, ...headers })
    },
  }
}
