import { PgPreparedQuery } from "drizzle-orm/pg-core"
import type { Pool } from "pg"

/**
 * Errors of the database without the values that were bound. PostgreSQL quotes them in `detail`, `where` and the messages
 * of data exceptions, drizzle in its own message, and from there they reach logs, job tables and error pages. So they are
 * removed where an error is made: on the connection, and where drizzle wraps it.
 */
const STATEMENT_MAX = 500

/** What drizzle throws here: the statement with its placeholders, never the parameters. The cause carries the SQLSTATE. */
class QueryError extends Error {
  readonly statement: string

  constructor(statement: string, cause: unknown) {
    super(`Query failed${cause instanceof Error ? `: ${cause.message}` : ""}`, { cause })
    this.name = "QueryError"
    this.statement = statement.slice(0, STATEMENT_MAX)
  }
}

/** Removes bound values from every error that PostgreSQL sends to this pool's connections. */
export function stripErrorsOf(pool: Pool): void {
  pool.on("connect", (client) => {
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
    connection.prependListener("errorMessage", stripValues)
  })
}

type ServerError = { code?: string; message: string; routine?: string; detail?: string; where?: string; internalQuery?: string }

function stripValues(error: ServerError): void {
  delete error.detail
  delete error.where
  delete error.internalQuery
  // Class 22: the message itself quotes the value, in the server's language; the routine says what it was read as.
  if (error.code?.startsWith("22")) error.message = `data exception ${error.code}${error.routine ? ` in ${error.routine}` : ""}`
}

type Wrapped = { queryWithCache: (statement: string, params: unknown[], run: () => Promise<unknown>) => Promise<unknown> }

/** No query cache is configured, so running the query is all that drizzle's own method would do besides. */
const prepared = PgPreparedQuery.prototype as unknown as Wrapped
prepared.queryWithCache = async function runQuery(statement, _params, run) {
  try {
    return await run()
  } catch (cause) {
    throw new QueryError(statement, cause)
  }
}
