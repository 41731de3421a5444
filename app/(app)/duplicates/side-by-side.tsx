import Link from "next/link"
import type { ReactNode } from "react"
import { ChannelIcons, channelLabel } from "@/components/lead/channel-icon"
import { FIELD_LABELS } from "@/components/lead/field-labels"
import { SourceName } from "@/components/lead/source-name"
import { fieldText } from "@/components/lead/field-text"
import { leadTitle } from "@/components/lead/lead-name"
import { OwnerChip } from "@/components/lead/owner-chip"
import { ScoreBadge } from "@/components/lead/score-badge"
import { StagePill } from "@/components/lead/stage-pill"
import { cx } from "@/components/ui/class-names"
import { Clock } from "@/components/ui/time"
import { LEAD_FIELDS, type LeadField } from "@/lib/core/lead-event"
import type { FieldChoices } from "@/lib/core/review/merge-preview"
import type { FieldObservation, Provenance } from "@/lib/core/survivorship"
import type { ReviewDetail, ReviewSide } from "@/lib/duplicates/review/open-item"
import { MarkedEmails, MarkedPhones, MarkedText } from "./marked-text"

type Lead = ReviewDetail["item"]["leads"][number]
type Row = { key: string; label: string; isDifferent: boolean; cells: ReactNode[] }

type SideBySideProps = {
  detail: ReviewDetail
  preview: Provenance
  choices: FieldChoices
  survivorId: string | null
  /** Null where nothing can be chosen: one lead, or a colleague has the item. */
  onChoose: ((field: LeadField, leadId: string) => void) | null
  onKeep: ((leadId: string) => void) | null
}

/** The leads beside each other: what differs on top, what is equal folded away. */
export function SideBySide(props: SideBySideProps) {
  const rows = rowsOf(props)
  const [different, equal] = [rows.filter(({ isDifferent }) => isDifferent), rows.filter(({ isDifferent }) => !isDifferent)]
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-raised text-sm">
      <Heads {...props} />
      <div role="table" aria-label="What differs">
        {different.map((row) => (
          <RowView key={row.key} row={row} />
        ))}
      </div>
      {equal.length === 0 ? null : (
        <details className="border-t border-line">
          <summary className="cursor-pointer px-3 py-1.5 text-xs text-ink-2">
            {props.detail.item.leads.length < 2
              ? "More about this lead"
              : equal.length === 1
                ? "1 more is equal"
                : `${equal.length} more are equal`}
          </summary>
          <div role="table" aria-label="What is equal">
            {equal.map((row) => (
              <RowView key={row.key} row={row} />
            ))}
          </div>
        </details>
      )}
    </div>
  )
}

const GRID = "grid gap-x-3 sm:grid-cols-[7rem_minmax(0,1fr)_minmax(0,1fr)]"

const Heads = ({ detail: { item }, survivorId, onKeep }: SideBySideProps) => (
  <div className={cx(GRID, "grid-cols-2 border-b border-line bg-sunken px-3 py-2")}>
    <span className="text-xs text-ink-3 max-sm:hidden">{onKeep ? "Keep" : null}</span>
    {item.leads.map((lead) => (
      <div key={lead.id} className="flex min-w-0 items-start gap-2">
        {onKeep ? (
          <input
            type="radio"
            name="survivor"
            aria-label={`Keep ${titleOf(lead)}`}
            checked={survivorId === lead.id}
            onChange={() => onKeep(lead.id)}
            className="mt-1 accent-accent"
          />
        ) : null}
        <span className="min-w-0">
          <Link href={`/leads/${lead.id}`} className="block truncate font-medium hover:underline">
            <bdi dir="auto">{titleOf(lead)}</bdi>
          </Link>
          {onKeep ? <span className="text-xs text-ink-3">{survivorId === lead.id ? "stays" : "is merged into it"}</span> : null}
        </span>
      </div>
    ))}
  </div>
)

const titleOf = (lead: Lead): string => leadTitle({ name: lead.name, phone: lead.phones[0], email: lead.emails[0] })

const RowView = ({ row }: { row: Row }) => (
  <div role="row" className={cx(GRID, "grid-cols-2 border-b border-line px-3 py-1.5 last:border-b-0")}>
    <span role="rowheader" className="text-xs font-medium text-ink-3 max-sm:col-span-2 sm:pt-0.5">
      {row.label}
    </span>
    {row.cells.map((cell, at) => (
      <div key={`${row.key}:${at}`} role="cell" className="min-w-0">
        {cell}
      </div>
    ))}
  </div>
)

/** Of a single lead, what the question is about; the rest is folded. */
const OF_ONE = new Set<string>(["name", "phones", "emails"])

function rowsOf(props: SideBySideProps): Row[] {
  const { item } = props.detail
  const [left, right] = item.leads
  const row = (key: string, label: string, cells: ReactNode[], texts: readonly string[]): Row => ({
    key,
    label,
    cells,
    isDifferent: right ? texts[0] !== texts[1] : OF_ONE.has(key),
  })
  const of = (show: (lead: Lead, other: Lead | undefined) => ReactNode): ReactNode[] =>
    item.leads.map((lead) => show(lead, lead === left ? right : left))
  const texts = (text: (lead: Lead) => string): string[] => item.leads.map(text)
  return [
    ...fieldRows(props),
    row(
      "phones",
      "Phones",
      of((lead, other) => <MarkedPhones values={lead.phones} against={other?.phones ?? []} />),
      texts(({ phones }) => phones.join()),
    ),
    row(
      "emails",
      "Emails",
      of((lead, other) => <MarkedEmails values={lead.emails} against={other?.emails ?? []} />),
      texts(({ emails }) => emails.join()),
    ),
    row(
      "stage",
      "Stage",
      of((lead) => <StagePill stage={lead.stage} />),
      texts(({ stage }) => stage),
    ),
    row(
      "owner",
      "Owner",
      of(({ owner }) => <OwnerChip owner={owner} />),
      texts(({ owner }) => owner?.id ?? ""),
    ),
    row(
      "score",
      "Score",
      of((lead) => <ScoreBadge score={lead.score} band={lead.band} />),
      texts(({ score }) => String(score)),
    ),
    row(
      "channels",
      "Channels",
      of(({ channels }) => <ChannelIcons channels={channels} />),
      texts(({ channels }) => channels.join()),
    ),
    row(
      "first",
      "First touch",
      of(({ firstTouchAt }) => <Clock iso={firstTouchAt} />),
      texts(({ firstTouchAt }) => firstTouchAt.slice(0, 16)),
    ),
    row(
      "last",
      "Last activity",
      of(({ lastActivityAt }) => <Clock iso={lastActivityAt} />),
      texts(({ lastActivityAt }) => lastActivityAt.slice(0, 16)),
    ),
  ]
}

const fieldRows = ({ detail, preview, choices, onChoose }: SideBySideProps): Row[] =>
  LEAD_FIELDS.filter((field) => detail.sides.some(({ fields }) => fields[field]?.value)).map((field) => {
    const values = detail.sides.map(({ fields }) => fields[field]?.value ?? "")
    const canChoose = onChoose !== null && values.length === 2 && values[0] !== values[1] && values.every((value) => value !== "")
    return {
      key: field,
      label: FIELD_LABELS[field] ?? field,
      isDifferent: values.length < 2 ? OF_ONE.has(field) : values[0] !== values[1],
      cells: detail.sides.map((side, at) => (
        <FieldCell
          key={side.leadId}
          field={field}
          side={side}
          against={values[1 - at] ?? ""}
          otherLatin={detail.sides[1 - at]?.nameLatin ?? null}
          people={detail.people}
          isChecked={canChoose ? isChosen(side, field, choices, preview) : null}
          onChoose={() => onChoose?.(field, side.leadId)}
        />
      )),
    }
  })

const isChosen = (side: ReviewSide, field: LeadField, choices: FieldChoices, preview: Provenance): boolean =>
  choices[field] === undefined ? side.fields[field]?.value === preview[field]?.value : choices[field] === side.leadId

type FieldCellProps = {
  field: LeadField
  side: ReviewSide
  against: string
  otherLatin: string | null
  people: Record<string, string>
  /** Null where there is nothing to choose between. */
  isChecked: boolean | null
  onChoose: () => void
}

function FieldCell({ field, side, against, otherLatin, people, isChecked, onChoose }: FieldCellProps) {
  const known = side.fields[field]
  if (!known?.value) return <span className="text-ink-3">–</span>
  const latin = field === "name" ? side.nameLatin : null
  const isOtherScript = field === "name" && (latin === null) !== (otherLatin === null)
  const text = (
    <span className="min-w-0">
      <MarkedText value={fieldText(field, known.value)} against={against === "" || isOtherScript ? [] : [fieldText(field, against)]} />
      {latin ? (
        <span className="block text-ink-2">
          reads <MarkedText value={latin} against={[otherLatin ?? against].filter(Boolean)} dir="ltr" />
        </span>
      ) : null}
      <Source known={known} people={people} />
    </span>
  )
  if (isChecked === null) return text
  return (
    <label className="-m-1 flex cursor-pointer items-start gap-2 rounded-md p-1 hover:bg-hover">
      <input type="radio" name={`field-${field}`} checked={isChecked} onChange={onChoose} className="mt-1 accent-accent" />
      {text}
    </label>
  )
}

/** Who said so, where, when. */
const Source = ({ known, people }: { known: FieldObservation; people: Record<string, string> }) => (
  <span className="block text-xs text-ink-3">
    {known.userId ? (people[known.userId] ?? "a colleague") : <SourceName source={known.trust} />}
    {known.channel ? ` · ${channelLabel(known.channel)}` : ""} · <Clock iso={known.observedAt} />
  </span>
)
