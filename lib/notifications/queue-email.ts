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

/** Stores emails in the caller's transaction, to be sent by the job. An email with the same key is stored once. */
export async function queueEmails(tx: Transaction, emails: readonly Email[], at: Date): Promise<void> {
  await insertRows(
    tx,
    sentEmails,
    emails.map((email) => ({ id: newId(), ...email, html: email.html ?? null, status: "queued" as const, attempts: 0, createdAt: at })),
    sql`on conflict (dedupe_key) do nothing`,
  )
}
