import type { ReactNode } from "react"
import { FIELD_LABELS } from "@/components/lead/field-labels"
import { fieldText } from "@/components/lead/field-text"
import { formatPhone } from "@/components/lead/phone-number"
import { StagePill } from "@/components/lead/stage-pill"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import { furtherOf } from "@/lib/core/review/merge-preview"
import type { Provenance } from "@/lib/core/survivorship"
import type { ReviewDetail } from "@/lib/duplicates/review/open-item"
import { countText } from "@/components/review/reasons"

/** The one lead that a merge would leave, and what moves into it. */
export function MergeResult({ detail, preview, survivorId }: { detail: ReviewDetail; preview: Provenance; survivorId: string }) {
  const survivor = detail.item.leads.find(({ id }) => id === survivorId)
  const merged = detail.item.leads.find(({ id }) => id !== survivorId)
  if (!survivor || !merged) return null
  const placed = (lead: typeof survivor) => ({ ...lead, stageId: lead.stage })
  const owner = survivor.owner ?? merged.owner
  return (
    <section aria-label="After the merge" className="grid gap-2 rounded-lg border border-line bg-raised p-3 text-sm">
      <h3 className="text-xs font-medium text-ink-3">After the merge</h3>
      <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        {LEAD_FIELDS.filter((field) => preview[field]?.value).map((field) => (
          <Line key={field} label={FIELD_LABELS[field] ?? field}>
            <bdi dir="auto" className="break-words">
              {fieldText(field, preview[field]?.value ?? "")}
            </bdi>
          </Line>
        ))}
        <Line label="Phones">{[...new Set([...survivor.phones, ...merged.phones])].map(formatPhone).join(", ") || "–"}</Line>
        <Line label="Emails">
          <span className="break-all">{[...new Set([...survivor.emails, ...merged.emails])].join(", ") || "–"}</span>
        </Line>
        <Line label="Stage">
          <StagePill stage={furtherOf(placed(survivor), placed(merged)).stageId} />
        </Line>
        <Line label="Owner">{owner?.name ?? "Unassigned"}</Line>
      </dl>
      <p className="border-t border-line pt-2 text-xs text-ink-2">
        <span className="font-medium">Moves: </span>
        {movesText(detail.sides.find(({ leadId }) => leadId === merged.id)?.counts ?? {})}. The other id leads here from then on; U takes it
        all back.
      </p>
    </section>
  )
}

const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt className="text-ink-3">{label}</dt>
    <dd className="min-w-0">{children}</dd>
  </>
)

const FIRST = ["touchpoints", "tasks", "conversations", "bookings", "crm_links"]

/** What a person counts in comes first. */
function movesText(counts: Record<string, number>): string {
  const sorted = Object.entries(counts).toSorted(([a], [b]) => placeOf(a) - placeOf(b))
  return sorted.length === 0 ? "nothing" : sorted.map(([table, n]) => countText(table, n)).join(", ")
}

const placeOf = (table: string): number => (FIRST.includes(table) ? FIRST.indexOf(table) : FIRST.length)
