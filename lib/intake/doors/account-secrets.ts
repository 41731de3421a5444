import type { Database } from "@/db/client"
import type { Channel } from "@/lib/core/channels"
import { noticeKey } from "@/lib/crm/registry/connected"
import { CRM_DEFINITIONS } from "@/lib/crm/registry/definitions"
import { readConnections } from "@/lib/sync/connection/crm-connection"
import type { AccountSecret } from "./accept-webhook"

/** A secret that was given anew counts after this, and forged requests cost no more than one look at the database in it. */
const KEPT_MS = 5_000

/** The secrets by which connected accounts prove their notices: as an admin gave them, or in the address that they tell. */
export function accountSecrets(db: Database): (channel: Channel) => Promise<readonly AccountSecret[]> {
  let kept: { at: number; secrets: Promise<readonly (AccountSecret & { channel: Channel })[]> } | null = null
  return async (channel) => {
    if (!CRM_DEFINITIONS.some((definition) => definition.channel === channel && (definition.webhooks ?? definition.notices))) return []
    if (kept === null || performance.now() - kept.at > KEPT_MS) kept = { at: performance.now(), secrets: readSecrets(db) }
    try {
      return (await kept.secrets).filter((one) => one.channel === channel)
    } catch (error) {
      kept = null
      throw error
    }
  }
}

async function readSecrets(db: Database): Promise<(AccountSecret & { channel: Channel })[]> {
  return (await readConnections(db)).flatMap(({ name, source, account, definition: { channel, webhooks, notices } }) => {
    if (notices) return [{ name, channel, secret: noticeKey(name) }]
    const secret = source === "stored" && webhooks ? account?.[webhooks.signedBy] : undefined
    return secret === undefined ? [] : [{ name, channel, secret }]
  })
}
