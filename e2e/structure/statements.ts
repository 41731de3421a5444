import { isTest, layerOf } from "./layers"
import type { Problem } from "./problem"
import type { Source } from "./source"

/** What a file may do: read the clock and the environment, open a transaction; and how it declares functions and tests. */
export function checkStatements(source: Source): Problem[] {
  const { path } = source
  const room = layerOf(path) ?? ""
  const at = (lines: readonly number[], message: string): Problem[] => lines.map((line) => ({ path, line, message }))
  return [
    ...(isTest(path) || mayReadClock(room) ? [] : at(source.clockReads, CLOCK)),
    ...(isTest(path) || mayReadEnvironment(path) ? [] : at(source.environmentReads, ENVIRONMENT)),
    ...(isTest(path) || mayOpenTransaction(path) ? [] : at(source.transactions, TRANSACTION)),
    ...(isTest(path) || !path.startsWith("lib/") ? [] : at(strayLeadWrites(source), LEAD_WRITE)),
    ...at(source.skippedTests, "a test that does not run proves nothing: mend it or delete it"),
    ...source.functionConstants.map(({ name, line }) => ({
      path,
      line,
      message: `${name} has a body of statements: declare it as \`function ${name}\`; an arrow holds one expression`,
    })),
    ...(source.isBarrel && path !== "db/schema/index.ts" ? at([1], "a barrel: import from the file that holds it") : []),
  ]
}

const CLOCK = "reads the clock: time is an argument (ctx.now()). Only lib/runtime, lib/web, app and tests read the wall clock"
const ENVIRONMENT = "reads the environment: a variable gets its line in lib/platform/env.ts, and code below takes the value as an argument"

const TRANSACTION =
  "opens a transaction by hand: a change of leads goes through changeLeads (lib/platform/change), anything else through inTransaction, dryRun or readSnapshot (lib/platform/transaction.ts), which try again after a deadlock"

const LEAD_WRITE =
  "writes a lead or rows of one outside a change of leads: take it through changeLeads (lib/platform/change), lock the leads first (lib/platform/lock-order.ts) and say what changed"

/** Alone, or in a file whose transactions are for what touches no lead. */
const strayLeadWrites = ({ leadWrites, runsInTransaction }: Source): number[] => [
  ...new Set(leadWrites.filter(({ isAlone }) => isAlone || runsInTransaction).map(({ line }) => line)),
]

const mayReadClock = (room: string): boolean =>
  ["lib/web", "lib/runtime", "lib/runtime/start.ts", "app"].includes(room) || room.startsWith("e2e")

/** Whoever starts a process hands the environment on; everybody else asks lib/platform/env.ts. */
const mayReadEnvironment = (path: string): boolean =>
  ["lib/platform/env.ts", "instrumentation.ts", "next.config.ts", "proxy.ts", "vitest.config.ts"].includes(path) ||
  path.startsWith("lib/runtime/") ||
  path.startsWith("e2e/")

const mayOpenTransaction = (path: string): boolean =>
  path === "lib/platform/transaction.ts" || path.startsWith("lib/platform/change/") || path.startsWith("db/")
