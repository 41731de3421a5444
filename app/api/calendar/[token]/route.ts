import { db } from "@/lib/platform/database"
import { withDeadline } from "@/lib/platform/deadline"
import { publicBaseUrl } from "@/lib/platform/env"
import { readCalendar } from "@/lib/followups/calendar/calendar"
import { answered } from "@/lib/web/route"

export const dynamic = "force-dynamic"

/** A calendar program has no session: the secret in the address is the key. `<token>.ics` and `<token>` both answer. */
export const GET = (_request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> =>
  answered(async () => {
    const token = (await params).token.replace(/\.ics$/, "")
    const ctx = { db: db(), now: () => new Date() }
    const calendar = await withDeadline(() => readCalendar(ctx, { token, baseUrl: publicBaseUrl().origin }))
    if (calendar === null) return new Response("There is no such calendar, or its address was changed.", { status: 404 })
    return new Response(calendar, {
      headers: { "content-type": "text/calendar; charset=utf-8", "cache-control": "private, no-store", "x-robots-tag": "noindex" },
    })
  })
