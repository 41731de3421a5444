import { subscribeLive } from "@/lib/live/listen"
import { currentViewer } from "@/lib/web/session"

export const dynamic = "force-dynamic"

const HEARTBEAT_MS = 15_000

/** Server-sent events for open screens: which leads changed. What a viewer may see of them is another request's answer. */
export const GET = async (request: Request): Promise<Response> => {
  if (!(await currentViewer())) return new Response(null, { status: 401 })
  const encoder = new TextEncoder()
  let end = () => {}
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (text: string) => {
        try {
          controller.enqueue(encoder.encode(text))
        } catch {
          end()
        }
      }
      const unsubscribe = subscribeLive((message) => send(`event: leads\ndata: ${message}\n\n`))
      const heartbeat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS)
      end = () => {
        clearInterval(heartbeat)
        unsubscribe()
      }
      request.signal.addEventListener("abort", end, { once: true })
      send("retry: 2000\n\nevent: ready\ndata: {}\n\n")
    },
    cancel: () => end(),
  })
  return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" } })
}
