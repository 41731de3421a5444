import { sql } from "drizzle-orm"
import { crmInbox, crmOutbox } from "@/db/schema"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { TEST_START } from "@/e2e/simulators/hubspot/testing"
import type { SimContact, SimDeal } from "@/e2e/simulators/shared/control"
import type { FaultKind } from "@/e2e/simulators/shared/faults"
import type { LogEntry } from "@/e2e/simulators/shared/log"
import type { LeadEvent } from "@/lib/core/lead-event"
import { MINUTE_MS, SECOND_MS } from "@/lib/core/time"
import { accountIn } from "@/lib/crm/registry/connected"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { newId } from "@/lib/platform/ids"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { openConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { openRun, type SyncDeps } from "@/lib/sync/connection/sync-run"
import { pollChanges } from "@/lib/sync/inbox/poll-changes"
import { subscribe } from "@/lib/sync/inbox/subscribe"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { syncOnce } from "@/lib/sync/sync-once"
import type { Sim, SimulatedCrm } from "./crms/simulated-crm"
import { openWebhookDoor } from "./webhook-door"

/** A store and the simulated CRMs beside it, under one clock that stands still until a test moves it. */
export type Store = {
  database: TestDatabase
  now: () => number
  advance: (ms: number) => Promise<void>
  /** Ingests an event with all its reactions, and returns the lead. */
  ingest: (event: LeadEvent) => Promise<string>
  /** Runs turns with every CRM until nothing is left to do, moving the clock over pauses. */
  settle: () => Promise<void>
  waiting: () => Promise<number>
  /** One more CRM, or one more account of a kind. */
  connect: (crm: SimulatedCrm, name?: string) => Promise<CrmWorld>
  close: () => Promise<void>
}

/** One account beside the store, and what a person can do in it. */
export type CrmWorld = {
  crm: SimulatedCrm
  ctx: CrmCtx
  deps: SyncDeps
  url: string
  environment: Readonly<Record<string, string>>
  /** Its own doors. */
  sim: Sim
  contacts: () => Promise<SimContact[]>
  deals: () => Promise<SimDeal[]>
  createContact: (of: { name: string; email: string }) => Promise<string>
  editContact: (id: string, edit: Partial<Record<"name" | "company", string>>) => Promise<void>
  /** By our id of the stage. */
  moveDeal: (id: string, stage: string) => Promise<void>
  remove: (object: "contacts" | "deals", id: string) => Promise<void>
  restoreContact: (id: string) => Promise<void>
  mergeContacts: (id: string, otherId: string) => Promise<void>
  /** What it has to tell reaches us, however it tells. */
  hear: () => Promise<void>
  /** The notices that are on their way arrive. */
  hearNotices: () => Promise<void>
  /** Where it sends them, with the key of this connection; null where it sends none. */
  noticeAddress: string | null
  calls: () => Promise<LogEntry[]>
  /** Writing calls so far. */
  writes: () => Promise<number>
  fault: (fault: { kind: FaultKind; times?: number; seconds?: number; isReadOnly?: boolean }) => Promise<void>
  useUp: (limit: string) => Promise<void>
  /** Ends all trouble. */
  calm: () => Promise<void>
}

const TURNS_MAX = 400
const NOTICE_KEY = "a-key-of-this-connection"
/** More than any test calls. */
const PLENTY = 1_000_000

export async function openStore(): Promise<Store> {
  const database = await testDatabase()
  const worlds: (CrmWorld & { close: () => Promise<void> })[] = []
  let at = TEST_START
  const advance = async (ms: number): Promise<void> => {
    at += ms
    for (const { sim } of worlds) await sim("POST", "clock", { advance: ms / SECOND_MS })
  }
  const waiting = async (): Promise<number> => {
    const { rows } = await database.db.execute<{ n: number }>(sql`
      select ((select count(*) from ${crmOutbox} where state in ('pending', 'leased')) + (select count(*) from ${crmInbox} where state in ('pending', 'leased')))::int as n`)
    return rows[0]?.n ?? 0
  }
  const ctx = testCtx(database.db, { kind: "system", name: "store" }, () => new Date(at))
  return {
    database,
    now: () => at,
    advance,
    waiting,
    ingest: async (event) => {
      const ingested = await changeLeads(ctx, async (unit) => (await ingestInto(unit, [{ event, receiptId: newId() }])).ingested[0])
      if (ingested?.outcome !== "ingested") throw new Error("not ingested")
      return ingested.leadId
    },
    settle: async () => {
      for (let turn = 0; turn < TURNS_MAX; turn += 1) {
        let done = 0
        for (const world of worlds) done += await syncOnce(world.ctx, world.deps)
        if (done > 0) continue
        if ((await waiting()) === 0) return
        await advance(MINUTE_MS)
      }
      throw new Error(`still ${await waiting()} waiting after ${TURNS_MAX} turns`)
    },
    connect: async (crm, name = crm.definition.kind) => {
      const world = await openWorld(crm, name, { database, at, now: () => new Date(at), advance })
      worlds.push(world)
      await provisionCrm(world.ctx, world.deps)
      if (world.noticeAddress !== null) await subscribe(world.ctx, world.deps, world.noticeAddress)
      await world.hear()
      return world
    },
    close: async () => {
      for (const { close } of worlds) await close()
      await database.drop()
    },
  }
}

type Beside = { database: TestDatabase; at: number; now: () => Date; advance: (ms: number) => Promise<void> }

async function openWorld(
  crm: SimulatedCrm,
  name: string,
  { database, at, now, advance }: Beside,
): Promise<CrmWorld & { close: () => Promise<void> }> {
  const { definition, webhooks } = crm
  const { url, environment, close } = await crm.start(at)
  const account = accountIn(definition, environment)
  if (account === null) throw new Error(`the simulator of ${definition.label} does not say what connects to it`)
  const label = name === definition.kind ? definition.label : name
  const ctx: CrmCtx = {
    ...testCtx(database.db, { kind: "system", name }, now),
    crm: { name, label, definition, source: "environment", account },
  }
  const deps: SyncDeps = { connect: (hooks, schema) => definition.connect(account, hooks, schema), wait: advance }
  await openConnection(ctx)
  const sim = simOf(url)
  const act = async (...call: Parameters<Sim>): Promise<void> => void (await sim(...call))
  const records = async () => (await sim("GET", "records")) as { contacts: SimContact[]; deals: SimDeal[] }
  const calls = async () => (await sim("GET", "log"))["entries"] as LogEntry[]
  const { channel, notices } = definition
  const connection = notices ? name : undefined
  const secret = webhooks?.secret ?? (notices ? NOTICE_KEY : null)
  const door = secret === null ? null : await openWebhookDoor(database, { channel, secret, connection }, now)
  const hearNotices = async (): Promise<void> => {
    if (!door) return
    await (webhooks ? webhooks.flush(sim) : sim("POST", "webhooks/flush"))
    await drainAll(ctx)
  }
  if (crm.settings) await sim("POST", "config", crm.settings)
  await webhooks?.subscribe(sim, door?.url ?? "")
  return {
    crm,
    ctx,
    deps,
    url,
    environment,
    sim,
    contacts: async () => (await records()).contacts,
    deals: async () => (await records()).deals,
    createContact: async (of) => String((await sim("POST", "contacts", of))["id"]),
    editContact: (id, edit) => act("POST", `contacts/${id}`, edit),
    moveDeal: (id, stage) => act("POST", `deals/${id}`, { stage }),
    remove: (object, id) => act("DELETE", `${object}/${id}`),
    restoreContact: (id) => act("POST", `contacts/${id}/restore`),
    mergeContacts: (id, otherId) => act("POST", `contacts/${id}/merge`, { otherId }),
    hear: async () => {
      await hearNotices()
      // A deletion of this second is reported in the next one.
      await advance(SECOND_MS)
      const run = await openRun(ctx, deps)
      for (const object of ["contact", "deal"] as const) await pollChanges(run, object)
      run.provider.close()
    },
    hearNotices,
    noticeAddress: notices && !notices.isByHand ? `${door?.url}?key=${NOTICE_KEY}` : null,
    calls,
    writes: async () => (await calls()).filter(crm.isWrite).length,
    fault: (fault) => act("POST", "faults", fault),
    useUp: (limit) => act("POST", "config", crm.limits[limit]?.(0)),
    calm: async () => {
      await act("DELETE", "faults")
      for (const limit of Object.values(crm.limits)) await act("POST", "config", limit(PLENTY))
    },
    close: async () => {
      await close()
      await door?.close()
    },
  }
}

/** The doors of a simulator. What they refuse fails the test. */
function simOf(url: string): Sim {
  return async (method, path, body) => {
    const answer = await fetch(`${url}/__sim/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`the simulator refuses ${method} ${path}: ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }
}
