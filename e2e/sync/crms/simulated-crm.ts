import type { LogEntry } from "@/e2e/simulators/shared/log"
import type { CrmDefinition } from "@/lib/crm/definition"

/** What a test has to know of a CRM beside its definition: how its simulator starts, and what only it calls by this name. */
export type SimulatedCrm = {
  definition: CrmDefinition
  /** With its clock stopped at this time. */
  start: (startAt: number) => Promise<{ url: string; environment: Readonly<Record<string, string>>; close: () => Promise<void> }>
  /** Whether a call of its log writes what was compared; entries of a timeline count too. */
  isWrite: (call: Pick<LogEntry, "method" | "url">) => boolean
  /** Turns of the burst that a call takes; one where it is left out. */
  turnsOf?: (call: Pick<LogEntry, "method" | "url">) => number
  /** Settings that allow so much of each thing that it limits; `burst` is what the budget's bucket of that name stands for. */
  limits: Readonly<Record<string, (max: number) => object>>
  /** A value that it refuses, if need be under these settings, and a part of what it then says. */
  poison: { settings?: object; why: string } & ({ email: string } | { company: string })
  /** How its administrator set it up. */
  settings?: object
  webhooks?: Webhooks
  /** What nobody can do there: bring back what was deleted, merge two contacts, take a token back, or make one property read-only. */
  lacks?: readonly ("restore" | "merge" | "token" | "read-only")[]
}

export type Sim = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>

type Webhooks = { secret: string; subscribe: (sim: Sim, url: string) => Promise<unknown>; flush: (sim: Sim) => Promise<unknown> }
