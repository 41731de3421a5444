"use client"

import { useState } from "react"
import { useServerAction } from "@/components/action/use-server-action"
import { Field, Input, Select } from "@/components/ui/field"
import { ENCODING_NAMES, ENCODINGS } from "@/lib/core/encoding/encodings"
import { DELIMITERS, type CsvReading } from "@/lib/core/imports/csv-text"
import { IMPORT_FIELDS, IMPORT_FIELD_LABELS, type ImportField, type ImportMapping } from "@/lib/core/imports/fields"
import type { DateOrder } from "@/lib/core/input-format"
import { mapImportAction } from "../actions"

type Props = { importId: string; columns: string[]; samples: string[][]; mapping: ImportMapping; reading: CsvReading }

const HEADER_ROWS = Array.from({ length: 10 }, (_, at) => at)
const DELIMITER_WORDS: Record<CsvReading["delimiter"], string> = { ",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar |" }

/** Each choice is kept at once, and the preview beside it shows what it does. */
export function MappingForm({ importId, columns, samples, mapping, reading }: Props) {
  const { execute, isPending } = useServerAction(mapImportAction)
  const save: Save = (change) => execute({ importId, ...change })
  return (
    <div className="grid content-start gap-4" aria-busy={isPending}>
      <ReadingFields mapping={mapping} reading={reading} save={save} />
      <ColumnFields columns={columns} samples={samples} mapping={mapping} save={save} />
    </div>
  )
}

type Save = (change: { mapping?: ImportMapping; reading?: CsvReading }) => void

function ReadingFields({ mapping, reading, save }: { mapping: ImportMapping; reading: CsvReading; save: Save }) {
  const [country, setCountry] = useState(mapping.country ?? "")
  const isCountry = country === "" || /^[A-Za-z]{2}$/.test(country)
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-semibold">How the file is read</legend>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        <Field label="Encoding">
          {(props) => (
            <Select
              {...props}
              value={reading.encoding}
              onChange={(event) => save({ reading: { ...reading, encoding: event.target.value as CsvReading["encoding"] } })}
            >
              {ENCODINGS.map((one) => (
                <option key={one} value={one}>
                  {ENCODING_NAMES[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Separator">
          {(props) => (
            <Select
              {...props}
              value={reading.delimiter}
              onChange={(event) => save({ reading: { ...reading, delimiter: event.target.value as CsvReading["delimiter"] } })}
            >
              {DELIMITERS.map((one) => (
                <option key={one} value={one}>
                  {DELIMITER_WORDS[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Column names">
          {(props) => (
            <Select
              {...props}
              value={reading.hasHeader ? (reading.rowsAbove ?? 0) : "none"}
              onChange={({ target: { value } }) =>
                save({ reading: { ...reading, hasHeader: value !== "none", rowsAbove: value === "none" ? 0 : Number(value) } })
              }
            >
              {HEADER_ROWS.map((above) => (
                <option key={above} value={above}>
                  In row {above + 1}
                </option>
              ))}
              <option value="none">None: the first row is a person</option>
            </Select>
          )}
        </Field>
        <Field label="03/04/2026 is">
          {(props) => (
            <Select
              {...props}
              value={mapping.dateOrder}
              onChange={(event) => save({ mapping: { ...mapping, dateOrder: event.target.value as DateOrder } })}
            >
              <option value="dmy">3 April (day first)</option>
              <option value="mdy">4 March (month first)</option>
            </Select>
          )}
        </Field>
        <Field
          label="Phones are from"
          error={isCountry ? undefined : "Two letters, e.g. AE"}
          hint="Where a number has no code; AE if empty"
        >
          {(props) => (
            <Input
              {...props}
              value={country}
              maxLength={2}
              placeholder="AE"
              className="uppercase"
              onChange={(event) => setCountry(event.target.value)}
              onBlur={() => {
                const next = country === "" ? null : country.toUpperCase()
                if (isCountry && next !== mapping.country) save({ mapping: { ...mapping, country: next } })
              }}
            />
          )}
        </Field>
      </div>
    </fieldset>
  )
}

function ColumnFields({ columns, samples, mapping, save }: Pick<Props, "columns" | "samples" | "mapping"> & { save: Save }) {
  const setColumn = (at: number, field: ImportField | null) =>
    save({ mapping: { ...mapping, columns: mapping.columns.map((known, index) => (index === at ? field : known)) } })
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-semibold">What each column holds</legend>
      <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
        {columns.map((column, at) => (
          <li key={`${at}-${column}`} className="grid grid-cols-[minmax(0,1fr)_11rem] items-center gap-3 px-3 py-1.5">
            <span className="min-w-0">
              <bdi dir="auto" className="block truncate text-sm font-medium">
                {column}
              </bdi>
              <bdi dir="auto" className="block truncate text-xs text-ink-3">
                {samples[at]?.length ? samples[at].join(" · ") : "empty"}
              </bdi>
            </span>
            <Select
              aria-label={`Column ${column}`}
              value={mapping.columns[at] ?? ""}
              onChange={(event) => setColumn(at, IMPORT_FIELDS.find((field) => field === event.target.value) ?? null)}
            >
              <option value="">Keep on the timeline</option>
              {IMPORT_FIELDS.map((field) => (
                <option key={field} value={field}>
                  {IMPORT_FIELD_LABELS[field]}
                </option>
              ))}
            </Select>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}
