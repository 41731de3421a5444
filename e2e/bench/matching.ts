/**
 * Measures the matcher on labelled files, on the same code path as production.
 *
 *   bench:matching -- leads <csv> [--pairs out.csv] [--json]   precision and recall on a stream of events
 *   bench:matching -- cases <csv> [--json]                     golden pair decisions, each miss listed
 *   bench:matching -- febrl <csv> [<csv2>] [--json]            name and number only, duplicates or linkage
 */
import "@/e2e/suppression-secret"
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { stringify } from "csv-stringify/sync"
import { readEvents } from "@/e2e/bench/matching-events"
import { runCases } from "@/e2e/bench/matching-cases"
import { runFebrl } from "@/e2e/bench/matching-febrl"
import { evaluate, predictedPairs, runEvents, type LeadReport } from "@/e2e/bench/matching-evaluate"

const USAGE = "usage: leads <csv> [--pairs out.csv] [--json] | cases <csv> [--json] | febrl <csv> [<csv2>] [--json]"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, pairs: { type: "string" } },
})
const [mode, path, second] = positionals
if (path === undefined) fail()
else if (mode === "leads") leads(path)
else if (mode === "cases") cases(path)
else if (mode === "febrl") febrl(second === undefined ? [path] : [path, second])
else fail()

function leads(file: string): void {
  const events = readEvents(file)
  const run = runEvents(events)
  const report = evaluate(events, run)
  if (values.pairs !== undefined) {
    const rows = predictedPairs(run).map(({ left, right, decision, reason, bits }) => ({
      left_id: left.profile.id,
      right_id: right.profile.id,
      decision,
      reason,
      bits: bits?.toFixed(2) ?? "",
    }))
    writeFileSync(values.pairs, stringify(rows, { header: true }))
  }
  print(values.json ? JSON.stringify(report) : readable(report))
}

function cases(file: string): void {
  const report = runCases(file)
  if (values.json) return print(JSON.stringify(report))
  const misses = report.misses.map(
    ({ id, expected, got, acceptable, why }) => `${acceptable ? "  " : "! "}#${id} expected ${expected}, got ${got}: ${why}`,
  )
  print(
    [`${report.total} cases: ${report.exact} exact, ${report.acceptable} acceptable, ${report.wrongUpdates} wrong updates`, ...misses].join(
      "\n",
    ),
  )
}

function febrl(files: readonly string[]): void {
  const report = runFebrl(files)
  const { pairs, precision, recall, f1, blockingRecall } = report
  const text = `${pairs} true pairs: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, F1 ${f1.toFixed(4)}, blocking ${blockingRecall.toFixed(4)}`
  print(values.json ? JSON.stringify(report) : text)
}

function readable(report: LeadReport): string {
  const line = (name: string, { precision, recall, f1 }: LeadReport["auto"]): string =>
    `${name.padEnd(20)} precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}`
  return [
    `${report.events} events, ${report.leads} leads`,
    line("automatic", report.auto),
    line("automatic + review", report.all),
    line("fuzzy only", report.fuzzy),
    `blocking recall ${report.blockingRecall.toFixed(4)}, ${report.flagsPer1000.toFixed(1)} flags per 1,000`,
    `match and file one event: p50 ${report.microsecondsPerEvent.p50.toFixed(0)} µs, p95 ${report.microsecondsPerEvent.p95.toFixed(0)} µs`,
    "probability   flags  confirmed",
    ...report.calibration.map(
      ({ from, to, flags, confirmed, rate }) =>
        `${from.toFixed(2)}–${to.toFixed(2)}   ${String(flags).padStart(6)}  ${String(confirmed).padStart(6)}  ${(rate * 100).toFixed(0)} %`,
    ),
    ...Object.entries(report.byReason).map(
      ([reason, { flags, confirmed }]) => `${reason.padEnd(28)} ${String(flags).padStart(5)}  ${((confirmed / flags) * 100).toFixed(0)} %`,
    ),
  ].join("\n")
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function fail(): never {
  process.stderr.write(`${USAGE}\n`)
  process.exit(2)
}
