import type { Channel } from "@/lib/core/channels"
import type { FormChoices } from "@/lib/core/forms/form-fields"
import { DEFAULT_FORMAT, type ReadingFormat } from "@/lib/core/input-format"
import type { LeadEvent } from "@/lib/core/lead-event"
import type { FormPost } from "@/lib/core/spam/spam-score"
import type { CrmChange } from "@/lib/crm/provider"

/**
 * What a channel adapter is: it proves that a request is authentic, names it so that a repeat is recognised, and
 * turns the stored body into lead events. It never sees the database, the clock or the environment: secrets and the
 * time come in as arguments, so every adapter is tested from fixtures alone.
 *
 * A new channel is one file that exports a `ChannelAdapter` and one line in lib/channels/registry.ts.
 */
export type ChannelAdapter = {
  channel: Channel
  /** Reads over raw bytes only. A channel without a configured secret is never asked: intake answers 404 before. */
  verify(request: InboundRequest, secrets: ChannelSecrets): Verification
  /**
   * The provider's own id of this delivery, or a stable digest of it. Two deliveries of one event give one key.
   * Called after `verify`, and must not throw on any bytes: what cannot be read is keyed by its hash.
   */
  idempotencyKey(request: InboundRequest): string
  /** Pure; from the stored delivery. One body may hold many events, or none that matter. */
  parse(delivery: StoredDelivery, settings: ParseSettings): ParseOutcome
  /** What an anonymous post is judged by (lib/core/spam); null for a delivery that proved who sent it. Pure. */
  formPost?(delivery: StoredDelivery, settings: ParseSettings): FormPost | null
  /** Answer of an accepted delivery where it is not 202 + JSON (a browser form wants a redirect, HubSpot a 200). */
  accepted?(request: InboundRequest, receipt: Receipt): InboundAnswer
}

export type InboundRequest = {
  method: string
  /** The public URL as the sender knows it: PUBLIC_BASE_URL + path + original query. */
  url: URL
  /** Lower-cased names. */
  headers: Readonly<Record<string, string>>
  raw: Uint8Array
  /** Best known address of the sender, for rate limits only. */
  remoteAddress: string | null
  now: Date
}

/** Active secrets, newest first (two while rotating), and what a browser form needs beside them. */
export type ChannelSecrets = {
  secrets: readonly string[]
  formKey?: string | undefined
  formOrigins?: readonly string[] | undefined
}

/**
 * `trust: "public"` marks what anybody may send (a browser form): it is rate limited and may be quarantined.
 */
export type Verification = { ok: true; trust: "signed" | "public" } | { ok: false; reason: string }

export type Receipt = { id: string; duplicate: boolean }

export type InboundAnswer = { status: number; headers?: Record<string, string>; body: unknown }

/** How many posts its sender had made in ten minutes, counted at the door; the address itself is not kept. */
export const RECENT_POSTS_HEADER = "x-onelead-recent-posts"

/** The connected account whose own secret signed it; absent where the secret is the channel's. */
export const SIGNED_FOR_HEADER = "x-onelead-signed-for"

/** What intake kept of a request; enough to parse it again at any time. */
export type StoredDelivery = {
  channel: Channel
  idempotencyKey: string
  raw: Uint8Array
  /** The few headers worth keeping: content-type, event ids, delivery attempts. Never a secret. */
  headers: Readonly<Record<string, string>>
  receivedAt: Date
}

/** What an admin has set about reading; it comes in as an argument like everything else. */
export type ParseSettings = { format: ReadingFormat; forms: FormChoices }

export const DEFAULT_PARSE_SETTINGS: ParseSettings = { format: DEFAULT_FORMAT, forms: { forms: {} } }

/** `ignored`: authentic and readable, but nothing for us (a ping). `unreadable`: kept as a dead letter. */
export type ParseOutcome =
  | { outcome: "events"; events: LeadEvent[] }
  /** Notices of a connected CRM: records to look at, no lead events. */
  | { outcome: "crm"; changes: CrmChange[] }
  | { outcome: "ignored"; reason: string }
  | { outcome: "unreadable"; reason: string }
