import { withDeadline } from "@/lib/platform/deadline"
import { changedSince } from "@/lib/platform/live/changed-since"
import { subscribeLive } from "@/lib/platform/live/listen"
import { openEventStream } from "@/lib/platform/live/sse"
import { answered } from "@/lib/web/route"
import { ctxOf, requestViewer } from "@/lib/web/session"

export const dynamic = "force-dynamic"

/**
 * Server-sent events for open screens: which leads changed. What a viewer may see of them is another request's answer.
 * `since` is when the page was rendered: what changed between that moment and this connection is sent first.
 */
export const GET = (request: Request): Promise<Response> =>
  answered(async () => {
    const viewer = await withDeadline(() => requestViewer(request))
    if (!viewer) return new Response(null, { status: 401 })
    const since = new Date(new URL(request.url).searchParams.get("since") ?? Number.NaN)
    const stream = openEventStream({
      signal: request.signal,
      subscribe: (send) => {
        const unsubscribe = subscribeLive((message) => send("leads", message))
        if (Number.isFinite(since.getTime())) {
          changedSince(ctxOf(viewer), since).then(
            (change) => change && send("leads", JSON.stringify(change)),
            () => send("leads", JSON.stringify({ ids: "many" })),
          )
        }
        return unsubscribe
      },
      isStillWelcome: async () => (await requestViewer(request)) !== null,
    })
    return new Response(stream, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" },
    })
  })
