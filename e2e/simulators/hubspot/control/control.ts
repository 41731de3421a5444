import { z } from "zod"
import type { SimAnswer } from "@/e2e/simulators/hubspot/api/http"
import { applyEdit, EditInput, everything, type Edit } from "./edits"
import { FaultInput } from "@/e2e/simulators/hubspot/api/faults"
import { OBJECT_TYPES, type ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import { countRecords, settleIndex, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { ApiProblem } from "@/e2e/simulators/hubspot/account/problems"
import { seedPortal } from "./seed"
import { WebhookInput } from "@/e2e/simulators/hubspot/api/webhooks"
import type { World } from "@/e2e/simulators/hubspot/api/world"

/**
 * The simulator's own doors under /__sim: look inside, act as a person, break things, move time. They ask for no token and
 * cost no quota, so they are open to this machine only.
 */
const Range = z.tuple([z.number().min(0), z.number().min(0)])
const Limit = z.number().int().min(0)
const SettingsInput = z
  .object({
    searchLagMs: Range,
    latencyMs: Range,
    limits: z.object({ burst: Limit, search: Limit, daily: Limit, associations: Limit }).partial(),
    mergeMode: z.enum(["new_record", "keep_primary"]),
    touchUnchanged: z.boolean(),
    deleteMissingStatus: z.union([z.literal(204), z.literal(404)]),
    timeZone: z.string(),
    requiredWhen: z.array(
      z.object({ objectType: z.enum(OBJECT_TYPES), property: z.string(), equals: z.string(), required: z.array(z.string()) }),
    ),
    logBodies: Limit,
  })
  .partial()

const FaultsInput = z.union([
  z.object({ faults: z.array(FaultInput), mode: z.enum(["add", "replace"]).default("replace") }),
  z.array(FaultInput).transform((faults) => ({ faults, mode: "replace" as const })),
  FaultInput.transform((fault) => ({ faults: [fault], mode: "add" as const })),
])
/** One edit, or several under `edits`; a union would hide what was wrong with the one. */
const editsIn = (body: unknown): Edit[] =>
  typeof body === "object" && body !== null && "edits" in body ? z.array(EditInput).parse(body.edits) : [EditInput.parse(body)]
const TokenInput = z.object({
  token: z.string().min(1),
  appId: z.number().int(),
  scopes: z.array(z.string()).nullable().default(null),
  expiresInSeconds: z.number().nullable().default(null),
})
export const ResetInput = z.object({ settings: SettingsInput.default({}), seed: z.number().int().optional() })

const done = (body: unknown = { ok: true }): SimAnswer => ({ status: 200, body })

export async function controlRoutes(
  world: World,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
  reset: (input: z.infer<typeof ResetInput>) => void,
): Promise<SimAnswer> {
  const { portal } = world
  switch (`${method} ${path}`) {
    case "GET state":
      return done(stateOf(world, query))
    case "GET log":
      return done({ entries: world.log.list(Number(query.get("since") ?? 0)).slice(-Number(query.get("limit") ?? 10_000)) })
    case "GET deliveries":
      return done({ deliveries: world.webhooks.deliveries() })
    case "POST edit":
      return done({ results: editsIn(body).map((edit) => applyEdit(portal, edit)) })
    case "POST faults": {
      const { faults, mode } = FaultsInput.parse(body)
      if (mode === "replace") world.faults.clear()
      world.faults.add(faults)
      return done({ faults: world.faults.list() })
    }
    case "POST webhooks":
      world.webhooks.configure(body === null || isEmpty(body) ? null : WebhookInput.parse(body))
      return done(world.webhooks.state())
    case "POST webhooks/flush":
      return done({
        isQuiet: await world.webhooks.flush(Math.min(60_000, Number((body as { timeoutMs?: number } | null)?.timeoutMs ?? 5_000))),
      })
    case "POST clock":
      portal.clock.advance(z.object({ advanceMs: z.number().min(0) }).parse(body).advanceMs)
      return done({ now: portal.clock.now() })
    case "POST config":
      applySettings(portal, SettingsInput.parse(body))
      return done(portal.settings)
    case "POST quota":
      world.limits.setUsedToday(z.object({ usedToday: z.number().int().min(0) }).parse(body).usedToday)
      return done({ usedToday: world.limits.usedToday() })
    case "POST index":
      settleIndex(portal, Number.POSITIVE_INFINITY)
      return done()
    case "POST seed":
      return done(
        seedPortal(
          portal,
          z.object({ contacts: z.number().int().min(0).max(200_000), deals: z.number().int().min(0).max(200_000).default(0) }).parse(body),
        ),
      )
    case "POST tokens": {
      const { token, appId, scopes, expiresInSeconds } = TokenInput.parse(body)
      portal.tokens.set(token, {
        appId,
        scopes,
        expiresAt: expiresInSeconds === null ? null : portal.clock.now() + expiresInSeconds * 1000,
      })
      return done()
    }
    case "POST oauth-code":
      return done({ code: world.oauth.mintCode(z.object({ scopes: z.array(z.string()).default([]) }).parse(body).scopes) })
    case "POST reset":
      reset(ResetInput.parse(body ?? {}))
      return done()
    default:
      throw new ApiProblem(404, { message: `The simulator has no ${method} /__sim/${path}` })
  }
}

const isEmpty = (body: unknown): boolean => typeof body === "object" && body !== null && Object.keys(body).length === 0

export function applySettings(portal: Portal, { limits, ...given }: z.infer<typeof SettingsInput>): void {
  Object.assign(portal.settings, given)
  Object.assign(portal.settings.limits, limits)
}

/** `?summary=1` leaves the records out; `?objects=contacts,deals` picks some. */
function stateOf(world: World, query: URLSearchParams): Record<string, unknown> {
  const { portal } = world
  const wanted = query.get("objects")?.split(",")
  const types = query.get("summary") === "1" ? [] : OBJECT_TYPES.filter((type) => !wanted || wanted.includes(type))
  const records = (type: ObjectType) => [...portal.tables[type].records.values()].map((record) => everything(portal, record))
  return {
    now: portal.clock.now(),
    settings: { ...portal.settings, oauth: undefined },
    counts: countRecords(portal),
    ...Object.fromEntries(types.map((type) => [type, records(type)])),
    merged: Object.fromEntries(portal.merged),
    owners: portal.owners,
    pipelines: portal.pipelines,
    customProperties: Object.fromEntries(
      OBJECT_TYPES.map((type) => [
        type,
        [...portal.tables[type].properties.values()].filter((property) => !property.hubspotDefined).map((property) => property.name),
      ]),
    ),
    blockedEmails: [...portal.blockedEmails],
    faults: world.faults.list(),
    webhooks: world.webhooks.state(),
    limits: { usedToday: world.limits.usedToday(), refused: world.limits.refused() },
    requests: world.log.count(),
  }
}
