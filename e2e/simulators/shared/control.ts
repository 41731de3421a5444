import { z } from "zod"
import type { Clock } from "./clock"
import { FaultInput } from "./faults"
import type { LogEntry } from "./log"
import { isForeign, type SimAnswer, type SimCall } from "./server"

/**
 * The doors under /__sim that every simulator has: look at what stands there, edit as a person would, cause trouble, move the
 * time. They ask for no token and cost no quota, so they are open to this machine only.
 *
 *   GET    /__sim/records                       contacts and deals, in one shape for every CRM
 *   POST   /__sim/contacts/{id}, /deals/{id}    {name, email, phone, company, ownerEmail} or {stage, amount, name}; other keys are
 *                                               the CRM's own property names
 *   POST   /__sim/contacts, /deals              the same, of a new record; answers with its id
 *   DELETE /__sim/contacts/{id}, /deals/{id}
 *   POST   /__sim/contacts/{id}/restore         what was deleted
 *   POST   /__sim/contacts/{id}/merge           {otherId}: that record becomes this one
 *   GET    /__sim/faults
 *   POST   /__sim/faults                        {kind, times} or {kind, seconds}
 *   DELETE /__sim/faults
 *   GET    /__sim/log
 *   POST   /__sim/clock                         {advance}: seconds
 */
export type SimContact = {
  id: string
  leadId: string | null
  name: string
  email: string | null
  phone: string | null
  company: string | null
  ownerEmail: string | null
}
export type SimDeal = {
  id: string
  leadId: string | null
  contactId: string | null
  /** Theirs; `ourStage` is ours, where it stands for one. */
  stage: string
  ourStage: string | null
  amount: number | null
  isWon: boolean
  isClosed: boolean
}

export type SimObject = "contacts" | "deals"
export type SimEdit = z.infer<typeof Edit>

export type Controls = {
  clock: Clock
  log: { list: (since?: number) => LogEntry[] }
  faults: { add: (fault: FaultInput) => void; clear: () => void; list: () => readonly unknown[] }
  contacts: () => SimContact[]
  deals: () => SimDeal[]
  /** As a person with the CRM open would. Throws what the CRM says. */
  edit: (object: SimObject, id: string, edit: SimEdit) => void
  remove: (object: SimObject, id: string) => void
  /** The id of the new record. */
  create: (object: SimObject, edit: SimEdit) => string
  restore: (object: SimObject, id: string) => void
  merge: (object: SimObject, id: string, otherId: string) => void
}

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Edit = z
  .object({
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    company: z.string().nullable(),
    ownerEmail: z.string().nullable(),
    /** Our stage id or theirs. */
    stage: z.string(),
    amount: z.number().nullable(),
  })
  .partial()
  .catchall(Value)
const Advance = z.object({ advance: z.number().min(0) })
const Merge = z.object({ otherId: z.string() })

/** A run of a lead is its own deal, and our id of it names both: `<lead>:<run>`, with `_` where `:` is not allowed. */
export const leadOfDeal = (dealKey: string | null): string | null => dealKey?.split(/[:_]/)[0] ?? null

/** Null when the path is none of these. */
export function commonControl(controls: Controls, call: SimCall): SimAnswer | null {
  const done = (body: unknown = { ok: true }): SimAnswer => ({ status: 200, body })
  const [name = "", ...rest] = call.url.pathname.slice("/__sim/".length).split("/")
  const body = (): unknown => (call.raw === "" ? {} : JSON.parse(call.raw))
  if (name === "contacts" || name === "deals") {
    const acted = actOn(controls, name, call.method, rest.map(decodeURIComponent), body)
    return acted === null ? null : done(acted)
  }
  switch (`${call.method} ${name}`) {
    case "GET records":
      return done({ contacts: controls.contacts(), deals: controls.deals() })
    case "GET faults":
      return done({ faults: controls.faults.list() })
    case "POST faults":
      controls.faults.add(FaultInput.parse(body()))
      return done({ faults: controls.faults.list() })
    case "DELETE faults":
      controls.faults.clear()
      return done()
    case "GET log":
      return done({ entries: controls.log.list(Number(call.url.searchParams.get("since") ?? 0)) })
    case "POST clock":
      controls.clock.advance(Advance.parse(body()).advance * 1000)
      return done({ now: controls.clock.now() })
    default:
      return null
  }
}

/** What a person does to one record; null when it is nothing that everybody can do. */
function actOn(
  controls: Controls,
  object: SimObject,
  method: string,
  [id, act]: readonly string[],
  body: () => unknown,
): Record<string, unknown> | null {
  const acted = { ok: true }
  switch (`${method}${id === undefined ? "" : " id"}${act === undefined ? "" : ` ${act}`}`) {
    case "POST":
      return { id: controls.create(object, Edit.parse(body())) }
    case "POST id":
      controls.edit(object, id ?? "", Edit.parse(body()))
      return acted
    case "DELETE id":
      controls.remove(object, id ?? "")
      return acted
    case "POST id restore":
      controls.restore(object, id ?? "")
      return acted
    case "POST id merge":
      controls.merge(object, id ?? "", Merge.parse(body()).otherId)
      return acted
    default:
      return null
  }
}

/** A control call with its refusals as answers. */
export async function answerControl(call: SimCall, answer: () => Promise<SimAnswer | null> | SimAnswer | null): Promise<SimAnswer> {
  if (isForeign(call)) return { status: 403, body: { message: "Another site may not control the simulator." } }
  try {
    return (await answer()) ?? { status: 404, body: { message: `The simulator has no ${call.method} ${call.url.pathname}` } }
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { status: "error", message: z.prettifyError(error) } }
    if (error instanceof SyntaxError) return { status: 400, body: { status: "error", message: "The body is not JSON." } }
    if (error instanceof Error && "status" in error)
      return { status: Number(error.status), body: { status: "error", message: error.message } }
    throw error
  }
}
