import { createHash, createHmac } from "node:crypto"
import { z } from "zod"
import { TYPE_FACTS } from "@/e2e/simulators/hubspot/account/object-types"
import type { Portal, PortalEvent } from "@/e2e/simulators/hubspot/account/portal"

/**
 * Notifications to one target, as an app's subscriptions ask for them: signed arrays of up to a hundred events, at most ten
 * requests in flight, repeated after any failure. Order and uniqueness are promised to nobody; both can be broken on purpose.
 */
export const WebhookInput = z.object({
  targetUrl: z.url(),
  clientSecret: z.string().min(1),
  appId: z.coerce.number().int().default(0),
  /** What the signature covers when the target is reached by another address than the public one. */
  signedUrl: z.url().optional(),
  /** Without a list, everything about contacts and deals is subscribed; `*` is every property. */
  subscriptions: z.array(z.object({ subscriptionType: z.string(), propertyName: z.string().optional() })).optional(),
  /** `contact.propertyChange` and its kin, or the generic `object.propertyChange` with an object type id. */
  style: z.enum(["classic", "object"]).default("classic"),
  batchWindowMs: z.number().int().min(0).default(100),
  batchSize: z.number().int().min(1).max(100).default(100),
  maxConcurrentRequests: z.number().int().min(1).default(10),
  timeoutMs: z.number().int().min(1).default(5_000),
  maxRetries: z.number().int().min(0).default(10),
  /** The first wait after a failure; it doubles, with some chance in it. The real account spreads ten over a day. */
  retryDelayMs: z.number().int().min(0).default(1_000),
  duplicateRate: z.number().min(0).max(1).default(0),
  reorder: z.boolean().default(false),
  paused: z.boolean().default(false),
})
type WebhookConfig = z.infer<typeof WebhookInput>

type WebhookEvent = Record<string, unknown> & { subscriptionType: string; attemptNumber: number }
type Delivery = { events: WebhookEvent[]; attempt: number }
export type DeliveryRecord = {
  at: number
  attempt: number
  status: number | null
  error: string | null
  events: WebhookEvent[]
  durationMs: number
}

export type Webhooks = {
  configure: (config: WebhookConfig | null) => void
  state: () => Record<string, unknown>
  deliveries: () => readonly DeliveryRecord[]
  /** Sends what waits, retries included, without their pauses; true when all of it was sent in time. */
  flush: (timeoutMs: number) => Promise<boolean>
  reset: () => void
  close: () => void
}

const NOT_SUBSCRIBABLE = new Set([
  "hs_lastmodifieddate",
  "lastmodifieddate",
  "num_unique_conversion_events",
  "hs_object_source",
  "hs_object_source_label",
])
const KEPT = 2_000
const MAX_PAUSE_MS = 60_000

/** The parts of a URL that the signature sees decoded; everything else stays as it was sent. */
const DECODED: readonly [RegExp, string][] = (
  [
    ["3A", ":"],
    ["2F", "/"],
    ["3F", "?"],
    ["40", "@"],
    ["21", "!"],
    ["24", "$"],
    ["27", "'"],
    ["28", "("],
    ["29", ")"],
    ["2A", "*"],
    ["2C", ","],
    ["3B", ";"],
  ] as const
).map(([code, character]) => [new RegExp(`%${code}`, "gi"), character])

export function signV3(secret: string, method: string, url: string, body: string, timestamp: number): string {
  let signedUrl = url
  for (const [encoded, character] of DECODED) signedUrl = signedUrl.replace(encoded, () => character)
  return createHmac("sha256", secret).update(`${method}${signedUrl}${body}${timestamp}`, "utf8").digest("base64")
}

export const signV1 = (secret: string, body: string): string =>
  createHash("sha256")
    .update(secret + body, "utf8")
    .digest("hex")

export function createWebhooks(portal: Portal): Webhooks {
  let config: WebhookConfig | null = null
  let queue: PortalEvent[] = []
  let waiting: Delivery[] = []
  let inFlight = 0
  let generation = 0
  let records: DeliveryRecord[] = []
  let flushTimer: NodeJS.Timeout | null = null
  const retries = new Map<NodeJS.Timeout, Delivery>()
  const subscriptionIds = new Map<string, number>()
  const cancels = new Set<AbortController>()

  const subscriptionId = (key: string): number => {
    const id = subscriptionIds.get(key) ?? 6_527_000 + subscriptionIds.size
    subscriptionIds.set(key, id)
    return id
  }

  const render = (event: PortalEvent, target: WebhookConfig): WebhookEvent => {
    const property = typeof event.details["propertyName"] === "string" ? event.details["propertyName"] : ""
    const classic = `${TYPE_FACTS[event.type].singular}.${event.kind}`
    const isObject = target.style === "object" && event.kind !== "privacyDeletion"
    const flag = { creation: "CREATED", deletion: "DELETED", restore: "RESTORED" }[event.kind as string]
    return {
      eventId: portal.random.between(1, 4_000_000_000),
      subscriptionId: subscriptionId(`${classic}:${property}`),
      portalId: portal.settings.portalId,
      appId: target.appId || portal.settings.appId,
      occurredAt: event.at,
      subscriptionType: isObject ? `object.${event.kind}` : classic,
      attemptNumber: 0,
      // An association has two ends and no object of its own.
      ...(event.kind === "associationChange" ? {} : { objectId: Number(event.objectId) }),
      ...(flag === undefined ? {} : { changeFlag: flag }),
      ...event.details,
      changeSource: event.by.changeSource,
      sourceId: event.by.sourceId,
      ...(isObject ? { objectTypeId: TYPE_FACTS[event.type].typeId } : {}),
      ...(isObject && event.kind === "propertyChange" ? { isSensitive: false } : {}),
    }
  }

  const wants = (event: PortalEvent, target: WebhookConfig): boolean => {
    if (event.type !== "contacts" && event.type !== "deals") return false
    const property = event.details["propertyName"]
    if (typeof property === "string" && NOT_SUBSCRIBABLE.has(property)) return false
    if (!target.subscriptions) return true
    const names = [`${TYPE_FACTS[event.type].singular}.${event.kind}`, `object.${event.kind}`]
    return target.subscriptions.some(
      (one) =>
        names.includes(one.subscriptionType) &&
        (event.kind !== "propertyChange" || one.propertyName === "*" || one.propertyName === property),
    )
  }

  const pack = (): void => {
    if (flushTimer) clearTimeout(flushTimer)
    flushTimer = null
    const target = config
    if (!target || queue.length === 0) return
    const events = queue.map((event) => render(event, target))
    queue = []
    const copies = events
      .filter(() => target.duplicateRate > 0 && portal.random.next() < target.duplicateRate)
      .map((event) => ({ ...event }))
    const batches = [target.reorder ? portal.random.shuffle(events) : events, copies].flatMap((list) => inBatches(list, target.batchSize))
    const deliveries = batches.map((batch) => ({ events: batch, attempt: 0 }))
    waiting.push(...(target.reorder ? portal.random.shuffle(deliveries) : deliveries))
    pump()
  }

  const pump = (): void => {
    if (!config || config.paused) return
    while (inFlight < config.maxConcurrentRequests) {
      const delivery = waiting.shift()
      if (!delivery) return
      inFlight += 1
      const sentIn = generation
      void send(config, delivery, sentIn).finally(() => {
        if (sentIn !== generation) return
        inFlight -= 1
        pump()
      })
    }
  }

  const send = async (target: WebhookConfig, delivery: Delivery, sentIn: number): Promise<void> => {
    const events = delivery.events.map((event) => ({ ...event, attemptNumber: delivery.attempt }))
    const body = JSON.stringify(events)
    const timestamp = portal.clock.isManual ? portal.clock.now() : Date.now()
    const startedAt = performance.now()
    const cancel = new AbortController()
    cancels.add(cancel)
    const answer = await fetch(target.targetUrl, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "user-agent": "HubSpot Webhooks/1.0 (http://dev.hubspot.com/)",
        "x-hubspot-signature": signV1(target.clientSecret, body),
        "x-hubspot-signature-version": "v1",
        "x-hubspot-signature-v3": signV3(target.clientSecret, "POST", target.signedUrl ?? target.targetUrl, body, timestamp),
        "x-hubspot-request-timestamp": String(timestamp),
      },
      body,
      signal: AbortSignal.any([cancel.signal, AbortSignal.timeout(target.timeoutMs)]),
    }).then(
      async (response) => {
        await response.arrayBuffer().catch(() => null)
        return { status: response.status, error: null }
      },
      (error: unknown) => ({ status: null, error: error instanceof Error ? error.name : "failed" }),
    )
    cancels.delete(cancel)
    if (sentIn !== generation) return
    records.push({
      at: portal.clock.now(),
      attempt: delivery.attempt,
      ...answer,
      events,
      durationMs: Math.round(performance.now() - startedAt),
    })
    if (records.length > KEPT) records = records.slice(-KEPT / 2)
    const isDone = answer.status !== null && answer.status < 400
    if (!isDone && delivery.attempt < target.maxRetries) retryLater(target, { ...delivery, attempt: delivery.attempt + 1 })
  }

  const retryLater = (target: WebhookConfig, delivery: Delivery): void => {
    const pause = Math.min(MAX_PAUSE_MS, target.retryDelayMs * 2 ** (delivery.attempt - 1)) * (0.5 + portal.random.next() / 2)
    const timer = setTimeout(() => {
      retries.delete(timer)
      waiting.push(delivery)
      pump()
    }, pause)
    retries.set(timer, delivery)
  }

  const stop = (): void => {
    generation += 1
    if (flushTimer) clearTimeout(flushTimer)
    flushTimer = null
    for (const timer of retries.keys()) clearTimeout(timer)
    for (const cancel of cancels) cancel.abort()
    cancels.clear()
    retries.clear()
    queue = []
    waiting = []
    inFlight = 0
  }

  portal.listen((event) => {
    if (!config || !wants(event, config)) return
    queue.push(event)
    flushTimer ??= setTimeout(pack, config.batchWindowMs)
  })

  const pending = (): number => queue.length + [...waiting, ...retries.values()].reduce((sum, delivery) => sum + delivery.events.length, 0)

  return {
    configure: (next) => {
      config = next
      pump()
    },
    state: () => ({
      config: config ? { ...config, clientSecret: "(set)" } : null,
      pending: pending(),
      inFlight,
      delivered: records.filter((record) => record.status !== null && record.status < 400).length,
      failed: records.filter((record) => record.status === null || record.status >= 400).length,
    }),
    deliveries: () => records,
    flush: async (timeoutMs) => {
      const deadline = performance.now() + timeoutMs
      while (performance.now() < deadline) {
        pack()
        for (const [timer, delivery] of retries) {
          clearTimeout(timer)
          retries.delete(timer)
          waiting.push(delivery)
        }
        pump()
        if (inFlight === 0 && pending() === 0) return true
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return inFlight === 0 && pending() === 0
    },
    reset: () => {
      stop()
      config = null
      records = []
      subscriptionIds.clear()
    },
    close: stop,
  }
}

const inBatches = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
