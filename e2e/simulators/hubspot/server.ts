import { answerControl } from "@/e2e/simulators/shared/control"
import { isForeign, serve, type SimAnswer, type SimCall, type Wire } from "@/e2e/simulators/shared/server"
import { callApi, type Answered } from "./api/api"
import { hubspotCommonControl } from "./control/shared-doors"
import { applySettings, controlRoutes } from "./control/control"
import { pageRoutes, type PageAnswer } from "./pages/page"
import type { SettingsGiven } from "./account/portal"
import { createWorld } from "./api/world"

/**
 * A HubSpot account on this machine: the API under its own paths, /__sim to control it, and pages at / to work in it as a
 * person would. Everything is in memory and gone at the end.
 */
export type SimulatorOptions = {
  /** 0, the default, takes any free port. */
  port?: number
  /** Loopback by default: the control API needs no token. */
  host?: string
  token?: string
  seed?: number
  /** With a start time the clock stands still between calls of /__sim/clock. */
  startAt?: number
  settings?: SettingsGiven
  /** The account's users; its own when none are given. */
  owners?: readonly { email: string; name: string }[]
}

export type Simulator = { url: string; port: number; close: () => Promise<void> }

export const DEFAULT_TOKEN = "pat-sim-00000000-0000-0000-0000-000000000001"

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = "127.0.0.1", token = DEFAULT_TOKEN, ...setup } = options
  let world = createWorld({ ...setup, token })
  const reset = (input: { settings: Parameters<typeof applySettings>[1]; seed?: number | undefined }): void => {
    world.webhooks.close()
    world = createWorld({ ...setup, token, ...(input.seed === undefined ? {} : { seed: input.seed }) })
    applySettings(world.portal, input.settings)
  }

  const answer = async (call: SimCall): Promise<Wire> => {
    const { method, url } = call
    if (url.pathname.startsWith("/__sim/")) return await control(call)
    if (url.pathname === "/oauth/authorize") return world.oauth.page(call)
    if (/^\/($|contacts|deals|activity|traffic|favicon)/.test(url.pathname)) return page(call)
    const at = world.portal.clock.now()
    world.drift.giveBack(at)
    const startedAt = performance.now()
    const { log } = world
    const answered = await callApi(world, call)
    const durationMs = Math.round(performance.now() - startedAt)
    log.add({ at, method, url: `${url.pathname}${url.search}`, durationMs, ...logged(answered) })
    return wireOf(answered)
  }

  const control = (call: SimCall): Promise<SimAnswer> =>
    answerControl(call, () => {
      const body: unknown = call.raw === "" ? null : JSON.parse(call.raw)
      const path = call.url.pathname.slice("/__sim/".length)
      return hubspotCommonControl(world, call, body) ?? controlRoutes(world, call.method, path, call.url.searchParams, body, reset)
    })

  const page = (call: SimCall): SimAnswer =>
    pageAnswer(
      isForeign(call)
        ? { status: 403, html: "Another site may not edit here." }
        : pageRoutes(world, call.method, call.url, new URLSearchParams(call.raw)),
    )

  const server = await serve({ port, host }, answer)
  return {
    ...server,
    close: async () => {
      world.webhooks.close()
      await server.close()
    },
  }
}

function logged({ outcome, appId, correlationId, fault, requestBody, responseBody }: Answered) {
  const status = "answer" in outcome ? outcome.answer.status : typeof outcome.wire === "string" ? null : outcome.wire.status
  const headers = "answer" in outcome ? outcome.answer.headers : {}
  return { status, appId, correlationId, fault, requestBody, responseBody, headers }
}

function wireOf({ outcome, correlationId }: Answered): Wire {
  if ("answer" in outcome) return outcome.answer
  const { wire } = outcome
  if (typeof wire === "string") return wire
  const type: Record<string, string> = wire.contentType === null ? {} : { "Content-Type": wire.contentType }
  return { status: wire.status, text: wire.text, headers: { ...type, "X-HubSpot-Correlation-Id": correlationId } }
}

function pageAnswer(answer: PageAnswer): SimAnswer {
  if ("location" in answer) return { status: 303, headers: { Location: answer.location } }
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy":
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'self'; connect-src 'self'",
    "Referrer-Policy": "same-origin",
  }
  return { status: answer.status, text: answer.html, headers }
}
