import { settle, type SimAccount } from "./account"
import { answerControl, commonControl, type Controls } from "./control"
import { serve, type SimAnswer, type SimCall, type SimServer, type Wire } from "./server"

/** One simulated CRM: what its API answers, and what a person can do there. The frame does the rest, for every CRM alike. */
export type SimWorld = {
  account: SimAccount
  controls: Omit<Controls, "clock" | "log" | "faults">
  /** `inFlight`: calls under way, this one too. */
  api: (call: SimCall, inFlight: number) => SimAnswer
  /** How this CRM says what every CRM may say. */
  refusal: (kind: "rate_limit" | "auth", call: SimCall) => SimAnswer
  /** A sign-in is no write, and its secrets are not kept in the log. */
  isSignIn: (call: SimCall) => boolean
  isWrite: (call: SimCall) => boolean
  /** Doors that only this CRM has, by method and path below /__sim/. */
  doors: Readonly<Record<string, (body: unknown) => Promise<SimAnswer> | SimAnswer>>
}

export type SimOptions = { port?: number | undefined; host?: string | undefined }

export const done = (body: unknown = { ok: true }): SimAnswer => ({ status: 200, body })

/** Everything is in memory and gone at the end; a reset opens a world anew. */
export async function startWorld({ port = 0, host = "127.0.0.1" }: SimOptions, open: () => SimWorld): Promise<SimServer> {
  let world = open()
  let inFlight = 0
  const control = (call: SimCall): Promise<SimAnswer> =>
    answerControl(call, async () => {
      const { account, controls, doors } = world
      settle(account)
      const common = commonControl({ ...account, ...controls }, call)
      if (common) return common
      const body = (): unknown => JSON.parse(call.raw || "{}")
      switch (`${call.method} ${call.url.pathname}`) {
        case "POST /__sim/config":
          return done(Object.assign(account.settings, body()))
        case "POST /__sim/reset":
          world = open()
          return done()
        default:
          return (await doors[`${call.method} ${call.url.pathname.slice("/__sim/".length)}`]?.(body())) ?? null
      }
    })
  return await serve({ port, host }, async (call) => {
    if (call.url.pathname.startsWith("/__sim/")) return await control(call)
    inFlight += 1
    try {
      return await answer(world, call, inFlight)
    } finally {
      inFlight -= 1
    }
  })
}

const OUTAGE: SimAnswer = {
  status: 503,
  text: "<html><body><h1>503 Service Unavailable</h1></body></html>",
  headers: { "Content-Type": "text/html" },
}

async function answer({ account, api, refusal, isSignIn, isWrite }: SimWorld, call: SimCall, inFlight: number): Promise<Wire> {
  settle(account)
  const startedAt = performance.now()
  const isOpen = !isSignIn(call)
  const mayBeLost = isOpen && isWrite(call)
  const fault = account.faults.take(["outage", "rate_limit", "auth", "slow", ...(mayBeLost ? (["lost_answer"] as const) : [])])
  if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.ms))
  const wire =
    fault?.kind === "outage"
      ? OUTAGE
      : fault?.kind === "rate_limit" || fault?.kind === "auth"
        ? refusal(fault.kind, call)
        : api(call, inFlight)
  const isLost = fault?.kind === "lost_answer"
  account.log.add({
    at: account.clock.now(),
    method: call.method,
    url: `${call.url.pathname}${call.url.search}`,
    status: isLost ? null : wire.status,
    durationMs: Math.round(performance.now() - startedAt),
    fault: fault?.kind ?? null,
    requestBody: isOpen ? call.raw : undefined,
    responseBody: isOpen ? (wire.text ?? wire.body) : undefined,
  })
  return isLost ? "reset" : wire
}
