import { subscribeLive } from "@/lib/live/listen"
import { openEventStream } from "@/lib/live/sse"
import { requestViewer } from "@/lib/web/session"

export const dynamic = "force-dynamic"

/** Server-sent events for open screens: which leads changed. What a viewer may see of them is another request's answer. */
export const GET = async (request: Request): Promise<Response> => {
  if (!(await requestViewer(request))) return new Response(null, { status: 401 })
  const stream = openEventStream({
    signal: request.signal,
    subscribe: (send) => subscribeLive((message) => send("leads", message)),
    isStillWelcome: async () => (await requestViewer(request)) !== null,
  })
  return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" } })
}
