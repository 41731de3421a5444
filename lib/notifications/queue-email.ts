import { sql } from "drizzle-orm"
import { insertRows } from "@/db/bulk"
import type { Transaction } from "@/db/client"
import { sentEmails } from "@/db/schema"
import { newId } from "@/lib/platform/ids"

export type Email = {
  dedupeKey: string
  kind: string
  userId: string | null
  recipient: string
  subject: string
  body: string
  html?: string
}

/** Writes mail down in the caller's transaction; the sender takes it from there. What has been written once is not written again. */
export async function queueEmails(tx: Transaction, emails: readonly Email[], at: Date): Promise<void> {
  await insertRows(
    tx,
    sentEmails,
    emails.map((email) => ({ id: newId(), ...email, html: email.html ?? null, status: "queued" as const, attempts: 0, createdAt: at })),
    sql`on conflict (dedupe_key) do nothing`,
  )
}
