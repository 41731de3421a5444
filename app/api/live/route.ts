import { withDeadline } from "@/lib/platform/deadline"
import { changedSince } from "@/lib/platform/live/changed-since"
import { subscribeLive } from "@/lib/platform/live/listen"
import { openEventStream } from "@/lib/platform/live/sse"
import { answered } from "@/lib/web/route"
import { ctxOf, requestViewer } from "@/lib/web/session"

export const dynamic = "force-dynamic"

/**
 * Server-sent events for open screens: which leads changed. What a viewer may see of them is another request's answer.
 * `since` is when the page was rendered: what changed between that moment and this connection is sent first. Each change
 * carries the server's time, so that a page that was read after it is not read again.
 */
export const GET = (request: Request): Promise<Response> =>
  answered(async () => {
    const viewer = await withDeadline(() => requestViewer(request))
    if (!viewer) return new Response(null, { status: 401 })
    const since = new Date(new URL(request.url).searchParams.get("since") ?? Number.NaN)
    const ctx = ctxOf(viewer)
    const stream = openEventStream({
      signal: request.signal,
      subscribe: (send) => {
        const tell = (change: object) => send("leads", JSON.stringify({ ...change, at: ctx.now().toISOString() }))
        const unsubscribe = subscribeLive((message) => tell(JSON.parse(message) as object))
        if (Number.isFinite(since.getTime())) {
          changedSince(ctx, since).then(
            (change) => change && tell(change),
            () => tell({ ids: "many" }),
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
