import type { Transaction } from "@/db/client"
import type { CandidateIndex } from "@/lib/matching/candidate-index"
import type { BatchState } from "./batch-state"
import type { ReadEvent } from "./read-event"

/**
 * A dry run of ingest: each batch is rolled back, and still decides as if the earlier ones had been kept, because their
 * effects are remembered here. Without a dry run, ingest knows the database only.
 */
export type DryRun = {
  /** Puts the leads that these events name, by a value or by their own key, into the transaction. */
  recall: (tx: Transaction, events: readonly ReadEvent[]) => Promise<void>
  /** Adds remembered leads and counts to the candidate index. */
  introduce: (index: CandidateIndex, events: readonly ReadEvent[]) => void
  /** Before the batch state is written: gives leads referenced by review items a row to point to. */
  standIn: (tx: Transaction, batch: BatchState) => Promise<void>
  /** After it was written. */
  remember: (batch: BatchState) => void
}
