import { and, eq } from "drizzle-orm"
import fc from "fast-check"
import { leads, leadScores, tasks } from "@/db/schema"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import type { Channel, TouchpointKind } from "@/lib/core/channels"
import type { LeadEvent } from "@/lib/core/lead-event"
import { BANDS, type Band, type StageId } from "@/lib/core/lead-states"
import { mergeLeads } from "@/lib/duplicates/merge/merge-leads"
import { undoMerge } from "@/lib/duplicates/merge/undo-merge"
import { cancelTask } from "@/lib/followups/tasks/cancel-task"
import { completeTask } from "@/lib/followups/tasks/complete-task"
import { logContact } from "@/lib/followups/tasks/log-contact"
import { ingestInto } from "@/lib/leads/ingest/ingest-events"
import { named, phone, sampleEvent, someName } from "@/lib/leads/ingest/sample-events"
import { moveLead } from "@/lib/pipeline/moves/move-lead"
import { changeLeads } from "@/lib/platform/change/change-leads"
import type { Ctx } from "@/lib/platform/context"
import { newId } from "@/lib/platform/ids"

/** What may happen between a few people and us within two weeks, by the verbs that people and channels use. */
const ARRIVALS = [
  { channel: "website", kind: "form_submitted" },
  { channel: "botspace", kind: "message" },
  { channel: "ziwo", kind: "call_missed" },
  { channel: "ziwo", kind: "call_answered" },
  { channel: "walk_in", kind: "walk_in" },
  { channel: "referral", kind: "referral" },
] as const satisfies readonly { channel: Channel; kind: TouchpointKind }[]
const OURS = ["agent", "bot", "sequence", "receipt", "call"] as const
const MEANS = ["called", "no_answer", "whatsapp_sent"] as const
const STAGES = ["new_lead", "contacted", "qualified", "lost"] as const satisfies readonly StageId[]

type Happening =
  | { what: "arrive"; by: (typeof ARRIVALS)[number]; lateHours: number }
  | { what: "write"; lead: number; by: (typeof ARRIVALS)[number]; lateHours: number }
  | { what: "we"; lead: number; as: (typeof OURS)[number]; lateHours: number }
  | { what: "log"; lead: number; means: (typeof MEANS)[number] }
  | { what: "move"; lead: number; to: (typeof STAGES)[number] }
  | { what: "close_reply"; lead: number; cancels: boolean }
  | { what: "band"; lead: number; band: Band }
  | { what: "merge"; lead: number; other: number }
  | { what: "unmerge" }
  | { what: "wait" }
export type Step = Happening & { afterMinutes: number }

const lead = fc.nat({ max: 9 })
/** Most events come at once; some are hours late, and a few are history. */
const lateHours = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 120 }) })
const by = fc.constantFrom(...ARRIVALS)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant("arrive" as const), by, lateHours }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("write" as const), lead, by, lateHours }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("we" as const), lead, as: fc.constantFrom(...OURS), lateHours }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("log" as const), lead, means: fc.constantFrom(...MEANS) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("move" as const), lead, to: fc.constantFrom(...STAGES) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("close_reply" as const), lead, cancels: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("band" as const), lead, band: fc.constantFrom(...BANDS) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("merge" as const), lead, other: lead }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("unmerge" as const) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("wait" as const) }) },
)
const afterMinutes = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: 41, max: 3_000 }) },
)
export const steps = fc.array(
  fc.tuple(happening, afterMinutes).map(([one, minutes]): Step => ({ ...one, afterMinutes: minutes })),
  { minLength: 8, maxLength: 30 },
)

const MINUTE = 60_000
let serial = 0

export class ResponseHistory {
  now: Date
  private readonly people: { leadId: string; number: string }[] = []
  private readonly merges: string[] = []

  constructor(
    private readonly db: Ctx["db"],
    start: Date,
  ) {
    this.now = start
  }

  get ctx(): Ctx {
    return testCtx(this.db, { kind: "system", name: "test" }, this.now)
  }

  /** Answers whether the past changed by it: an event came late, or two people became one or the reverse. */
  async take(step: Step): Promise<boolean> {
    this.now = new Date(this.now.getTime() + step.afterMinutes * MINUTE)
    if (step.what === "wait") return false
    if (step.what === "arrive") {
      serial += 1
      const number = `+97150${String(1_000_000 + serial * 37)}`
      this.people.push({ leadId: await this.ingest(step.by, number, step.lateHours), number })
      return false
    }
    if (step.what === "unmerge") return await this.unmerge()
    const person = await this.personAt(step.lead)
    if (person) await this.act(step, person)
    return step.what === "merge" || ("lateHours" in step && step.lateHours > 0)
  }

  private async act(step: Exclude<Step, { what: "arrive" | "wait" | "unmerge" }>, { leadId, number }: { leadId: string; number: string }) {
    if (step.what === "write") return void (await this.ingest(step.by, number, step.lateHours))
    if (step.what === "we") return void (await this.ingest(ourEvent(step.as), number, step.lateHours))
    if (step.what === "log") return void (await logContact(this.ctx, { leadId, means: step.means }))
    if (step.what === "move") return void (await moveLead(this.ctx, { leadId, to: step.to, via: "board", override: true, reason: "Price" }))
    if (step.what === "band") {
      const row = { id: newId(), leadId, at: this.now, score: 50, band: step.band, parts: [], rulesVersion: 0, heldUnder: 0, cause: "test" }
      await this.db.insert(leadScores).values(row)
      return void (await this.db.update(leads).set({ band: step.band }).where(eq(leads.id, leadId)))
    }
    if (step.what === "merge") {
      const other = await this.personAt(step.other)
      if (!other || other.leadId === leadId) return
      return void this.merges.push((await mergeLeads(this.ctx, { survivorId: leadId, mergedId: other.leadId })).mergeId)
    }
    const [reply] = await this.db
      .select({ id: tasks.id })
      .from(tasks)
      .where(and(eq(tasks.leadId, leadId), eq(tasks.kind, "reply"), eq(tasks.status, "open")))
    if (!reply) return
    if (step.cancels) await cancelTask(this.ctx, { taskId: reply.id })
    else await completeTask(this.ctx, { taskId: reply.id, outcome: "done" })
  }

  /** The newest merge can always be undone. */
  private async unmerge(): Promise<boolean> {
    const mergeId = this.merges.pop()
    if (mergeId) await undoMerge(this.ctx, { mergeId })
    return true
  }

  private async personAt(at: number): Promise<{ leadId: string; number: string } | undefined> {
    const person = this.people[at % Math.max(1, this.people.length)]
    const [row] = person ? await this.db.select().from(leads).where(eq(leads.id, person.leadId)) : []
    return row?.state === "active" ? person : undefined
  }

  private async ingest(given: Partial<LeadEvent>, number: string, late: number): Promise<string> {
    const occurredAt = new Date(this.now.getTime() - late * 60 * MINUTE)
    const event = sampleEvent({ identities: [phone(number)], fields: [named(someName(serial))], ...given, occurredAt })
    return await changeLeads(this.ctx, async (unit) => {
      const { ingested } = await ingestInto(unit, [{ event, receiptId: newId() }])
      return ingested[0]?.outcome === "ingested" ? ingested[0].leadId : ""
    })
  }
}

function ourEvent(as: (typeof OURS)[number]): Partial<LeadEvent> {
  const author = { role: as === "bot" ? ("bot" as const) : ("agent" as const), name: "A" }
  const message = { channel: "botspace" as const, direction: "outbound" as const, author, fields: [] }
  if (as === "call") return { ...message, channel: "ziwo", kind: "call_ended" }
  if (as === "receipt") return { ...message, kind: "delivery_update" }
  return { ...message, kind: "message", ...(as === "sequence" ? { details: { automated: true } } : {}) }
}
