import { eq } from "drizzle-orm"
import { HOUR_MS } from "@/lib/core/time"
import fc from "fast-check"
import { duplicateItems, leads } from "@/db/schema"
import type { Ctx } from "@/lib/platform/context"
import type { Channel } from "@/lib/core/channels"
import type { Attribution, LeadEvent } from "@/lib/core/lead-event"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { newId } from "@/lib/platform/ids"
import { assignLead } from "@/lib/leads/edit/assign-lead"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent } from "@/lib/leads/ingest/sample-events"
import { pairKeyOf } from "@/lib/matching/duplicate-item"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import { updateAllReports } from "@/lib/reports/sums/update-reports"

/** What may happen to a few leads in ten weeks, in any order and at any hour, by the verbs that people and channels use. */
type Step =
  | { kind: "arrive"; hour: number; channel: Channel; mark: Attribution | null }
  | { kind: "again"; pick: number; hour: number; channel: Channel; mark: Attribution | null }
  | { kind: "answer"; pick: number; hour: number }
  | { kind: "move"; pick: number; to: "contacted" | "qualified" | "proposal" | "lost" | "new_lead"; hour: number }
  | { kind: "book"; pick: number; hour: number; amount: number; currency: string; status: "created" | "cancelled" }
  | { kind: "assign"; pick: number; owner: number }
  | { kind: "band"; pick: number; band: "high" | "normal" }
  | { kind: "ask"; pick: number; other: number }
  | { kind: "merge"; pick: number; other: number }
  | { kind: "unmerge" }
  | { kind: "count" }

const hour = fc.integer({ min: 0, max: 24 * 70 })
const pick = fc.nat({ max: 30 })
const channel = fc.constantFrom<Channel>("website", "botspace", "ziwo", "walk_in")
const mark = fc.constantFrom<Attribution | null>(
  null,
  null,
  { utmSource: "Google ", utmCampaign: "SUV" },
  { gclid: "g1" },
  { fbclid: "f2" },
  { utmCampaign: "عرض الصيف" },
  { fbclid: "f1", utmSource: "victim@example.com", utmCampaign: " 971509988776" },
)
const kind = <K extends Step["kind"]>(name: K) => fc.constant(name)
const stage = fc.constantFrom("contacted" as const, "qualified" as const, "proposal" as const, "lost" as const, "new_lead" as const)
const status = fc.constantFrom("created" as const, "cancelled" as const)
const booking = { pick, hour, status, amount: fc.integer({ min: 1, max: 900_000 }), currency: fc.constantFrom("AED", "AED", "USD") }

export const historyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: kind("arrive"), hour, channel, mark }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("again"), pick, hour, channel, mark }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("answer"), pick, hour }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("move"), pick, to: stage, hour }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("book"), ...booking }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("assign"), pick, owner: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("band"), pick, band: fc.constantFrom("high" as const, "normal" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("ask"), pick, other: pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("merge"), pick, other: pick }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("unmerge") }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("count") }) },
)

const START = Date.parse("2026-03-01T00:00:00Z")
const HOUR = HOUR_MS
let serial = 0

/** The leads of one run, and what is done to them. */
export class History {
  private readonly known: string[] = []
  private readonly merged: string[] = []

  constructor(
    private readonly ctx: Ctx,
    private readonly owners: readonly string[],
  ) {}

  arrive(at: number, by: Channel, attribution: Attribution | null = null, number?: string): Promise<string> {
    serial += 1
    const identities = [phone(number ?? `+97150${String(1_000_000 + serial)}`)]
    const base = sampleEvent({ identities, fields: [named("Layla Haddad")], at: new Date(START + at * HOUR).toISOString() })
    return this.ingest({ ...base, channel: by, attribution })
  }

  /** What the rental system says under a number; answers the booking's id. */
  async rent(
    number: string,
    at: string,
    { id, status = "created" as const }: { id?: string; status?: "created" | "cancelled" } = {},
  ): Promise<string> {
    serial += 1
    const externalId = id ?? `BK-${serial}`
    const claim = { externalId, status, amountMinor: 500_000, currency: "AED", vehicle: null, startsAt: null, endsAt: null }
    const by = {
      channel: "erp" as const,
      kind: "booking_created" as const,
      direction: "internal" as const,
      whenUnknown: "customer" as const,
    }
    const event = sampleEvent({ identities: [phone(number)], fields: [named("Layla Haddad")], at })
    await this.ingest({ ...event, ...by, author: { role: "system", name: null }, booking: claim })
    return externalId
  }

  /** A colleague's message, so many minutes after an hour. */
  answer(number: string, at: number, minutes = 0): Promise<string> {
    const base = sampleEvent({ identities: [phone(number)], at: new Date(START + at * HOUR + minutes * 60_000).toISOString() })
    return this.ingest({ ...base, channel: "botspace", kind: "message", direction: "outbound", author: { role: "agent", name: "A" } })
  }

  async take(step: Step): Promise<void> {
    if (step.kind === "arrive") return void this.known.push(await this.arrive(step.hour, step.channel, step.mark))
    if (step.kind === "count") return void (await updateAllReports(this.ctx))
    if (step.kind === "unmerge") return await this.unmerge()
    const lead = await this.active(step.pick)
    if (!lead) return
    const leadId = lead.id
    if (step.kind === "band") return void (await this.ctx.db.update(leads).set({ band: step.band }).where(eq(leads.id, leadId)))
    if (step.kind === "assign") return void (await assignLead(this.ctx, { leadId, ownerId: this.owners[step.owner] ?? null }))
    if (step.kind === "ask" || step.kind === "merge") {
      const other = await this.active(step.other)
      if (!other || other.id === leadId) return
      if (step.kind === "ask") return await this.ask(leadId, other.id)
      return void this.merged.push((await mergeLeads(this.ctx, { survivorId: leadId, mergedId: other.id })).mergeId)
    }
    const at = new Date(START + step.hour * HOUR)
    if (step.kind === "move")
      return void (await moveLead({ ...this.ctx, now: () => at }, { leadId, to: step.to, reason: "price", via: "board" }))
    const number = lead.phones[0]
    if (!number) return
    if (step.kind === "again") return void (await this.arrive(step.hour, step.channel, step.mark, number))
    const base = sampleEvent({ identities: [phone(number)], at: at.toISOString() })
    if (step.kind === "answer") await this.answer(number, step.hour)
    else await this.book(base, step)
  }

  private async active(at: number): Promise<typeof leads.$inferSelect | undefined> {
    const id = this.known[at % Math.max(1, this.known.length)]
    const [lead] = id ? await this.ctx.db.select().from(leads).where(eq(leads.id, id)) : []
    return lead?.state === "active" ? lead : undefined
  }

  /** Only the newest merge can always be undone; one whose survivor was merged since waits for that one. */
  private async unmerge(): Promise<void> {
    const mergeId = this.merged.pop()
    if (mergeId) await undoMerge(this.ctx, { mergeId })
  }

  private async ask(leadA: string, leadB: string): Promise<void> {
    const evidence = { probability: 0.7, bits: 3, evidence: [], modelVersion: "test" }
    const pair = { kind: "pair", leadA, leadB, pairKey: pairKeyOf(leadA, leadB), reason: "similar_phone" } as const
    const item = { id: newId(), ...pair, ...evidence }
    await this.ctx.db.insert(duplicateItems).values(item).onConflictDoNothing()
  }

  private async book(base: LeadEvent, { amount, currency, status: state }: Extract<Step, { kind: "book" }>): Promise<void> {
    serial += 1
    const dates = { vehicle: null, startsAt: null, endsAt: null }
    const made = { externalId: `BK-${serial}`, status: state, amountMinor: amount, currency, ...dates }
    const by = { channel: "erp" as const, kind: "booking_created" as const, direction: "internal" as const }
    await this.ingest({ ...base, ...by, author: { role: "system", name: null }, booking: made })
  }

  private async ingest(event: LeadEvent): Promise<string> {
    return await changeLeads(this.ctx, async (unit) => {
      const { ingested } = await ingestInto(unit, [{ event, receiptId: newId() }])
      return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
    })
  }
}
