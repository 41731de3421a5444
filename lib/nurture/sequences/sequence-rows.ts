import { asc } from "drizzle-orm"
import type { Database, Transaction } from "@/db/client"
import { nurtureSequences } from "@/db/schema"
import { SequenceDraft } from "@/lib/core/nurture/sequence"

export type Sequence = SequenceDraft & { id: string; enabled: boolean; version: number; createdAt: Date }

/** All sequences, the oldest first: of two that would take a lead, the older one does. */
export async function readSequences(db: Pick<Database | Transaction, "select">): Promise<Sequence[]> {
  const rows = await db.select().from(nurtureSequences).orderBy(asc(nurtureSequences.createdAt), asc(nurtureSequences.id))
  return rows.map(({ id, enabled, version, createdAt, ...draft }) => ({ id, enabled, version, createdAt, ...SequenceDraft.parse(draft) }))
}
