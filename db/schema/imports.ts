import { sql } from "drizzle-orm"
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import type { CsvReading } from "@/lib/core/imports/csv-text"
import type { ImportMapping } from "@/lib/core/imports/fields"
import type { ImportProblem } from "@/lib/core/imports/problems"
import { IMPORT_OUTCOMES, IMPORT_ROW_STATES, IMPORT_STATES, type ImportCounts } from "@/lib/core/imports/states"
import { bytes, createdAt, instant, primaryId } from "./columns"
import { users } from "./team"

/** A file of leads on its way in: how it is read, how far it has come, and what became of it. */
export const imports = pgTable(
  "imports",
  {
    id: primaryId(),
    fileName: text("file_name").notNull(),
    byteSize: integer("byte_size").notNull(),
    /** SHA-256 of the bytes, in hex: with a row's number it names the row's event, so no file is ingested twice. */
    digest: text("digest").notNull(),
    reading: jsonb("reading").$type<CsvReading>().notNull(),
    columns: jsonb("columns").$type<string[]>().notNull(),
    mapping: jsonb("mapping").$type<ImportMapping>().notNull(),
    channel: text("channel").notNull(),
    /** Where the list comes from, in the words of whoever brought it. */
    source: text("source"),
    state: text("state", { enum: IMPORT_STATES }).notNull().default("draft"),
    /** Why it stopped, in words. */
    error: text("error"),
    /** Null until every row has been read with this mapping. */
    rowCount: integer("row_count"),
    /** Rows behind us in the phase at hand. */
    progress: integer("progress").notNull().default(0),
    /** The last row that was ingested, in order of event time; committed with ingest itself. */
    cursorAt: instant("cursor_at"),
    cursorRow: integer("cursor_row"),
    /** Who works on it: a second worker takes over by putting its own token here, and the first then stops. */
    runner: uuid("runner"),
    progressAt: instant("progress_at"),
    checkCounts: jsonb("check_counts").$type<ImportCounts>(),
    counts: jsonb("counts").$type<ImportCounts>(),
    /** What a revert did. */
    revertCounts: jsonb("revert_counts").$type<{ removed: number; restored: number; kept: number }>(),
    createdAt: createdAt(),
    createdBy: uuid("created_by").references(() => users.id),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (t) => [index("imports_recent").on(t.createdAt, t.id), index("imports_digest").on(t.digest), index("imports_state").on(t.state)],
)

/** The file itself, in parts, until its rows are ingested. */
export const importFiles = pgTable(
  "import_files",
  {
    importId: uuid("import_id")
      .notNull()
      .references(() => imports.id, { onDelete: "cascade" }),
    part: integer("part").notNull(),
    body: bytes("body").notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.part] })],
)

/** One row of a file as it stood there, and what became of it. */
export const importRows = pgTable(
  "import_rows",
  {
    importId: uuid("import_id")
      .notNull()
      .references(() => imports.id, { onDelete: "cascade" }),
    /** As a spreadsheet numbers it: the header is row 1. */
    rowNo: integer("row_no").notNull(),
    raw: jsonb("raw").$type<string[]>().notNull(),
    /** Event time; null for a row that cannot be read. */
    occurredAt: instant("occurred_at"),
    state: text("state", { enum: IMPORT_ROW_STATES }).notNull().default("waiting"),
    outcome: text("outcome", { enum: IMPORT_OUTCOMES }),
    reason: text("reason"),
    /** Values that could not be read, by kind; empty for most rows. */
    problems: text("problems").array().$type<ImportProblem[]>().notNull().default([]),
    leadId: uuid("lead_id"),
    touchpointId: uuid("touchpoint_id"),
  },
  (t) => [
    primaryKey({ columns: [t.importId, t.rowNo] }),
    index("import_rows_order").on(t.importId, t.occurredAt, t.rowNo),
    index("import_rows_outcome").on(t.importId, t.outcome, t.rowNo),
    index("import_rows_lead").on(t.leadId),
    /** Rows with a problem, in order of the file: they are counted by problem, and listed page by page. */
    index("import_rows_problems")
      .on(t.importId, t.rowNo)
      .where(sql`problems <> '{}'`),
  ],
)

/** Cells that a person corrected here. The file stays as it was; each reading of it puts these over its cells. */
export const importCellEdits = pgTable(
  "import_cell_edits",
  {
    importId: uuid("import_id")
      .notNull()
      .references(() => imports.id, { onDelete: "cascade" }),
    rowNo: integer("row_no").notNull(),
    /** Position of the column. */
    column: integer("column_at").notNull(),
    value: text("value").notNull(),
    editedAt: instant("edited_at").notNull(),
    editedBy: uuid("edited_by").references(() => users.id),
  },
  (t) => [primaryKey({ columns: [t.importId, t.rowNo, t.column] })],
)
