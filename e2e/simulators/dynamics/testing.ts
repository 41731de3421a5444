import { startDynamics, type DynamicsOptions } from "./server"

/** An environment for one test file, with its clock stopped at a known time, and raw calls to it. */
const TEST_START = Date.UTC(2026, 7, 11, 8, 0, 0)

type DvAnswer = { status: number; headers: Headers; body: Record<string, never>; text: string }

export async function openEnvironment(options: DynamicsOptions = {}) {
  const simulator = await startDynamics({ startAt: TEST_START, ...options })
  const { DYNAMICS_CLIENT_ID: clientId, DYNAMICS_CLIENT_SECRET: clientSecret, DYNAMICS_TENANT_ID: tenant } = simulator.environment
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<DvAnswer> => {
    const response = await fetch(path.startsWith("http") ? path : simulator.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text.startsWith("{") ? (JSON.parse(text) as DvAnswer["body"]) : {},
    }
  }
  const signIn = async (fields: Record<string, string> = {}) => {
    const form = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${simulator.url}/.default`,
      ...fields,
    }
    return await send("POST", `/${tenant}/oauth2/v2.0/token`, new URLSearchParams(form).toString())
  }
  return {
    ...simulator,
    send,
    signIn,
    sim: async (method: string, path: string, body?: unknown) => (await send(method, `/__sim/${path}`, body)).body,
  }
}
