import { createHash } from "node:crypto"
import { z } from "zod"
import type { Receipt } from "@/lib/channels/contract"
import { MANUAL_CHANNELS } from "@/lib/core/channels"
import { readTypedPhones } from "@/lib/leads/known-lines"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { localRateLimit } from "@/lib/platform/requests/rate-limit"
import { requirePermission } from "@/lib/platform/permissions"
import type { Inbox } from "./inbox"

/**
 * A text as automations send it: a number where digits were typed, null or "" for nothing, a list for several. A tool that
 * sends `false` for an empty field means nothing by it.
 */
const Scalar = z.union([z.string(), z.number(), z.boolean()])
const Text = (max: number) =>
  z
    .union([Scalar, z.array(Scalar.nullable())])
    .nullish()
    .transform(textOf)
    .pipe(z.string().max(max).optional())

function textOf(value: z.infer<typeof Scalar> | (z.infer<typeof Scalar> | null)[] | null | undefined): string | undefined {
  const parts = (Array.isArray(value) ? value : [value]).flatMap((one) =>
    typeof one === "string" || typeof one === "number" ? [String(one).trim()] : [],
  )
  return parts.filter((part) => part !== "").join(" ; ") || undefined
}

/** A lead entered by a colleague or a partner's system: walk-in, referral, a call logged by hand. */
export const ManualLead = z
  .looseObject({
    channel: z.enum(MANUAL_CHANNELS),
    name: Text(200),
    phone: Text(200).describe("In any format; several are all kept"),
    email: Text(254),
    country: Text(60).describe("A name, an ISO code or a dial code; also how a local phone number is read"),
    message: Text(10_000),
    vehicle: Text(200),
    occurredAt: Text(60).describe("When the person came, in any usual format or as seconds since 1970; now when left out"),
    referredBy: Text(200),
    externalId: Text(200).describe("Your own id: a repeat within the channel is answered with the first receipt"),
    consent: z
      .union([
        Scalar,
        z.looseObject({
          given: Scalar.nullish(),
          given_at: Text(60),
          text_version: Text(100),
          purpose: Text(200),
        }),
      ])
      .nullish(),
  })
  .refine(({ name, phone, email, message }) => name || phone || email || message, {
    message: "Give at least one of name, phone, email or message.",
    path: ["name"],
  })
  .describe("Keys that are not listed are kept on the timeline")
export type ManualLead = z.infer<typeof ManualLead>

/** What one API key sends beyond this is a bulk load, which live events overtake. */
const isLivePace = localRateLimit({ points: 60, seconds: 60 })

/**
 * Stores a manual lead in the same inbox as every webhook, so there is one entry and one history. Resolves once it is
 * durable; the worker ingests it a moment later.
 */
export async function acceptManualLead(
  ctx: Ctx,
  inbox: Inbox,
  input: ManualLead,
  { requestKey = null }: { requestKey?: string | null } = {},
): Promise<Receipt> {
  requirePermission(ctx, "lead.create")
  if (ctx.actor.kind === "user") await requireReadablePhone(ctx, input.phone)
  if (ctx.actor.kind === "system") throw new AppError("forbidden", "A lead is entered by a signed-in person or with an API key.")
  const receivedAt = ctx.now()
  const body = {
    ...input,
    occurredAt: input.occurredAt ?? receivedAt.toISOString(),
    enteredBy: { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name },
  }
  return await inbox.store({
    channel: input.channel,
    idempotencyKey: input.externalId
      ? digestOf("external", input.externalId)
      : requestKey
        ? requestDigest(ctx, requestKey, input)
        : newId(),
    raw: Buffer.from(JSON.stringify(body)),
    headers: { "content-type": "application/json" },
    trust: ctx.actor.kind === "user" ? "session" : "api_key",
    receivedAt,
    isBackground: ctx.actor.kind === "api_key" && !(await isLivePace(ctx.actor.id)),
  })
}

/** A foreign id may hold anything; its digest is a key of fixed size. */
const digestOf = (kind: string, id: string): string => `${kind}:${createHash("sha256").update(id).digest("base64url")}`

/** A sender that got no answer sends the same again, also when the process that stored it died before it could say so. */
const requestDigest = ({ actor }: Ctx, key: string, input: ManualLead): string =>
  digestOf("request", JSON.stringify([actor.kind, actor.kind === "system" ? null : actor.id, key, input]))

/** A colleague can mend a slip at once; what an automation sends is kept with a word about it instead. */
async function requireReadablePhone({ db }: Ctx, phone: string | undefined): Promise<void> {
  if (phone === undefined || (await readTypedPhones(db, phone)).some(({ ok }) => ok)) return
  throw new AppError("invalid", "This is not a phone number.", {
    fields: { phone: "Not a phone number. Give it with its country code, e.g. +971 50 123 4567." },
  })
}
