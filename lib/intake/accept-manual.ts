import { createHash } from "node:crypto"
import { z } from "zod"
import type { Receipt } from "@/lib/channels/contract"
import { MANUAL_CHANNELS } from "@/lib/core/channels"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import type { Inbox } from "./inbox"

const Text = (max: number) => z.string().trim().max(max)

/** A lead that a colleague or a partner's system brings: walk-in, referral, a call taken by hand. */
export const ManualLead = z
  .object({
    channel: z.enum(MANUAL_CHANNELS),
    name: Text(200).optional(),
    phone: Text(64).optional(),
    email: Text(254).optional(),
    country: z.string().trim().length(2).toUpperCase().optional().describe("ISO 3166-1 alpha-2; also how a local phone number is read"),
    message: Text(10_000).optional(),
    vehicle: Text(200).optional(),
    occurredAt: z.iso.datetime({ offset: true }).optional().describe("When the person came; now when left out"),
    referredBy: Text(200).optional(),
    externalId: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe("Your own id: a repeat within the channel is answered with the first receipt"),
    consent: z
      .object({
        given: z.boolean(),
        given_at: z.string().optional(),
        text_version: z.string().max(100).optional(),
        purpose: z.string().max(200).optional(),
      })
      .optional(),
  })
  .refine(({ name, phone, email, message }) => name || phone || email || message, {
    message: "Give at least one of name, phone, email or message.",
    path: ["name"],
  })
export type ManualLead = z.infer<typeof ManualLead>

/**
 * Puts a hand-made lead through the same inbox as every webhook, so there is one way in and one history. Resolves once
 * it is durable; the worker ingests it a moment later.
 */
export async function acceptManualLead(ctx: Ctx, inbox: Inbox, input: ManualLead): Promise<Receipt> {
  requirePermission(ctx, "lead.create")
  if (ctx.actor.kind === "system") throw new AppError("forbidden", "A manual lead is made by somebody.")
  const receivedAt = ctx.now()
  const body = {
    ...input,
    occurredAt: input.occurredAt ?? receivedAt.toISOString(),
    enteredBy: { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name },
  }
  return await inbox.store({
    channel: input.channel,
    idempotencyKey: input.externalId ? digestOf(input.externalId) : newId(),
    raw: Buffer.from(JSON.stringify(body)),
    headers: { "content-type": "application/json" },
    trust: ctx.actor.kind === "user" ? "session" : "api_key",
    receivedAt,
  })
}

/** Somebody else's id may hold anything; a digest of it is a key of fixed size. */
const digestOf = (externalId: string): string => `external:${createHash("sha256").update(externalId).digest("base64url")}`
