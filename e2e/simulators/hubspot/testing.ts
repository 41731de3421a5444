import { Client } from "@hubspot/api-client"
import { PropertyCreateFieldTypeEnum, PropertyCreateTypeEnum, type PropertyCreate } from "@hubspot/api-client/lib/codegen/crm/properties"
import { simulatorControl, type SimulatorControl } from "./control/control-client"
import type { LogEntry } from "./api/world"
import { DEFAULT_TOKEN, startSimulator, type SimulatorOptions } from "./server"
import { loadSpecification, specificationProblems } from "./specification"

/** A simulator for one test file, with its clock stopped at a known time, and what a test needs to talk to it. */
export const TEST_START = Date.UTC(2026, 8, 1, 8, 0, 0)

export type Bench = {
  url: string
  control: SimulatorControl
  client: Client
  clientWith: (token: string) => Client
  /** A raw call, for what the client would not send or would hide. */
  api: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** Calls since the last reset that violate the official specification. */
  offences: () => Promise<string[]>
  close: () => Promise<void>
}
type Answer = { status: number; headers: Headers; body: Record<string, unknown> }

const specification = loadSpecification()

export async function openBench(options: SimulatorOptions = {}): Promise<Bench> {
  const simulator = await startSimulator({ startAt: TEST_START, ...options, settings: { logBodies: 5_000, ...options.settings } })
  const control = simulatorControl(simulator.url)
  const clientWith = (accessToken: string): Client => new Client({ accessToken, basePath: simulator.url })
  return {
    url: simulator.url,
    control,
    client: clientWith(DEFAULT_TOKEN),
    clientWith,
    api: async (method, path, body, headers = {}) => {
      const response = await fetch(simulator.url + path, {
        method,
        headers: { authorization: `Bearer ${DEFAULT_TOKEN}`, ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: text.startsWith("{") ? (JSON.parse(text) as Answer["body"]) : { text },
      }
    },
    offences: async () => offencesIn(await control.log()),
    close: simulator.close,
  }
}

const offencesIn = (entries: readonly LogEntry[]): string[] =>
  specification ? entries.flatMap((entry) => specificationProblems(specification, entry)) : []

/** What the real client throws: the code and the parsed body, whichever of its many exception classes it is. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: number; body: Record<string, unknown>; headers: Record<string, string> }> {
  const refused: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  if (typeof refused !== "object" || refused === null || !("code" in refused)) throw new Error(`it was not refused: ${String(refused)}`)
  return refused as { code: number; body: Record<string, unknown>; headers: Record<string, string> }
}

/** A text property, as the client's types want it. */
export const textProperty = (groupName: string, name: string, hasUniqueValue = false): PropertyCreate => ({
  groupName,
  name,
  label: name,
  type: PropertyCreateTypeEnum.String,
  fieldType: PropertyCreateFieldTypeEnum.Text,
  hasUniqueValue,
})
