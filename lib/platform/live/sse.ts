/**
 * A stream of server-sent events that ends by itself: when the reader goes away, when it no longer reads, or when its
 * viewer may no longer read it (signed out everywhere, account closed). A browser reconnects after each; a signed-out
 * one is then refused.
 */
type EventStreamOptions = {
  signal: AbortSignal
  /** Starts sending; returns how to stop. `data` must be one line. */
  subscribe: (send: (event: string, data: string) => void) => () => void
  /** Checked at every heartbeat. A rejection counts as yes: a database outage must not sign people out. */
  isStillWelcome: () => Promise<boolean>
  heartbeatMs?: number
}

const HEARTBEAT_MS = 15_000
/** Messages that may wait for a slow reader; after that a reload is better. */
const BACKLOG_MAX = 500

export function openEventStream({
  signal,
  subscribe,
  isStillWelcome,
  heartbeatMs = HEARTBEAT_MS,
}: EventStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let stop = () => {}
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      let isOpen = true
      const write = (text: string) => {
        if (!isOpen) return
        if ((controller.desiredSize ?? 0) < -BACKLOG_MAX) return end()
        controller.enqueue(encoder.encode(text))
      }
      const unsubscribe = subscribe((event, data) => write(`event: ${event}\ndata: ${data}\n\n`))
      const heartbeat = setInterval(() => {
        write(": still here\n\n")
        isStillWelcome().then(
          (isWelcome) => (isWelcome ? undefined : end()),
          () => undefined,
        )
      }, heartbeatMs)
      stop = () => {
        isOpen = false
        clearInterval(heartbeat)
        unsubscribe()
        signal.removeEventListener("abort", end)
      }
      const end = () => {
        if (!isOpen) return
        stop()
        controller.close()
      }
      signal.addEventListener("abort", end, { once: true })
      write("retry: 2000\n\nevent: ready\ndata: {}\n\n")
      if (signal.aborted) end()
    },
    cancel: () => stop(),
  })
}
