"use server"

import { refresh } from "next/cache"
import { z } from "zod"
import { API_SCOPES, createApiKey, revokeApiKey } from "@/lib/team/api-keys"
import { memberAction, once } from "@/lib/web/action"

const NewKey = z.object({
  name: z.string().trim().min(1, "Say what the key is for.").max(100),
  scope: z.enum(API_SCOPES),
  /** Null means it does not expire. */
  days: z.number().int().min(1).max(3650).nullable(),
})

export const createApiKeyAction = memberAction
  .metadata({ name: "api_key.create" })
  .inputSchema(NewKey)
  .action(async ({ ctx, parsedInput: { name, scope, days } }) => {
    const expiresAt = days === null ? null : new Date(ctx.now().getTime() + days * 86_400_000)
    const { key } = await once(ctx, () => createApiKey(ctx, { name, scopes: [scope], expiresAt }), { isSecret: true })
    refresh()
    return { key }
  })

export const revokeApiKeyAction = memberAction
  .metadata({ name: "api_key.revoke" })
  .inputSchema(z.object({ id: z.uuid() }))
  .action(async ({ ctx, parsedInput }) => {
    await revokeApiKey(ctx, parsedInput)
    refresh()
  })
