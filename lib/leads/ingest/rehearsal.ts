import type { Transaction } from "@/db/client"
import type { MatchBook } from "@/lib/matching/match-book"
import type { Ledger } from "./ledger"
import type { ReadEvent } from "./read-event"

/**
 * A fold whose batches are each rolled back, and which is to decide all the same as if they had been kept: somebody
 * remembers what the batches before this one made of their events, and brings it along. Without a rehearsal a fold
 * knows what is in the database, and nothing else.
 */
export type Rehearsal = {
  /** Puts the leads that these events name by a value or by their own name into the transaction. */
  recall: (tx: Transaction, events: readonly ReadEvent[]) => Promise<void>
  /** Tells the matcher who else was seen, and what was counted. */
  introduce: (book: MatchBook, events: readonly ReadEvent[]) => void
  /** Before the ledger is written: whoever a question is about has a row that it may point to. */
  standIn: (tx: Transaction, ledger: Ledger) => Promise<void>
  /** After it was written. */
  remember: (ledger: Ledger) => void
}
