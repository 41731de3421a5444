import { Badge } from "@/components/ui/badge"
import { FullTime } from "@/components/ui/time"
import { IMPORT_FIELD_LABELS } from "@/lib/core/imports/fields"
import type { PreviewRow } from "@/lib/imports/setup/preview-import"

const CELL = "border-b border-line px-3 py-1.5 align-top first:ps-4 last:pe-4"
const labelOf = (field: string): string => IMPORT_FIELD_LABELS[field as keyof typeof IMPORT_FIELD_LABELS] ?? field

/** The first rows as they will be read: numbers in full, dates as moments, what stays text marked as such. */
export const PreviewTable = ({ rows }: { rows: readonly PreviewRow[] }) => (
  <div className="overflow-x-auto rounded-lg border border-line bg-raised" tabIndex={0} role="region" aria-label="Preview">
    <table className="w-full border-separate border-spacing-0 text-sm">
      <thead className="text-xs text-ink-3">
        <tr>
          {["Row", "Name", "Phone and email", "Date", "Other"].map((title) => (
            <th key={title} scope="col" className="border-b border-line px-3 py-2 text-start font-medium first:ps-4">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.rowNo}>
            <td className={`${CELL} text-ink-3`}>{row.rowNo}</td>
            {row.isReadable ? (
              <>
                <td className={CELL}>
                  <bdi dir="auto">{row.name ?? <span className="text-ink-3">no name</span>}</bdi>
                </td>
                <td className={CELL}>
                  <ul className="grid gap-0.5">
                    {row.contacts.map(({ kind, value, readable }) => (
                      <li key={`${kind}${value}`} className="flex flex-wrap items-center gap-1.5">
                        <bdi dir="ltr">{value}</bdi>
                        {readable ? null : <Badge tone="warn">kept as text</Badge>}
                      </li>
                    ))}
                  </ul>
                </td>
                <td className={`${CELL} whitespace-nowrap text-ink-2`}>{row.occurredAt ? <FullTime iso={row.occurredAt} /> : null}</td>
                <td className={`${CELL} max-w-sm text-xs text-ink-2`}>
                  <bdi dir="auto" className="line-clamp-2">
                    {[...row.others.map(({ field, value }) => `${labelOf(field)}: ${value}`), row.message].filter(Boolean).join(" · ")}
                  </bdi>
                  {row.notes.map((note) => (
                    <span key={note} className="block text-warn">
                      {note}
                    </span>
                  ))}
                </td>
              </>
            ) : (
              <td className={CELL} colSpan={4}>
                <span className="inline-flex flex-wrap items-center gap-2">
                  <Badge tone="danger">Unreadable</Badge> {row.notes.join("; ")}
                </span>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
