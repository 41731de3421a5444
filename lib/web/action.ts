import { createSafeActionClient } from "next-safe-action"
import { headers } from "next/headers"
import { z } from "zod"
import { sharedDeadline } from "@/lib/platform/deadline"
import { AppError } from "@/lib/platform/errors"
import { log } from "@/lib/platform/log"
import { answerOnce } from "@/lib/platform/requests/idempotency"
import { isUnstorable, requirePlain, UNSTORABLE } from "./plain-input"
import { isSameOrigin } from "./same-origin"
import { ctxOf, currentViewer } from "./session"

/** What a failed action tells its screen. Anything unforeseen is logged with a reference and told as such. */
function serverError(error: Error): { code: string; message: string; fields?: Record<string, string> | undefined } {
  if (error instanceof AppError) return { code: error.code, message: error.message, fields: error.fields }
  if (isUnstorable(error)) {
    log.warn({ err: error }, "an action was given what cannot be stored")
    return { code: "invalid", message: UNSTORABLE }
  }
  const reference = crypto.randomUUID().slice(0, 8)
  log.error({ err: error, reference }, "an action failed")
  return { code: "internal", message: `Something went wrong on our side. Please try again; if it stays, quote ${reference}.` }
}

/** What the hook of the screens (components/action/use-server-action.ts) sends beside the input. */
const Keyed = z.looseObject({ idempotencyKey: z.string().min(1).max(100) })

/** Every server action goes through here: same origin, signed in, parsed, answered in time. The verb then asks for the permission. */
export const memberAction = createSafeActionClient({
  handleServerError: serverError,
  defineMetadataSchema: () => z.object({ name: z.string() }),
}).use(async ({ next, clientInput, metadata }) => {
  if (!isSameOrigin(await headers())) throw new AppError("forbidden", "This request came from another site.")
  const within = sharedDeadline()
  const viewer = await within(currentViewer)
  if (!viewer) throw new AppError("unauthenticated", "Your session has ended. Please sign in again.")
  requirePlain(clientInput)
  const asked = askedOnce(clientInput, metadata.name)
  return await within(() => next({ ctx: { ...ctxOf(viewer), asked } }))
})

type ActionCtx = ReturnType<typeof ctxOf> & { asked: { key: string; request: unknown } | null }

function askedOnce(clientInput: unknown, name: string): ActionCtx["asked"] {
  const keyed = Keyed.safeParse(clientInput)
  if (!keyed.success) return null
  const { idempotencyKey, ...input } = keyed.data
  return { key: `action:${idempotencyKey}`, request: { name, input } }
}

/**
 * The work of an action that creates something: ten clicks create one, and a retry after a lost answer gets the first
 * answer. `isSecret`: the answer is shown once and kept nowhere, so a repeat creates nothing and is refused.
 */
export async function once<T>(ctx: ActionCtx, work: () => Promise<T>, { isSecret = false } = {}): Promise<T> {
  if (!ctx.asked) return await work()
  let made: { value: T } | undefined
  const { body } = await answerOnce(ctx, ctx.asked, async () => {
    made = { value: await work() }
    return { status: 200, body: isSecret ? null : (made.value ?? null) }
  })
  if (made) return made.value
  if (isSecret) throw new AppError("conflict", "This was created already, and its secret is shown only once. Reload the page.")
  return body as T
}
