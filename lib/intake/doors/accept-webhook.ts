import { createHash } from "node:crypto"
import type { Logger } from "pino"
import {
  RECENT_POSTS_HEADER,
  SIGNED_FOR_HEADER,
  type ChannelAdapter,
  type ChannelSecrets,
  type InboundAnswer,
  type InboundRequest,
} from "@/lib/channels/contract"
import { adapterFor } from "@/lib/channels/registry"
import type { Channel } from "@/lib/core/channels"
import { sharedDeadline } from "@/lib/platform/deadline"
import { runbookPath } from "@/lib/core/runbook/runbook"
import { ERROR_STATUS, type ErrorCode } from "@/lib/platform/errors"
import type { Inbox } from "./inbox"
import type { PublicFormLimiter } from "./public-form-limiter"
import { counter } from "@/lib/platform/metrics"

/**
 * The entry point of every webhook. It is framework-free: the route handler and the intake server both call it and pass
 * the same contract tests.
 *
 * The order matters. Verify the request over its raw bytes; name it; store it; answer. Nothing is parsed before it is
 * stored, so no parser can lose an event: an authentic but unreadable body is answered 202 and becomes a visible,
 * replayable dead letter. Our own failures are 503, which every sender retries; 4xx is for errors of the sender.
 */
export type IntakeDeps = {
  inbox: Inbox
  /** Active secrets of a channel; undefined when none is configured, which closes the channel. */
  secretsOf: (channel: Channel) => ChannelSecrets | undefined
  /** Secrets of connected accounts, each with the account that it speaks for; none where accounts have no notices. */
  accountSecretsOf?: (channel: Channel) => Promise<readonly AccountSecret[]>
  /** Keeps the newest refusal for the screen. */
  noteRefusal?: (channel: Channel, reason: string, at: Date) => void
  formLimiter: PublicFormLimiter
  log: Logger
}

export type AccountSecret = { name: string; secret: string }

export async function acceptWebhook(deps: IntakeDeps, channelName: string, request: InboundRequest): Promise<InboundAnswer> {
  const adapter = adapterFor(channelName)
  if (!adapter) return NO_CHANNEL
  const secrets = deps.secretsOf(adapter.channel)
  const cors = secrets ? corsHeaders(request, secrets) : {}
  let signedFor: string | null = null
  let verification = secrets ? adapter.verify(request, secrets) : null
  if (!verification?.ok) {
    const proof = await proveAccount(deps, adapter, request)
    if (proof === "unavailable") return TRY_AGAIN
    signedFor = proof
    if (proof !== null) verification = { ok: true, trust: "signed" }
  }
  if (!verification) return NO_CHANNEL
  if (!verification.ok) {
    countIntake(adapter.channel, "refused")
    deps.log.warn({ channel: adapter.channel, reason: verification.reason }, "webhook refused")
    deps.noteRefusal?.(adapter.channel, verification.reason, request.now)
    return withHeaders(refusal("unauthenticated", "The signature or key of this request is not valid."), cors)
  }
  const within = sharedDeadline()
  try {
    const pace = verification.trust === "public" ? await within(() => deps.formLimiter.consume(request)) : null
    if (pace && pace.waitSeconds > 0) {
      countIntake(adapter.channel, "limited")
      return withHeaders(refusal("rate_limited", "Too many submissions; please try again shortly.", pace.waitSeconds), cors)
    }
    const stored = deps.inbox.store({
      channel: adapter.channel,
      idempotencyKey: storableKey(`${signedFor === null ? "" : `${signedFor}:`}${adapter.idempotencyKey(request)}`),
      raw: request.raw,
      headers: {
        ...keptHeaders(request),
        ...(pace ? { [RECENT_POSTS_HEADER]: String(pace.recentPosts) } : {}),
        ...(signedFor === null ? {} : { [SIGNED_FOR_HEADER]: signedFor }),
      },
      trust: verification.trust,
      receivedAt: request.now,
    })
    const receipt = await within(() => stored)
    countIntake(adapter.channel, receipt.duplicate ? "duplicate" : "accepted")
    const answer = adapter.accepted?.(request, receipt) ?? { status: 202, body: receipt }
    return withHeaders(answer, cors)
  } catch (error) {
    countIntake(adapter.channel, "unavailable")
    deps.log.error({ channel: adapter.channel, err: error }, "webhook could not be stored")
    return withHeaders(TRY_AGAIN, cors)
  }
}

/** The connected account whose own secret signed the request; null for nobody's. */
async function proveAccount(deps: IntakeDeps, adapter: ChannelAdapter, request: InboundRequest): Promise<string | "unavailable" | null> {
  const { accountSecretsOf } = deps
  if (!accountSecretsOf) return null
  try {
    const accounts = await sharedDeadline()(() => accountSecretsOf(adapter.channel))
    return accounts.find(({ secret }) => adapter.verify(request, { secrets: [secret] }).ok)?.name ?? null
  } catch (error) {
    countIntake(adapter.channel, "unavailable")
    deps.log.error({ channel: adapter.channel, err: error }, "webhook could not be stored")
    return "unavailable"
  }
}

/** The answer to a browser's preflight and to the pings of providers' dashboards. */
export function answerOptions(
  deps: Pick<IntakeDeps, "secretsOf">,
  channelName: string,
  request: Pick<InboundRequest, "headers">,
): InboundAnswer {
  const adapter = adapterFor(channelName)
  const secrets = adapter && deps.secretsOf(adapter.channel)
  if (!secrets) return refusal("not_found", "There is no such channel here.")
  return {
    status: 204,
    headers: {
      ...corsHeaders(request, secrets),
      "access-control-allow-methods": "POST, OPTIONS",
      "access-control-allow-headers": "content-type",
    },
    body: null,
  }
}

/** Some dashboards send a GET before they save an address: the answer is honest and stores nothing. */
export const onlyPost = (): InboundAnswer => ({
  status: 405,
  headers: { allow: "POST, OPTIONS" },
  body: { error: { code: "method", message: "Send a POST." } },
})

export const refusal = (code: ErrorCode, message: string, retryAfterSeconds?: number): InboundAnswer => ({
  status: ERROR_STATUS[code],
  headers: retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
  body: { error: { code, message } },
})

const NO_CHANNEL = refusal("not_found", "There is no such channel here.")
const TRY_AGAIN = refusal("unavailable", "The event could not be stored; please send it again.", 5)

const withHeaders = (answer: InboundAnswer, headers: Record<string, string>): InboundAnswer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
})

/** The pages that may post a form may read its answer from a script; all other senders are servers. */
function corsHeaders({ headers }: Pick<InboundRequest, "headers">, { formKey, formOrigins = [] }: ChannelSecrets): Record<string, string> {
  const origin = headers["origin"]
  if (!origin || !formKey || (formOrigins.length > 0 && !formOrigins.includes(origin))) return {}
  return { "access-control-allow-origin": origin, vary: "origin" }
}

/** A key that PostgreSQL cannot store, or that is too long, is replaced by its digest. */
const storableKey = (key: string): string =>
  key.length <= 256 && key.isWellFormed() && !key.includes("\u0000") ? key : `sha256:${createHash("sha256").update(key).digest("hex")}`

const KEPT_HEADERS = [
  "content-type",
  "webhook-id",
  "webhook-timestamp",
  "user-agent",
  "x-delivery-attempt-count",
  "x-crisp-hook-origin",
  "x-request-id",
  "referer",
  "origin",
  "accept-language",
]

function keptHeaders({ headers }: InboundRequest): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of KEPT_HEADERS) {
    const value = headers[name]
    if (value !== undefined) kept[name] = value.slice(0, 512).toWellFormed().replaceAll("\u0000", "")
  }
  return kept
}

const received = counter(
  "onelead_intake_total",
  `Webhook requests by channel and outcome. Runbook: ${runbookPath("webhooks-are-refused")}`,
  ["channel", "outcome"],
)

type IntakeOutcome = "accepted" | "duplicate" | "refused" | "limited" | "unavailable"

const countIntake = (channel: Channel, outcome: IntakeOutcome): void => received.inc({ channel, outcome })
