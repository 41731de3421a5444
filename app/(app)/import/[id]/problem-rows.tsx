"use client"

import { useState } from "react"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { Badge } from "@/components/ui/badge"
import { Input } from "@/components/ui/field"
import type { ImportProblem } from "@/lib/core/imports/problems"
import { editCellAction } from "../actions"

type ProblemRow = { rowNo: number; who: string; cells: string[]; reason: string | null }
type Column = { at: number; name: string }
type Props = { importId: string; problem: ImportProblem; columns: readonly Column[]; rows: readonly ProblemRow[] }

const CELL = "border-b border-line px-3 py-1.5 align-top first:ps-4 last:pe-4"

/** Rows with a problem, their cells to be corrected where they stand. */
export function ProblemRows({ importId, problem, columns, rows }: Props) {
  const t = useTranslations("imports.cell")
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-raised" tabIndex={0} role="region" aria-label="Rows">
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead className="text-xs text-ink-3">
          <tr>
            {[t("row"), t("who"), ...columns.map(({ name }) => name), t("state")].map((title, at) => (
              <th key={`${at}-${title}`} scope="col" className="border-b border-line px-3 py-2 text-start font-medium first:ps-4">
                <bdi dir="auto">{title}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <EditableRow key={row.rowNo} importId={importId} problem={problem} columns={columns} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function EditableRow({ importId, problem, columns, row }: Omit<Props, "rows"> & { row: ProblemRow }) {
  const t = useTranslations("imports.cell")
  const [said, setSaid] = useState<{ isFixed: boolean; notes: string } | null>(null)
  const edit = useServerAction(editCellAction, {
    onSuccess: ({ problems, notes }) => setSaid({ isFixed: !problems.includes(problem), notes: notes.join("; ") }),
  })
  return (
    <tr className="hover:bg-hover">
      <td className={`${CELL} pt-3 text-ink-3`}>{row.rowNo}</td>
      <td className={`${CELL} max-w-56 truncate pt-3`}>
        <bdi dir="auto">{row.who}</bdi>
      </td>
      {columns.map(({ at, name }) => (
        <td key={at} className={`${CELL} min-w-44`}>
          <CellInput
            label={t("label", { column: name, row: String(row.rowNo) })}
            value={row.cells[at] ?? ""}
            onSave={(value) => edit.execute({ importId, rowNo: row.rowNo, column: at, value })}
          />
        </td>
      ))}
      <td className={`${CELL} min-w-56 pt-3 text-ink-2`} aria-live="polite">
        {edit.isPending ? t("saving") : said?.isFixed ? <Badge tone="ok">{t("saved")}</Badge> : (said?.notes ?? row.reason)}
      </td>
    </tr>
  )
}

/** Saved on Enter and on leaving the cell; Escape gives the cell of the file back. */
function CellInput({ label, value, onSave }: { label: string; value: string; onSave: (value: string) => void }) {
  const [text, setText] = useState(value)
  const [saved, setSaved] = useState(value)
  const save = () => {
    if (text === saved) return
    setSaved(text)
    onSave(text)
  }
  return (
    <Input
      aria-label={label}
      dir="auto"
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save()
        if (event.key === "Escape") setText(saved)
      }}
    />
  )
}
