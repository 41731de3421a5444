import { createHash } from "node:crypto"
import { z } from "zod"
import type { Ctx, Viewer } from "@/lib/platform/context"
import { answerOnce } from "@/lib/platform/requests/idempotency"
import { ANSWER_WITHIN_MS, sharedDeadline } from "@/lib/platform/deadline"
import { AppError } from "@/lib/platform/errors"
import { readBody, type BodyLimit } from "@/lib/intake/doors/read-body"
import { requirePermission, type Permission } from "@/lib/platform/permissions"
import { isTransient } from "@/lib/platform/retry"
import { log } from "@/lib/platform/log"
import { authenticateKey } from "@/lib/team/api-keys"
import { isPlain, isUnstorable, requirePlain, UNSTORABLE } from "./plain-input"
import { isSameOrigin } from "./same-origin"
import { ctxOf, requestCtx, requestViewer } from "./session"

type ApiCtx = Ctx & { actor: Viewer }

type Handler<P> = (input: { ctx: ApiCtx; request: Request; params: P }) => Promise<Response>

/** What a route that takes files needs: a larger body, which is read only from those who may send it, and time. */
type RouteLimits = { permission?: Permission; body?: BodyLimit; answerWithinMs?: number }

/**
 * A route of the REST API: who asks, then the body, then the handler, and one place where errors become answers. The
 * time that the sender takes to send the body does not count against the answer. A POST with an `Idempotency-Key` is
 * done once.
 */
export const apiRoute =
  <P = Record<string, never>>(handler: Handler<P>, { permission, body: limit, answerWithinMs = ANSWER_WITHIN_MS }: RouteLimits = {}) =>
  (request: Request, context: { params: Promise<P> }): Promise<Response> =>
    answered(async () => {
      const within = sharedDeadline(answerWithinMs)
      const ctx = await within(() => authenticate(request))
      if (permission) requirePermission(ctx, permission)
      const params = await context.params
      if (!isPlain(params)) throw new AppError("not_found", "There is nothing at this address.")
      const key = request.method === "POST" ? request.headers.get("idempotency-key") : null
      const raw = await bodyOf(request, limit)
      const { method, headers } = request
      const complete = () => (request.body === null ? request : new Request(request.url, { method, headers, body: new Uint8Array(raw) }))
      return await within(() =>
        key === null
          ? handler({ ctx, request: complete(), params })
          : answeredOnce(ctx, key, { path: new URL(request.url).pathname, raw }, () => handler({ ctx, request: complete(), params })),
      )
    })

/** What every route answers with: errors by their kind, and nothing that is kept on the way unless it says so. */
export async function answered(work: () => Promise<Response>): Promise<Response> {
  const response = await work().catch(errorAnswer)
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store")
  return response
}

/** The body, read to its cap and no further. */
export async function bodyOf(request: Request, limit?: BodyLimit): Promise<Uint8Array> {
  const body = await readBody(request.body, request.headers.get("content-length"), limit)
  if (!body.ok) throw new AppError(body.code, body.message)
  return body.raw
}

const IdempotencyKey = z.string().trim().min(1).max(200)

async function answeredOnce(
  ctx: ApiCtx,
  given: string,
  asked: { path: string; raw: Uint8Array },
  work: () => Promise<Response>,
): Promise<Response> {
  const key = IdempotencyKey.safeParse(given)
  if (!key.success) throw new AppError("invalid", "An idempotency key has 1 to 200 characters.")
  const request = { path: asked.path, body: createHash("sha256").update(asked.raw).digest("hex") }
  const { status, body } = await answerOnce(ctx, { key: key.data, request }, async () => {
    const response = await work()
    return { status: response.status, body: await response.json() }
  })
  return Response.json(body, { status })
}

/** A bearer key, or the session of a signed-in user on our own pages. */
async function authenticate(request: Request): Promise<ApiCtx> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1]
  const base = requestCtx()
  if (bearer) return { ...base, actor: await authenticateKey(base, bearer) }
  const viewer = await requestViewer(request)
  if (!viewer) throw new AppError("unauthenticated", "Send an API key: Authorization: Bearer <key>.")
  if (request.method !== "GET" && request.method !== "HEAD" && !isSameOrigin(request.headers))
    throw new AppError("forbidden", "This request came from another site.")
  return ctxOf(viewer)
}

function errorAnswer(error: unknown): Response {
  if (error instanceof z.ZodError) {
    const fields = Object.fromEntries(error.issues.map((issue) => [issue.path.join(".") || "body", issue.message]))
    return Response.json({ error: { code: "invalid", message: "Some fields are not right.", fields } }, { status: 422 })
  }
  if (error instanceof AppError) {
    const { code, message, fields, status } = error
    const headers: Record<string, string> =
      code === "unavailable" ? { "retry-after": "5" } : code === "rate_limited" ? { "retry-after": "60" } : {}
    return Response.json({ error: { code, message, ...(fields ? { fields } : {}) } }, { status, headers })
  }
  if (isTransient(error)) {
    log.warn({ err: error }, "a route could not be served for now")
    const message = "This could not be done just now; please send it again."
    return Response.json({ error: { code: "unavailable", message } }, { status: 503, headers: { "retry-after": "5" } })
  }
  if (isUnstorable(error)) {
    log.warn({ err: error }, "a route was given what cannot be stored")
    return Response.json({ error: { code: "invalid", message: UNSTORABLE } }, { status: 422 })
  }
  const reference = crypto.randomUUID().slice(0, 8)
  log.error({ err: error, reference }, "a route failed")
  return Response.json(
    { error: { code: "internal", message: `Something went wrong on our side (reference ${reference}).` } },
    { status: 500 },
  )
}

/** The JSON body of a request, as the schema has it; read no further than the cap of every other door. */
export async function jsonBody<T extends z.ZodType>(request: Request, schema: T): Promise<z.output<T>> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? ""))
    throw new AppError("invalid", "Send JSON: content-type: application/json.")
  const value = parseJson(await bodyOf(request))
  requirePlain(value)
  // Some automations wrap the one object they send in a list.
  return schema.parse(Array.isArray(value) && value.length === 1 ? value[0] : value)
}

function parseJson(raw: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(raw)
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError("invalid", "The body is not valid JSON in UTF-8.", { cause })
  }
}

/** Query parameters as an object; a repeated name is a list. */
export function queryOf(request: Request): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  const { searchParams } = new URL(request.url)
  for (const key of new Set(searchParams.keys())) {
    const values = searchParams.getAll(key)
    query[key] = values.length === 1 ? (values[0] ?? "") : values
  }
  requirePlain(query)
  return query
}
