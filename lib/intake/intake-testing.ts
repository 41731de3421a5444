import pino from "pino"
import { testDatabase, type TestDatabase } from "@/db/testing"
import { testCtx } from "@/lib/reactions/testing/test-ctx"
import { formRequest, signedRequest, type SignedRequest } from "@/lib/channels/fixtures/signed-request"
import type { SampleChannel } from "@/lib/channels/fixtures/bodies"
import { getLead } from "@/lib/leads/get-lead"
import type { LeadDetail } from "@/lib/leads/lead-views"
import type { Ctx } from "@/lib/platform/context"
import { acceptWebhook, type IntakeDeps } from "@/lib/intake/doors/accept-webhook"
import { drainAll } from "@/lib/intake/drain/drain-inbox"
import { createInbox } from "@/lib/intake/doors/inbox"
import { createPublicFormLimiter } from "@/lib/intake/doors/public-form-limiter"
import { getEvent, type EventView } from "@/lib/intake/deliveries/queries"

/**
 * A sender's view of the product: what it posts goes through the webhook code into a real database, is processed, and
 * is read back by its receipt.
 */
const SIGNED = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
const SECRETS: Record<SampleChannel, string> = {
  website: SIGNED,
  erp: SIGNED,
  chatbot: SIGNED,
  crisp: "crisp",
  botspace: "bs",
  ziwo: "zw",
}

type Sent = { event: EventView; lead: LeadDetail | null; leads: LeadDetail[] }

export type SenderBench = {
  database: TestDatabase
  ctx: Ctx
  /** Posts a JSON body, signed as its channel requires. */
  send: (channel: SampleChannel, body: Record<string, unknown>) => Promise<Sent>
  /** Posts an HTML form, as a browser does; a string is sent as it is. */
  submit: (form: Record<string, string> | string) => Promise<Sent>
  close: () => Promise<void>
}

export async function openSenderBench(): Promise<SenderBench> {
  const database = await testDatabase()
  const ctx = testCtx(database.db)
  const deps: IntakeDeps = {
    inbox: createInbox(database.pool),
    secretsOf: (channel) =>
      channel in SECRETS ? { secrets: [SECRETS[channel as SampleChannel]], formKey: "fk", formOrigins: [] } : undefined,
    formLimiter: createPublicFormLimiter(database.pool, { perAddressPerMinute: 10_000, overallPerMinute: 10_000 }),
    log: pino({ level: "silent" }),
  }
  const post = async (channel: SampleChannel, request: SignedRequest): Promise<Sent> => {
    const answer = await acceptWebhook(deps, channel, {
      method: request.method,
      url: new URL(request.path, "https://leads.example.com"),
      headers: request.headers,
      raw: request.body,
      remoteAddress: null,
      now: ctx.now(),
    })
    if (answer.status !== 202) throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    await drainAll(ctx)
    const event = await getEvent(ctx, { receipt: (answer.body as { id: string }).id })
    const leads = await Promise.all(event.leadIds.map((leadId) => getLead(ctx, { leadId })))
    return { event, lead: leads[0] ?? null, leads }
  }
  return {
    database,
    ctx,
    send: (channel, body) => post(channel, signedRequest(channel, body, { secret: SECRETS[channel], now: ctx.now() })),
    submit: (form) => {
      const request = formRequest(typeof form === "string" ? {} : form, { formKey: "fk" })
      return post("website", typeof form === "string" ? { ...request, body: Buffer.from(form) } : request)
    },
    close: () => database.drop(),
  }
}
