import type { Clock } from "./clock"

/**
 * Notices on their way. Where the clock stands still they wait until a test sends them; otherwise they leave at once.
 */
type Delivery = { url: string; headers?: Record<string, string>; body: string; answered?: (status: number | null) => void }
export type Deliveries = {
  add: (delivery: Delivery) => void
  /** Sends what is waiting. */
  flush: () => Promise<{ delivered: (number | null)[] }>
}

const TIMEOUT_MS = 10_000

export function openDeliveries({ isManual }: Pick<Clock, "isManual">): Deliveries {
  let waiting: Delivery[] = []
  const flush = async () => {
    const due = waiting
    waiting = []
    return { delivered: await Promise.all(due.map(post)) }
  }
  return {
    flush,
    add: (delivery) => {
      waiting.push(delivery)
      if (!isManual) setImmediate(() => void flush())
    },
  }
}

async function post({ url, headers = { "content-type": "application/json" }, body, answered }: Delivery): Promise<number | null> {
  const status = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    (response) => response.status,
    () => null,
  )
  answered?.(status)
  return status
}
