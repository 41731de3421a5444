import type { Transaction } from "@/db/client"
import type { CandidateIndex } from "@/lib/matching/candidate-index"
import type { BatchState } from "./batch-state"
import type { ReadEvent } from "./read-event"

/**
 * Ingest whose batches are each rolled back, and which is to decide all the same as if they had been kept: somebody
 * remembers what the batches before this one made of their events, and brings it along. Without a dry run an ingest
 * knows what is in the database, and nothing else.
 */
export type DryRun = {
  /** Puts the leads that these events name by a value or by their own name into the transaction. */
  recall: (tx: Transaction, events: readonly ReadEvent[]) => Promise<void>
  /** Tells the matcher who else was seen, and what was counted. */
  introduce: (index: CandidateIndex, events: readonly ReadEvent[]) => void
  /** Before the batch state is written: whoever a question is about has a row that it may point to. */
  standIn: (tx: Transaction, batch: BatchState) => Promise<void>
  /** After it was written. */
  remember: (batch: BatchState) => void
}
