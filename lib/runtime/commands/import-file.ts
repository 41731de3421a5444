import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { parseArgs } from "node:util"
import { databaseOn } from "@/db/client"
import { createPool } from "@/lib/platform/database"
import { migrateDatabase } from "@/db/migrate"
import type { Ctx } from "@/lib/platform/context"
import { IMPORT_FIELDS } from "@/lib/core/imports/fields"
import { DATE_ORDERS } from "@/lib/core/input-format"
import type { ImportCounts } from "@/lib/core/imports/states"
import { CreateImport, createImport } from "@/lib/imports/setup/create-import"
import { exportFailedRows } from "@/lib/imports/export-rows"
import { findUnfinished } from "@/lib/imports/setup/find-unfinished"
import { mapImport } from "@/lib/imports/setup/map-import"
import { nameColumns } from "@/lib/imports/setup/name-columns"
import { getImport, type ImportDetail } from "@/lib/imports/queries"
import { steerImport } from "@/lib/imports/setup/steer-import"
import { workOnImport } from "@/lib/imports/run/work-on-import"
import { suppressionSecret } from "@/lib/leads/ingest/suppression"
import { isTransient } from "@/lib/platform/retry"
import { endSignal } from "@/lib/runtime/end-signal"
import { systemCtx } from "@/lib/runtime/system-ctx"

/** The import of the screen, in this process. Run again, it resumes where it stopped. */
const USAGE = `npm run import -- <file.csv> [options]
  --dry-run            say what would happen and change nothing
  --mapping <json>     a file or a text: {"Full name": "name", "Mobile": "phone"}; guessed from the headers when left out
  --channel <name>     ${CreateImport.shape.channel.unwrap().options.join(" | ")} (default import)
  --source <text>      where the list comes from
  --date-order <order> ${DATE_ORDERS.join(" | ")}: how 03/04/2026 is read (guessed when left out)
  --country <code>     how phones without a country code are read (ISO, e.g. AE)
  --revert <id>        take an import back
  --json               one JSON object instead of words
Fields: ${IMPORT_FIELDS.join(", ")}
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "dry-run": { type: "boolean", default: false },
    mapping: { type: "string" },
    channel: { type: "string", default: "import" },
    source: { type: "string" },
    "date-order": { type: "string" },
    country: { type: "string" },
    revert: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
})

const say = (line: string) => void (values.json || process.stdout.write(`${line}\n`))
const isTerminal = process.stdout.isTTY && !values.json

async function main(): Promise<number> {
  const [path] = positionals
  if (values.help || (!path && !values.revert)) {
    process.stdout.write(USAGE)
    return values.help ? 0 : 1
  }
  const url = process.env["DATABASE_URL"]
  if (!url) throw new Error("There is no database: set DATABASE_URL, or start the demo in this folder with npm start.")
  // Refused as a whole here, or every row would fail by itself.
  suppressionSecret()
  await migrateDatabase(url)
  const pool = createPool("jobs", url)
  const ctx = systemCtx("import", databaseOn(pool))
  try {
    return values.revert ? await revert(ctx, values.revert) : await importFile(ctx, path ?? "")
  } finally {
    await pool.end()
  }
}

async function importFile(ctx: Ctx, path: string): Promise<number> {
  const file = await readFile(path)
  const channel = CreateImport.shape.channel.parse(values.channel)
  const unfinished = values["dry-run"] ? null : await findUnfinished(ctx, { file, channel })
  const importId = unfinished ?? (await createImport(ctx, { fileName: basename(path), channel, source: values.source }, file)).importId
  if (unfinished) say(`Going on with import ${importId}.`)
  else await applyMapping(ctx, importId)
  describe(await getImport(ctx, { importId }))
  const startedAt = performance.now()
  await steerImport(ctx, { importId, step: values["dry-run"] ? "check" : "run" }, { isHandedOver: false })
  const done = await work(ctx, importId)
  const seconds = (performance.now() - startedAt) / 1000
  if (done.state === "failed") throw new Error(done.error ?? "The import failed.")
  await report(ctx, done, seconds)
  return done.state === "done" || done.state === "checked" ? 0 : 130
}

async function applyMapping(ctx: Ctx, importId: string): Promise<void> {
  const { columns, mapping } = await getImport(ctx, { importId })
  const named = values.mapping ? nameColumns(mapping, columns, await readMapping(values.mapping)) : mapping
  const dateOrder = DATE_ORDERS.find((order) => order === values["date-order"]) ?? mapping.dateOrder
  await mapImport(ctx, { importId, mapping: { ...named, dateOrder, country: values.country ?? null } })
}

async function readMapping(given: string): Promise<Record<string, unknown>> {
  const text = given.trimStart().startsWith("{") ? given : await readFile(given, "utf8")
  return JSON.parse(text) as Record<string, unknown>
}

function describe({ id, reading, columns, mapping }: ImportDetail): void {
  say(`Import ${id}: ${reading.encoding}, separated by ${JSON.stringify(reading.delimiter)}`)
  for (const [at, column] of columns.entries()) say(`  ${column} → ${mapping.columns[at] ?? "(kept on the timeline)"}`)
}

/** Waits for a database that is briefly unavailable; any other error is thrown. */
async function work(ctx: Ctx, importId: string): Promise<ImportDetail> {
  const signal = endSignal()
  const onProgress = ({ phase, rows }: { phase: string; rows: number }) =>
    void (isTerminal && process.stdout.write(`\r${phase} ${rows.toLocaleString("en")} rows `))
  for (let tries = 1; ; tries += 1) {
    try {
      await workOnImport(ctx, importId, { signal, onProgress })
      break
    } catch (error) {
      if (!isTransient(error) || tries >= 10 || signal.aborted) throw error
      await pause(Math.min(30_000, 500 * 2 ** tries))
    }
  }
  if (isTerminal) process.stdout.write("\n")
  const stopped = await getImport(ctx, { importId })
  if (!signal.aborted || stopped.state !== "running") return stopped
  await steerImport(ctx, { importId, step: "pause" })
  return await getImport(ctx, { importId })
}

async function report(ctx: Ctx, done: ImportDetail, seconds: number): Promise<void> {
  const counts = (done.state === "checked" ? done.checkCounts : done.counts) as ImportCounts
  const rowsPerSecond = Math.round((done.progress || 0) / Math.max(seconds, 0.001))
  const { id: importId, state } = done
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ importId, state, dryRun: state === "checked", counts, seconds, rowsPerSecond })}\n`)
    return
  }
  if (state !== "done" && state !== "checked") return say(`Stopped after ${done.progress} rows. Run the same command again to go on.`)
  say(
    state === "checked" ? "Nothing was changed. The import would give:" : `Imported in ${seconds.toFixed(1)} s (${rowsPerSecond} rows/s):`,
  )
  for (const [outcome, n] of Object.entries(counts)) say(`  ${outcome.padEnd(11)}${n.toLocaleString("en")}`)
  const { rows } = await exportFailedRows(ctx, { importId })
  let shown = 0
  for await (const [row, reason] of rows) {
    if ((shown += 1) > 20) return say("  …")
    say(`  row ${row}: ${reason}`)
  }
}

async function revert(ctx: Ctx, importId: string): Promise<number> {
  await steerImport(ctx, { importId, step: "revert" }, { isHandedOver: false })
  const { state, revertCounts } = await work(ctx, importId)
  if (values.json) process.stdout.write(`${JSON.stringify({ importId, state, revertCounts })}\n`)
  say(`${revertCounts?.removed} leads removed, ${revertCounts?.restored} as they were without it, ${revertCounts?.kept} kept.`)
  return state === "reverted" ? 0 : 130
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
