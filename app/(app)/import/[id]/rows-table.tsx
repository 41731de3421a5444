import Link from "next/link"
import { Badge } from "@/components/ui/badge"
import { EmptyState } from "@/components/ui/states"
import type { ImportMapping } from "@/lib/core/imports/fields"
import type { ImportRowView } from "@/lib/imports/queries"
import { OUTCOME_WORDS } from "@/app/(app)/import/words"

type Props = { rows: readonly ImportRowView[]; mapping: ImportMapping }

const CELL = "h-row border-b border-line px-3 first:ps-4 last:pe-4"

/** Each row with what became of it and why. */
export function RowsTable({ rows, mapping }: Props) {
  if (rows.length === 0) return <EmptyState title="No row here">Choose another outcome above, or none to see all rows.</EmptyState>
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-raised" tabIndex={0} role="region" aria-label="Rows">
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead className="text-xs text-ink-3">
          <tr>
            {["Row", "Outcome", "Who", "Reason", "Lead"].map((title) => (
              <th key={title} scope="col" className="border-b border-line px-3 py-2 text-start font-medium first:ps-4">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.rowNo} className="hover:bg-hover">
              <td className={`${CELL} text-ink-3`}>{row.rowNo}</td>
              <td className={CELL}>
                <Outcome row={row} />
              </td>
              <td className={`${CELL} max-w-64 truncate`}>
                <bdi dir="auto">{whoOf(row.cells, mapping)}</bdi>
              </td>
              <td className={`${CELL} min-w-64 text-ink-2`}>{row.reason}</td>
              <td className={`${CELL} whitespace-nowrap`}>
                {row.leadId && row.state !== "reverted" ? (
                  <Link href={`/leads/${row.leadId}`} className="text-accent underline">
                    Open
                  </Link>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Outcome({ row: { state, outcome } }: { row: ImportRowView }) {
  if (state === "reverted") return <Badge>Undone</Badge>
  if (state === "kept") return <Badge tone="warn">Kept</Badge>
  return outcome ? (
    <Badge tone={OUTCOME_WORDS[outcome].tone}>{OUTCOME_WORDS[outcome].label}</Badge>
  ) : (
    <span className="text-ink-3">waits</span>
  )
}

/** The cells that say who it is, as they stand in the file. */
function whoOf(cells: readonly string[], { columns }: ImportMapping): string {
  const named = columns.flatMap((field, at) =>
    field === "name" || field === "first_name" || field === "last_name" || field === "phone" || field === "email"
      ? [cells[at]?.trim()]
      : [],
  )
  return named.filter(Boolean).join(" · ")
}
