import { z } from "zod"
import type { Change, Org, Value } from "./org"

/**
 * Deliveries of an asynchronous step: a header holds the secret, nothing is signed, and only a gateway's failure is tried
 * once more. They may come out of order or be lost.
 */
export const WebhookInput = z.object({
  url: z.url(),
  header: z.string().default("x-onelead-secret"),
  secret: z.string(),
  tables: z.array(z.string()).default(["contact", "lead", "opportunity"]),
  isReversed: z.boolean().default(false),
  /** Deliveries wait for /__sim/webhooks/flush. */
  holds: z.boolean().default(false),
  /** Every so many deliveries one is lost. */
  loses: z.int().min(0).default(0),
})

const MAX_BYTES = 256 * 1024
const GATEWAY = new Set([502, 503, 504])

type Delivery = { status: number | null; body: unknown }

export type Webhooks = {
  configure: (config: z.infer<typeof WebhookInput> | null) => void
  flush: () => Promise<{ delivered: Delivery[] }>
}

export function createWebhooks(org: Org): Webhooks {
  let config: z.infer<typeof WebhookInput> | null = null
  let waiting: { table: string; message: string; body: unknown }[] = []
  let count = 0
  org.listeners.push((change) => {
    if (!config?.tables.includes(change.row.table)) return
    waiting.push({ table: change.row.table, message: change.message, body: contextOf(org, change) })
    if (!config.holds) setImmediate(() => void deliver())
  })
  const post = async ({ table, message, body }: (typeof waiting)[number]): Promise<number | null> => {
    if (config === null) return null
    const text = JSON.stringify(body)
    const isTooBig = Buffer.byteLength(text) > MAX_BYTES
    const headers = {
      "content-type": "application/json",
      [config.header]: config.secret,
      "x-ms-dynamics-organization": "sim.crm.dynamics.com",
      "x-ms-dynamics-entity-name": table,
      "x-ms-dynamics-request-name": message,
      ...(isTooBig ? { "x-ms-dynamics-msg-size-exceeded": "true" } : {}),
    }
    try {
      const sent = isTooBig ? JSON.stringify({ ...(body as object), InputParameters: undefined, PostEntityImages: undefined }) : text
      return (await fetch(config.url, { method: "POST", headers, body: sent, signal: AbortSignal.timeout(60_000) })).status
    } catch {
      return null
    }
  }
  const deliver = async (): Promise<Delivery[]> => {
    const due = config?.isReversed ? waiting.toReversed() : waiting
    waiting = []
    const delivered: Delivery[] = []
    for (const one of due) {
      count += 1
      if (config && config.loses > 0 && count % config.loses === 0) continue
      const first = await post(one)
      delivered.push({ status: first !== null && GATEWAY.has(first) ? await post(one) : first, body: one.body })
    }
    return delivered
  }
  return {
    configure: (given) => {
      config = given
      waiting = []
    },
    flush: async () => ({ delivered: await deliver() }),
  }
}

const SCHEMA = "http://schemas.microsoft.com/xrm/2011/Contracts"

function contextOf(org: Org, { message, row, values, author }: Change): unknown {
  const reference = { __type: `EntityReference:${SCHEMA}`, LogicalName: row.table, Id: row.id }
  const attributes = Object.entries({ ...values, modifiedon: row.values["modifiedon"] ?? null }).map(([key, value]) => ({
    key,
    value: said(value),
  }))
  return {
    MessageName: message,
    PrimaryEntityName: row.table,
    PrimaryEntityId: row.id,
    InitiatingUserId: author.userId,
    UserId: author.userId,
    Depth: 1,
    Stage: 40,
    Mode: 1,
    CorrelationId: org.newGuid(),
    OperationCreatedOn: `/Date(${org.clock.now()})/`,
    OrganizationName: "sim",
    InputParameters: [
      {
        key: "Target",
        value:
          message === "Delete" ? reference : { __type: `Entity:${SCHEMA}`, LogicalName: row.table, Id: row.id, Attributes: attributes },
      },
    ],
    PostEntityImages: [],
    PreEntityImages: [],
    SharedVariables: author.tag === null ? [] : [{ key: "tag", value: author.tag }],
  }
}

const said = (value: Value): unknown =>
  typeof value === "object" && value !== null ? { __type: `EntityReference:${SCHEMA}`, LogicalName: value.table, Id: value.id } : value
