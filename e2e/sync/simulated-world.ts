import { sql } from "drizzle-orm"
import { crmInbox, crmOutbox } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { TEST_START } from "@/e2e/simulators/hubspot/testing"
import type { SimContact, SimDeal } from "@/e2e/simulators/shared/control"
import type { LogEntry } from "@/e2e/simulators/shared/log"
import type { CrmDefinition } from "@/lib/crm/definition"
import type { CrmAccount } from "@/lib/crm/provider"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { openConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { openRun, type SyncDeps } from "@/lib/sync/connection/sync-run"
import { pollChanges } from "@/lib/sync/inbox/poll-changes"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { syncOnce } from "@/lib/sync/sync-once"
import type { CrmWorld } from "./conformance"

/** A store and a simulated CRM side by side, under one clock, for CRMs whose changes are asked for. */
type Trouble = Exclude<Parameters<CrmWorld["trouble"]>[0], null>

export type SimulatedCrm = {
  definition: CrmDefinition
  account: CrmAccount
  /** A call of its control surface. */
  sim: (method: string, path: string, body?: unknown) => Promise<unknown>
  isWrite: (call: LogEntry) => boolean
  create: (of: { first: string; last: string; email: string }) => Promise<string>
  restore: (id: string) => Promise<void>
  merge: (id: string, otherId: string) => Promise<void>
  /** Settings of the account whose day is used up, and those of one whose day is not. */
  usedUp: [on: object, off: object]
  close: () => Promise<void>
}

const FAULTS: Record<Exclude<Trouble, "used-up day">, object> = {
  outage: { kind: "outage", seconds: 86_400 },
  "rate limit": { kind: "rate_limit", times: 3 },
  "expired token": { kind: "auth", seconds: 86_400 },
  "lost answer": { kind: "lost_answer", times: 1 },
}

export const SIMULATED_START = TEST_START

export async function openSimulatedWorld(crm: SimulatedCrm): Promise<CrmWorld> {
  const { definition, account, sim } = crm
  const database = await testDatabase()
  let at = SIMULATED_START
  const advance = async (ms: number): Promise<void> => {
    at += ms
    await sim("POST", "clock", { advance: ms / 1000 })
  }
  const connection = { name: definition.kind, label: definition.label, definition, source: "environment" as const, account }
  const ctx: CrmCtx = { ...testCtx(database.db, { kind: "system", name: definition.kind }, () => new Date(at)), crm: connection }
  const deps: SyncDeps = { connect: (hooks, schema) => definition.connect(account, hooks, schema), wait: advance }
  await openConnection(ctx)
  await provisionCrm(ctx, deps)
  const waiting = async (): Promise<number> => {
    const { rows } = await database.db.execute<{ n: number }>(sql`
      select ((select count(*) from ${crmOutbox} where state in ('pending', 'leased')) + (select count(*) from ${crmInbox} where state in ('pending', 'leased')))::int as n`)
    return rows[0]?.n ?? 0
  }
  const records = async () => (await sim("GET", "records")) as { contacts: SimContact[]; deals: SimDeal[] }
  const hear = async (): Promise<void> => {
    // A deletion of this second is reported in the next one.
    await advance(1_000)
    const run = await openRun(ctx, deps)
    for (const object of ["contact", "deal"] as const) await pollChanges(run, object)
    run.provider.close()
  }
  await hear()
  return {
    bench: {
      ctx,
      deps,
      database,
      advance,
      now: () => at,
      ingest: async (event) => {
        const ingested = await changeLeads(ctx, async (unit) => (await ingestInto(unit, [{ event, receiptId: newId() }])).ingested[0])
        if (ingested?.outcome !== "ingested") throw new Error("not ingested")
        return ingested.leadId
      },
      settle: async (turns = 60) => {
        for (let turn = 0; turn < turns; turn += 1) {
          if ((await syncOnce(ctx, deps)) > 0) continue
          if ((await waiting()) === 0) return
          await advance(60_000)
        }
        throw new Error(`still ${await waiting()} waiting after ${turns} turns`)
      },
    },
    contacts: async () =>
      (await records()).contacts.map(({ id, leadId, name, company }) => ({ id, key: leadId ?? "", name, company: company ?? "" })),
    deals: async () =>
      (await records()).deals.map(({ id, leadId, isWon, isClosed, stage, amount, contactId }) => ({
        id,
        key: leadId ?? "",
        outcome: isWon ? ("won" as const) : isClosed ? ("lost" as const) : ("open" as const),
        stage,
        amount: String(amount ?? ""),
        contactIds: contactId === null ? [] : [contactId],
      })),
    createContact: async ({ name, email }) => {
      const [first = "", ...rest] = name.split(" ")
      return await crm.create({ first, last: rest.join(" "), email })
    },
    editContact: async (id, company) => void (await sim("POST", `contacts/${id}`, { company })),
    moveDeal: async (id, stage) => void (await sim("POST", `deals/${id}`, { stage: stage.toLowerCase() })),
    deleteContact: async (id) => void (await sim("DELETE", `contacts/${id}`)),
    restoreContact: crm.restore,
    mergeContacts: crm.merge,
    hear,
    writes: async () => ((await sim("GET", "log")) as { entries: LogEntry[] }).entries.filter(crm.isWrite).length,
    trouble: async (kind) => {
      await sim("DELETE", "faults")
      await sim("POST", "config", crm.usedUp[kind === "used-up day" ? 0 : 1])
      if (kind !== null && kind !== "used-up day") await sim("POST", "faults", FAULTS[kind])
    },
    close: async () => {
      await crm.close()
      await database.drop()
    },
  }
}
