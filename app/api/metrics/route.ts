import { db } from "@/db/client"
import { env } from "@/lib/env"
import { AppError } from "@/lib/errors"
import { measureInbox } from "@/lib/intake/inbox-gauges"
import { metricsRegistry } from "@/lib/metrics"
import { authenticateKey } from "@/lib/team/api-keys"
import { errorAnswer } from "@/lib/web/route"

export const dynamic = "force-dynamic"

/** Prometheus text, for whoever holds the metrics token or an API key. */
export const GET = async (request: Request): Promise<Response> => {
  try {
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1]
    if (!bearer) throw new AppError("unauthenticated", "Send Authorization: Bearer <token>.")
    if (bearer !== env().METRICS_TOKEN) await authenticateKey({ db: db(), now: () => new Date() }, bearer)
    await measureInbox(db())
    return new Response(await metricsRegistry().metrics(), { headers: { "content-type": metricsRegistry().contentType } })
  } catch (error) {
    return errorAnswer(error)
  }
}
