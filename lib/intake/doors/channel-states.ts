import { and, desc, eq, gt } from "drizzle-orm"
import { z } from "zod"
import { channelRefusals, inboundEvents } from "@/db/schema"
import { signedRequest } from "@/lib/channels/fixtures/signed-request"
import { CHANNEL_LABELS, WEBHOOK_CHANNELS, type WebhookChannel } from "@/lib/core/channels"
import type { EVENT_STATES } from "@/lib/core/event-states"
import { DAY_MS } from "@/lib/core/time"
import { CRM_DEFINITIONS } from "@/lib/crm/registry/definitions"
import type { Ctx } from "@/lib/platform/context"
import { env, publicBaseUrl } from "@/lib/platform/env"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { channelSecrets } from "./channel-secrets"

/** The channels that leads come through, as an admin sees them. CRMs have a list of their own. */
export type ChannelView = {
  channel: LeadChannel
  label: string
  isOpen: boolean
  address: string
  /** What opens it. */
  variables: readonly string[]
  lastEvent: { id: string; at: string; state: (typeof EVENT_STATES)[number] } | null
  lastRefusal: { at: string; reason: string } | null
  canTest: boolean
}
type LeadChannel = Exclude<WebhookChannel, "hubspot">

const VARIABLES: Record<LeadChannel, readonly string[]> = {
  website: ["WEBSITE_FORM_KEY", "WEBSITE_WEBHOOK_SECRET"],
  crisp: ["CRISP_WEBHOOK_SECRET"],
  botspace: ["BOTSPACE_WEBHOOK_SECRET"],
  ziwo: ["ZIWO_WEBHOOK_SECRET"],
  chatbot: ["CHATBOT_WEBHOOK_SECRET"],
  erp: ["ERP_WEBHOOK_SECRET"],
}

const isOfCrm = (channel: WebhookChannel): boolean => CRM_DEFINITIONS.some((definition) => definition.channel === channel)
const LEAD_CHANNELS = WEBHOOK_CHANNELS.filter((channel): channel is LeadChannel => !isOfCrm(channel))

const LOOK_BACK_MS = 7 * DAY_MS

export async function listChannels(ctx: Ctx): Promise<ChannelView[]> {
  requirePermission(ctx, "sync.manage")
  const refusals = await ctx.db.select().from(channelRefusals)
  const views: ChannelView[] = []
  for (const channel of LEAD_CHANNELS) {
    const refusal = refusals.find((one) => one.channel === channel)
    const isOpen = channelSecrets(env(), channel) !== undefined
    views.push({
      channel,
      label: CHANNEL_LABELS[channel],
      isOpen,
      address: addressOf(channel),
      variables: VARIABLES[channel],
      lastEvent: await lastEvent(ctx, channel),
      lastRefusal: refusal ? { at: refusal.at.toISOString(), reason: refusal.reason } : null,
      canTest: isOpen && TEST_BODIES[channel] !== undefined,
    })
  }
  return views
}

const addressOf = (channel: LeadChannel): string => new URL(`/api/webhooks/${channel}`, publicBaseUrl()).href

async function lastEvent(ctx: Ctx, channel: LeadChannel): Promise<ChannelView["lastEvent"]> {
  const since = new Date(ctx.now().getTime() - LOOK_BACK_MS)
  const [row] = await ctx.db
    .select({ id: inboundEvents.id, at: inboundEvents.receivedAt, state: inboundEvents.state })
    .from(inboundEvents)
    .where(and(eq(inboundEvents.channel, channel), gt(inboundEvents.receivedAt, since)))
    .orderBy(desc(inboundEvents.receivedAt))
    .limit(1)
  return row ? { ...row, at: row.at.toISOString() } : null
}

/** Deliveries that are about nobody: they are verified, stored and left aside. A channel that knows none cannot be tried. */
const TEST_BODIES: Partial<Record<LeadChannel, (id: string, now: Date) => Record<string, unknown>>> = {
  crisp: (id, now) => ({ website_id: id, event: "onelead:test", data: {}, timestamp: now.getTime() }),
  botspace: (id) => ({ id, object: "whatsapp_business_account", entry: [] }),
  chatbot: (id, now) => ({ event_id: id, event_type: "onelead.test", occurred_at: now.toISOString() }),
  erp: (id, now) => ({ event_id: id, event_type: "onelead.test", occurred_at: now.toISOString() }),
}

export const TestChannel = z.object({ channel: z.string().max(40) })
export type ChannelTest = { outcome: "accepted" } | { outcome: "refused"; status: number } | { outcome: "unreachable" }

const TIMEOUT_MS = 5_000

/** Sends one to the public address, signed as its sender signs: address, secret and storage are proved together. */
export async function testChannel(ctx: Ctx, input: z.infer<typeof TestChannel>): Promise<ChannelTest> {
  requirePermission(ctx, "sync.manage")
  const channel = LEAD_CHANNELS.find((one) => one === TestChannel.parse(input).channel)
  const bodyOf = channel && TEST_BODIES[channel]
  const secret = channel && channelSecrets(env(), channel)?.secrets[0]
  if (!channel || !bodyOf || secret === undefined) throw new AppError("conflict", "This channel cannot be tried from here.")
  const [id, now] = [newId(), ctx.now()]
  const { path, method, headers, body } = signedRequest(channel, bodyOf(id, now), { secret, now, deliveryId: id })
  try {
    const response = await fetch(new URL(path, publicBaseUrl()), {
      method,
      headers,
      body: new Uint8Array(body),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return response.ok ? { outcome: "accepted" } : { outcome: "refused", status: response.status }
  } catch {
    return { outcome: "unreachable" }
  }
}
