import { and, eq, inArray } from "drizzle-orm"
import { crmInbox, inboundEvents } from "@/db/schema"
import { adapterFor } from "@/lib/channels/registry"
import type { TraceCtx } from "./trace-ctx"
import { channelLabel, type Channel } from "@/lib/core/channels"
import { DEFAULT_PARSE_SETTINGS } from "@/lib/channels/contract"
import type { CrmChange } from "@/lib/crm/provider"
import { whyIgnored, type ChangeFilter } from "@/lib/sync/inbox/change-filter"
import type { TraceFact, TraceStep } from "./trace-types"

/** How an event came in, and what was read in it: everything before it concerned a lead. */
export type EventRow = typeof inboundEvents.$inferSelect

const PROOF: Record<EventRow["trust"], string> = {
  signed: "the sender's signature was checked",
  public: "a public form: nobody signs it",
  session: "entered by a colleague who was signed in",
  api_key: "sent with one of our API keys",
}

export const receivedStep = (event: EventRow): TraceStep => ({
  key: "received",
  at: event.receivedAt.toISOString(),
  title: `Received from ${channelLabel(event.channel as Channel)}`,
  tone: "ok",
  facts: [
    { label: "Receipt", value: event.id, href: `/intake/${event.id}`, isCode: true },
    { label: "Authentic", value: PROOF[event.trust] },
    { label: "Delivery", value: event.idempotencyKey, isCode: true },
    { label: "Size", value: `${event.raw.byteLength.toLocaleString("en")} bytes` },
  ],
})

/** Where an event's road ends before any lead: it waits, is about nothing of ours, or could not be read. */
export function outcomeStep(event: EventRow): TraceStep | null {
  const facts: TraceFact[] = [
    ...(event.reason ? [{ label: "Why", value: event.reason }] : []),
    ...(event.attempts > 0 ? [{ label: "Tries", value: String(event.attempts) }] : []),
  ]
  const at = event.processedAt?.toISOString() ?? null
  if (event.state === "received") return { key: "waiting", at: null, title: "Waiting to be worked off", tone: "accent", facts }
  if (event.state === "ignored") return { key: "ignored", at, title: "Kept, and left aside", tone: "neutral", facts }
  if (event.state === "quarantined") return { key: "quarantined", at, title: "Held: it looks like spam", tone: "warn", facts }
  if (event.state === "dead") return { key: "dead", at, title: "Kept, and could not be used", tone: "danger", facts }
  return null
}

/** What a CRM's notices named. Their bodies say no more than that: the records themselves are read. */
export function changesOf(event: EventRow): CrmChange[] {
  const delivery = { ...event, channel: event.channel as Channel }
  const read = adapterFor(event.channel)?.parse(delivery, DEFAULT_PARSE_SETTINGS)
  return read?.outcome === "crm" ? read.changes : []
}

const KINDS: Record<CrmChange["kind"], string> = {
  changed: "changed",
  deleted: "deleted",
  privacy: "erased for privacy",
  merged: "merged",
}

export function changesStep(event: EventRow, changes: readonly CrmChange[], rules: ChangeFilter, label: string): TraceStep {
  const echoes = changes.filter((change) => whyIgnored(change, rules) !== null).length
  const words = new Map<string, number>()
  for (const change of changes) {
    const why = whyIgnored(change, rules)
    const said = `${change.object} ${change.externalId} ${KINDS[change.kind]}${why ? ` (${why})` : ""}`
    words.set(said, (words.get(said) ?? 0) + 1)
  }
  return {
    key: "read",
    at: event.processedAt?.toISOString() ?? null,
    title:
      echoes === changes.length
        ? `Read: ${label} tells nothing new`
        : `Read: ${changes.length - echoes} ${changes.length - echoes === 1 ? "change" : "changes"} over there`,
    tone: echoes === changes.length ? "neutral" : "ok",
    facts: [...words].map(([value, times]) => ({ label: "Notice", value: times > 1 ? `${value}, ${times}×` : value })),
  }
}

export type InboxRow = typeof crmInbox.$inferSelect

/** The notes to look at the records that these notices named. */
export async function inboxRows({ db }: Pick<TraceCtx, "db" | "crms">, changes: readonly CrmChange[]): Promise<InboxRow[]> {
  const ids = [...new Set(changes.map(({ externalId }) => externalId))]
  if (ids.length === 0) return []
  const rows = await db
    .select()
    .from(crmInbox)
    .where(
      and(
        eq(crmInbox.provider, changes[0]?.provider ?? ""),
        inArray(crmInbox.objectType, ["contact", "deal"]),
        inArray(crmInbox.externalId, ids),
      ),
    )
    .limit(100)
  return rows.filter((row) => changes.some((one) => one.object === row.objectType && one.externalId === row.externalId))
}

const STATES: Record<InboxRow["state"], { words: string; tone: TraceStep["tone"] }> = {
  pending: { words: "waiting to be looked at", tone: "accent" },
  leased: { words: "being looked at", tone: "accent" },
  done: { words: "looked at", tone: "ok" },
  dead: { words: "given up", tone: "danger" },
}

export const inboxStep = (row: InboxRow, at: string | null): TraceStep => ({
  key: row.id,
  at: at ?? row.updatedAt.toISOString(),
  title: `Noted to look at ${row.objectType} ${row.externalId}: ${STATES[row.state].words}`,
  tone: STATES[row.state].tone,
  facts: [
    { label: "News", value: `${KINDS[row.change]}, heard of ${row.version}×` },
    ...(row.attempts > 0 ? [{ label: "Tries", value: String(row.attempts) }] : []),
    ...(row.error ? [{ label: "Error", value: row.error }] : []),
    { label: "Heard by", value: row.inboundEventId ? "webhook" : "asking what changed" },
  ],
})
