import { z } from "zod"
import { ApiProblem, missingScopes, tooMany, unauthenticated } from "@/e2e/simulators/hubspot/account/problems"
import type { Portal } from "@/e2e/simulators/hubspot/account/portal"

/**
 * Trouble on demand. A rule matches calls by method and path and fires as often as it says; a single call can also bring
 * its own fault in the header `x-sim-fault`. Faults before the write leave nothing behind; faults after it leave the write
 * standing and lose only the answer.
 */
const BEFORE = [
  "locked",
  "migrating",
  "error",
  "bad_gateway",
  "unavailable",
  "hang",
  "reset",
  "rate_limit",
  "unauthorized",
  "forbidden",
  "latency",
] as const
const AFTER = ["lost", "lost_hang", "late_error", "short_page"] as const

export const FaultInput = z.object({
  kind: z.enum([...BEFORE, ...AFTER]),
  method: z.string().toUpperCase().optional(),
  /** A part of the path, or a pattern when it starts with `^`. Without one, every call to the API matches. */
  path: z.string().optional(),
  /** A part of what is sent. */
  body: z.string().optional(),
  /** How many calls it hits; null is until further notice. */
  times: z.number().int().positive().nullable().default(1),
  /** How long it lasts, instead of a number of calls. */
  seconds: z.number().positive().optional(),
  /** Matching calls that pass before the first hit. */
  skip: z.number().int().min(0).default(0),
  /** The share of matching calls that it hits. */
  rate: z.number().min(0).max(1).default(1),
  status: z.number().int().min(400).max(599).optional(),
  retryAfterSeconds: z.number().int().min(0).optional(),
  ms: z.number().int().min(0).default(1_000),
  scope: z.enum(["burst", "search", "daily"]).default("burst"),
})
export type Fault = z.infer<typeof FaultInput> & { hits: number; until: number }
export type FaultKind = Fault["kind"]

export type Faults = {
  add: (faults: readonly z.infer<typeof FaultInput>[]) => void
  clear: () => void
  list: () => readonly Fault[]
  pick: (method: string, path: string, header: string | undefined, raw?: string) => Fault | null
}

export function createFaults(portal: Portal): Faults {
  let rules: Fault[] = []
  const isHit = (rule: Fault, method: string, path: string, raw: string): boolean => {
    if (rule.method !== undefined && rule.method !== method) return false
    if (rule.path?.startsWith("^") ? !new RegExp(rule.path).test(path) : !path.includes(rule.path ?? "")) return false
    if (rule.body !== undefined && !raw.includes(rule.body)) return false
    if (rule.skip > 0) {
      rule.skip -= 1
      return false
    }
    return rule.rate === 1 || portal.random.next() < rule.rate
  }
  return {
    add: (faults) => {
      rules.push(...faults.map((fault) => ({ ...fault, hits: 0, ...durationOf(fault, portal.clock.now()) })))
    },
    clear: () => {
      rules = []
    },
    list: () => rules,
    pick: (method, path, header, raw = "") => {
      const own = FaultInput.safeParse({ kind: header })
      if (own.success) return { ...own.data, hits: 1, until: Number.POSITIVE_INFINITY }
      rules = rules.filter(({ until }) => portal.clock.now() < until)
      const rule = rules.find((one) => isHit(one, method, path, raw))
      if (!rule) return null
      rule.hits += 1
      if (rule.times !== null) {
        rule.times -= 1
        if (rule.times <= 0) rules = rules.filter((one) => one !== rule)
      }
      return rule
    },
  }
}

const durationOf = ({ seconds, times }: z.infer<typeof FaultInput>, now: number) =>
  seconds === undefined ? { times, until: Number.POSITIVE_INFINITY } : { times: null, until: now + seconds * 1000 }

export const isAfterWrite = (kind: FaultKind): boolean => (AFTER as readonly string[]).includes(kind)

const HTML =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center></body>\r\n</html>\r\n"

/** What goes over the wire instead of an answer: raw text, or nothing at all. */
export type WireFault = { status: number; contentType: string | null; text: string } | "hang" | "reset"

export function wireFault(fault: Fault): WireFault | null {
  switch (fault.kind) {
    case "bad_gateway":
      return { status: fault.status ?? 502, contentType: "text/html", text: HTML }
    case "unavailable":
      return { status: fault.status ?? 503, contentType: null, text: "" }
    case "late_error":
      return { status: fault.status ?? 524, contentType: "text/html", text: HTML.replaceAll("502 Bad Gateway", "524 A timeout occurred") }
    case "hang":
    case "lost_hang":
      return "hang"
    case "reset":
    case "lost":
      return "reset"
    default:
      return null
  }
}

/** The faults that are proper refusals of the API. */
export function throwFault(fault: Fault, portal: Portal, appId: number): void {
  switch (fault.kind) {
    case "locked":
      throw new ApiProblem(423, {
        message: "The resource is locked: too many changes at once. Wait at least 2 seconds.",
        category: "LOCKED",
      })
    case "migrating":
      throw new ApiProblem(
        477,
        { message: "This account is being migrated between data hosting locations.", category: "MIGRATION_IN_PROGRESS" },
        { "Retry-After": String(fault.retryAfterSeconds ?? 3_600) },
      )
    case "error":
      throw new ApiProblem(
        fault.status ?? 500,
        { message: "internal error" },
        fault.retryAfterSeconds === undefined ? {} : { "Retry-After": String(fault.retryAfterSeconds) },
      )
    case "rate_limit":
      throw tooMany(fault.scope, portal.settings.portalId, appId)
    case "unauthorized":
      throw unauthenticated()
    case "forbidden":
      throw missingScopes(["crm.objects.contacts.write"])
    default:
  }
}
