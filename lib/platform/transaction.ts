import { setTimeout as wait } from "node:timers/promises"
import { is } from "drizzle-orm"
import { PgTransaction, type PgTransactionConfig } from "drizzle-orm/pg-core"
import type { Pool } from "pg"
import { databaseOf, type Database, type Transaction } from "@/db/client"
import type { Ctx } from "./context"
import { requireTime } from "./deadline"
import { faultOf, mayRunAgain } from "./retry"

/**
 * Every transaction of the product is opened here or in change/change-leads.ts; the structure check refuses any other. A change
 * of leads is a unit (change/change-leads.ts). What touches no lead (settings, people, views, the queues of the sync) runs
 * `inTransaction`, a trial is a `dryRun`, and several reads that must agree are `readSnapshot`.
 */
type WithDb = Pick<Ctx, "db">

/** Runs work in a transaction, and again from its start when PostgreSQL ended it for the sake of another one. */
export async function inTransaction<T>({ db }: WithDb, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await retried(db, () => openTransaction(db, work))
}

/** Does the work for real, keeps its answer and leaves nothing behind. */
export async function dryRun<T>({ db }: WithDb, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const rollBack = async (tx: Transaction): Promise<never> => {
    throw new RolledBack(await work(tx))
  }
  try {
    return await retried(db, () => openTransaction(db, rollBack))
  } catch (error) {
    if (error instanceof RolledBack) return error.answer as T
    throw error
  }
}

/** Ends the transaction of a dry run, whose answer is in hand by then. */
class RolledBack extends Error {
  readonly answer: unknown
  constructor(answer: unknown) {
    super("a dry run is rolled back")
    this.answer = answer
  }
}

/** Several reads that see one moment. */
export async function readSnapshot<T>({ db }: WithDb, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await openTransaction(db, work, { isolationLevel: "repeatable read", accessMode: "read only" })
}

/**
 * A transaction on a connection of its own, which goes back to the pool whatever happens, and is closed when it broke.
 * drizzle's own takes a connection before it begins: when BEGIN failed, that connection was never given back, and one
 * frozen server used the pool up for good. Inside a transaction it is a savepoint. Nothing is committed for a request that
 * was already answered 503.
 */
export async function openTransaction<T>(
  db: Database | Transaction,
  work: (tx: Transaction) => Promise<T>,
  config?: PgTransactionConfig,
): Promise<T> {
  if (isInTransaction(db)) return await db.transaction(work)
  const client = await (db as Database & { $client: Pool }).$client.connect()
  let isBroken = false
  try {
    return await databaseOf(client).transaction(async (tx) => {
      const result = await work(tx)
      requireTime()
      return result
    }, config)
  } catch (error) {
    isBroken = faultOf(error) === "outage"
    throw error
  } finally {
    client.release(isBroken)
  }
}

const isInTransaction = (db: Database | Transaction): boolean => is(db, PgTransaction)

const TRIES = 5
const PAUSE_MS = 20

/**
 * After a deadlock or a serialisation failure nothing of the transaction has happened, so it is done again. The pause
 * grows, and differs between two that met, so that they do not meet again. Inside another transaction there is nothing
 * to try again: the whole is lost, and is tried again where it was opened.
 */
export async function retried<T>(db: Database, work: () => Promise<T>): Promise<T> {
  if (isInTransaction(db)) return await work()
  for (let tried = 1; ; tried += 1) {
    try {
      return await work()
    } catch (error) {
      if (tried >= TRIES || !mayRunAgain(error)) throw error
      await wait(Math.random() * PAUSE_MS * 2 ** tried)
    }
  }
}
