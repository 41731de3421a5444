import { z } from "zod"
import { findRow, rowsOf, type Change, type Org, type Value } from "./org"

/**
 * Deliveries of asynchronous steps: a header holds the secret, nothing is signed, and only a gateway's failure is tried
 * once more. They may come out of order or be lost. Steps are registered over the API, or here for a test.
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
type Target = { url: string; headers: Record<string, string> }
type Waiting = Target & { table: string; message: string; body: unknown }

export type Webhooks = {
  configure: (config: z.infer<typeof WebhookInput> | null) => void
  flush: () => Promise<{ delivered: Delivery[] }>
}

export function createWebhooks(org: Org): Webhooks {
  let config: z.infer<typeof WebhookInput> | null = null
  let waiting: Waiting[] = []
  let count = 0
  org.listeners.push((change) => {
    const { table } = change.row
    const set: Target[] = config?.tables.includes(table) ? [{ url: config.url, headers: { [config.header]: config.secret } }] : []
    for (const target of [...set, ...registered(org, change)])
      waiting.push({ ...target, table, message: change.message, body: contextOf(org, change) })
    if (!(config?.holds ?? org.clock.isManual)) setImmediate(() => void deliver())
  })
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

async function post({ url, headers: secret, table, message, body }: Waiting): Promise<number | null> {
  const text = JSON.stringify(body)
  const isTooBig = Buffer.byteLength(text) > MAX_BYTES
  const headers = {
    "content-type": "application/json",
    ...secret,
    "x-ms-dynamics-organization": "sim.crm.dynamics.com",
    "x-ms-dynamics-entity-name": table,
    "x-ms-dynamics-request-name": message,
    ...(isTooBig ? { "x-ms-dynamics-msg-size-exceeded": "true" } : {}),
  }
  try {
    const sent = isTooBig ? JSON.stringify({ ...(body as object), InputParameters: undefined, PostEntityImages: undefined }) : text
    return (await fetch(url, { method: "POST", headers, body: sent, signal: AbortSignal.timeout(60_000) })).status
  } catch {
    return null
  }
}

/** Where the steps for this message of this table lead. */
function registered(org: Org, { message, row }: Change): Target[] {
  const linked = (value: Value | undefined, table: string) =>
    typeof value === "object" && value !== null ? findRow(org, table, value.id)?.values : undefined
  return rowsOf(org, "sdkmessageprocessingstep").flatMap(({ values }): Target[] => {
    const endpoint = linked(values["eventhandler"], "serviceendpoint")
    const isMeant =
      linked(values["sdkmessageid"], "sdkmessage")?.["name"] === message &&
      linked(values["sdkmessagefilterid"], "sdkmessagefilter")?.["primaryobjecttypecode"] === row.table
    if (!endpoint || !isMeant) return []
    const settings = [...String(endpoint["authvalue"]).matchAll(/<setting name="([^"]+)" value="([^"]*)"/g)]
    return [{ url: String(endpoint["url"]), headers: Object.fromEntries(settings.map(([, name = "", value = ""]) => [name, value])) }]
  })
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
