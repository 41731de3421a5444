import { createHash, timingSafeEqual } from "node:crypto"
import { db } from "@/lib/platform/database"
import { env } from "@/lib/platform/env"
import { withDeadline } from "@/lib/platform/deadline"
import { AppError } from "@/lib/platform/errors"
import { measureInbox } from "@/lib/intake/deliveries/inbox-gauges"
import { log } from "@/lib/platform/log"
import { requirePermission } from "@/lib/platform/permissions"
import { metricsRegistry } from "@/lib/platform/metrics"
import { authenticateKey } from "@/lib/team/api-keys"
import { answered } from "@/lib/web/route"

export const dynamic = "force-dynamic"

function isMetricsToken(given: string): boolean {
  const known = env().METRICS_TOKEN
  return known !== undefined && timingSafeEqual(digestOf(known), digestOf(given))
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest()

/** Prometheus text, for the metrics token or an API key with scope `metrics`. */
export const GET = (request: Request): Promise<Response> =>
  answered(async () => {
    const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1]
    if (!bearer) throw new AppError("unauthenticated", "Send Authorization: Bearer <token>.")
    if (!isMetricsToken(bearer))
      requirePermission({ actor: await withDeadline(() => authenticateKey({ db: db(), now: () => new Date() }, bearer)) }, "metrics.read")
    // Numbers are wanted most while the database is away: the process's own go out without the inbox's.
    await withDeadline(() => measureInbox(db(), new Date())).catch((error: unknown) =>
      log.warn({ err: error }, "the inbox could not be measured"),
    )
    return new Response(await metricsRegistry().metrics(), { headers: { "content-type": metricsRegistry().contentType } })
  })
