import { sql } from "drizzle-orm"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { crmInbox, crmOutbox } from "@/db/schema"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { CrmDefinition } from "@/lib/crm/definition"
import type { CrmHooks } from "@/lib/crm/hooks"
import type { CrmProvider } from "@/lib/crm/provider"
import { hubspot as hubspotKind } from "@/lib/crm/hubspot/definition"
import { createHubspotProvider } from "@/lib/crm/hubspot/hubspot-provider"
import { newId } from "@/lib/platform/ids"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { openConnection, type CrmCtx } from "@/lib/sync/connection/crm-connection"
import { provisionCrm } from "@/lib/sync/schema-watch"
import { syncOnce } from "@/lib/sync/sync-once"
import type { SyncDeps } from "@/lib/sync/connection/sync-run"
import { DEFAULT_TOKEN } from "@/e2e/simulators/hubspot/server"
import { openBench, TEST_START, type Bench } from "@/e2e/simulators/hubspot/testing"
import type { SimRecord, SimState } from "@/e2e/simulators/hubspot/control/control-client"
import { hubspotCrm } from "@/lib/sync/testing/hubspot-crm"
import { openWebhookDoor } from "./webhook-door"

/** A store and a HubSpot account side by side, under one clock that stands still until a test moves it. */
export type SyncBench = {
  database: TestDatabase
  hubspot: Bench
  ctx: CrmCtx
  deps: SyncDeps
  now: () => number
  advance: (ms: number) => Promise<void>
  /** Ingests an event with all its reactions, and returns the lead. */
  ingest: (event: LeadEvent) => Promise<string>
  /** Runs turns until nothing is left to do, moving the clock over pauses. */
  settle: (turns?: number) => Promise<void>
  waiting: () => Promise<number>
  state: () => Promise<SimState>
  /** From here on HubSpot sends webhooks; `hear` processes them. */
  listen: (config?: Partial<Parameters<Bench["control"]["webhooks"]>[0] & object>) => Promise<void>
  hear: () => Promise<void>
  edit: Bench["control"]["edit"]
  /** Connects one more account, on the same clock. */
  connect: (name: string, as?: Partial<AccountKind>) => Promise<ConnectedAccount>
  contactOf: (leadId: string) => Promise<SimRecord | undefined>
  dealOf: (leadId: string) => Promise<SimRecord | undefined>
  close: () => Promise<void>
}

/** How an account is worked with. */
type AccountKind = {
  definition: CrmDefinition
  provider: (options: { accessToken: string; baseUrl: string; timeoutMs: number }, hooks: CrmHooks) => CrmProvider
}

/** One account beside the store. */
export type ConnectedAccount = { hubspot: Bench; ctx: CrmCtx; deps: SyncDeps }

export async function openSyncBench(): Promise<SyncBench> {
  const database = await testDatabase()
  let at = TEST_START
  const accounts: ConnectedAccount[] = []
  const advance = async (ms: number): Promise<void> => {
    at += ms
    for (const { hubspot } of accounts) await hubspot.control.advance(ms)
  }
  const connect: SyncBench["connect"] = async (name, { definition = hubspotKind, provider = createHubspotProvider } = {}) => {
    const hubspot = await openBench({ settings: { portalId: FIRST_PORTAL + accounts.length } })
    await hubspot.control.config({ searchLagMs: [0, 0] })
    await hubspot.control.advance(at - TEST_START)
    const account = { accessToken: DEFAULT_TOKEN, baseUrl: hubspot.url, appId: String(APP_ID) }
    const crm = { ...hubspotCrm(account, name), definition }
    const ctx = { ...testCtx(database.db, { kind: "system", name }, () => new Date(at)), crm }
    const deps: SyncDeps = {
      connect: (hooks) => provider({ accessToken: DEFAULT_TOKEN, baseUrl: hubspot.url, timeoutMs: 5_000 }, hooks),
      wait: advance,
    }
    accounts.push({ hubspot, ctx, deps })
    await openConnection(ctx)
    await provisionCrm(ctx, deps)
    return { hubspot, ctx, deps }
  }
  const { hubspot, ctx, deps } = await connect("hubspot")
  const waiting = async (): Promise<number> => {
    const { rows } = await database.db.execute<{ n: number }>(sql`
      select ((select count(*) from ${crmOutbox} where state in ('pending', 'leased')) + (select count(*) from ${crmInbox} where state in ('pending', 'leased')))::int as n`)
    return rows[0]?.n ?? 0
  }
  const state = () => hubspot.control.state()
  const holding = (records: readonly SimRecord[], property: string, value: string) =>
    records.find((record) => !record.archived && record.properties[property]?.startsWith(value))
  const door = await openWebhookDoor(database, { channel: "hubspot", secret: SECRET }, () => new Date(at))
  return {
    listen: (config = {}) =>
      hubspot.control.webhooks({ targetUrl: door.url, clientSecret: SECRET, appId: APP_ID, batchWindowMs: 1, retryDelayMs: 1, ...config }),
    hear: async () => {
      if (!(await hubspot.control.flushWebhooks(20_000))) throw new Error("webhooks did not end")
      await drainAll(ctx)
    },
    edit: hubspot.control.edit,
    database,
    hubspot,
    ctx,
    deps,
    now: () => at,
    advance,
    connect,
    waiting,
    state,
    ingest: async (event) => {
      const ingested = await changeLeads(ctx, async (unit) => (await ingestInto(unit, [{ event, receiptId: newId() }])).ingested[0])
      if (ingested?.outcome !== "ingested") throw new Error("not ingested")
      return ingested.leadId
    },
    settle: async (turns = 60) => {
      for (let turn = 0; turn < turns; turn += 1) {
        let done = 0
        for (const one of accounts) done += await syncOnce(one.ctx, one.deps)
        if (done > 0) continue
        if ((await waiting()) === 0) return
        await advance(60_000)
      }
      throw new Error(`still ${await waiting()} waiting after ${turns} turns`)
    },
    contactOf: async (leadId) => holding((await state()).contacts, "onelead_lead_id", leadId),
    dealOf: async (leadId) => holding((await state()).deals, "onelead_deal_id", leadId),
    close: async () => {
      for (const one of accounts) await one.hubspot.close()
      await door.close()
      await database.drop()
    },
  }
}

const SECRET = "a-client-secret-of-hubspot"
const APP_ID = 39_522_895
/** Of the first account; each of the others has its own. */
const FIRST_PORTAL = 48_975_575
