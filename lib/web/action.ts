import { createSafeActionClient } from "next-safe-action"
import { headers } from "next/headers"
import { z } from "zod"
import { AppError } from "@/lib/platform/errors"
import { log } from "@/lib/platform/log"
import { isUnstorable, requirePlain, UNSTORABLE } from "./plain-input"
import { isSameOrigin } from "./same-origin"
import { ctxOf, currentViewer } from "./session"

/** What a failed action tells its screen. Anything unforeseen is logged with a reference and told as such. */
function serverError(error: Error): { code: string; message: string; fields?: Record<string, string> | undefined } {
  if (error instanceof AppError) return { code: error.code, message: error.message, fields: error.fields }
  if (isUnstorable(error)) return { code: "invalid", message: UNSTORABLE }
  const reference = crypto.randomUUID().slice(0, 8)
  log.error({ err: error, reference }, "an action failed")
  return { code: "internal", message: `Something went wrong on our side. Please try again; if it stays, quote ${reference}.` }
}

/** Every server action goes through here: same origin, signed in, parsed. The verb then asks for the permission. */
export const memberAction = createSafeActionClient({
  handleServerError: serverError,
  defineMetadataSchema: () => z.object({ name: z.string() }),
}).use(async ({ next, clientInput }) => {
  if (!isSameOrigin(await headers())) throw new AppError("forbidden", "This request came from another site.")
  const viewer = await currentViewer()
  if (!viewer) throw new AppError("unauthenticated", "Your session has ended. Please sign in again.")
  requirePlain(clientInput)
  return await next({ ctx: ctxOf(viewer) })
})
