import type { Metadata } from "next"
import { ApiKeysScreen } from "./api-keys-screen"
import { listApiKeys } from "@/lib/team/api-keys"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "API keys" }

export default async function ApiKeysPage() {
  const ctx = await requirePage("settings.manage")
  const now = ctx.now()
  const keys = (await listApiKeys(ctx)).toReversed().map(({ id, name, prefix, scopes, createdAt, lastUsedAt, expiresAt, revokedAt }) => ({
    id,
    name,
    prefix,
    scopes,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    state: revokedAt ? ("revoked" as const) : expiresAt && expiresAt <= now ? ("expired" as const) : ("active" as const),
  }))
  return <ApiKeysScreen keys={keys} />
}
