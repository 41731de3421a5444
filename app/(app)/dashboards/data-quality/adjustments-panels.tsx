import Link from "next/link"
import { channelLabel } from "@/components/lead/channel-icon"
import { ChartPanel } from "@/components/charts/chart-panel"
import type { Explanation } from "@/components/charts/explanations"
import { Pager, pagesOf } from "@/components/table/pager"
import { buttonClass } from "@/components/ui/button"
import { dayOf } from "@/lib/core/days"
import { formatCount, formatMoney, formatMonth } from "@/lib/core/metrics/format"
import { fromHundredths } from "@/lib/core/money/money"
import { type AdjustmentsView } from "@/lib/reports/figures/list-adjustments"
import { adjustmentsAddress, type AdjustmentPage } from "@/lib/core/filters/reports"

const CAUSES: Record<string, string> = {
  merged: "Two leads were one",
  unmerged: "A merge was undone",
  split: "One lead was two",
  removed: "A lead was removed",
  assigned: "Given to another agent",
  arrived: "Arrived late",
  events: "An event arrived late",
  moved: "Moved",
  edited: "Changed",
  due: "A reply became overdue",
  rules: "The rules of counting changed",
  repair: "Counted anew after the nightly check",
}

type Props = {
  view: AdjustmentsView
  page: AdjustmentPage
  search: ReturnType<typeof adjustmentsAddress.read>
  timeZone: string
  currency: string
  explain: Explanation[]
}

const signed = (value: number): string => (value > 0 ? `+${formatCount(value)}` : formatCount(value))
const signedMoney = (minor: number, currency: string) => ({
  text: `${minor > 0 ? "+" : ""}${formatMoney(minor, currency)}`,
  value: fromHundredths(minor),
})

/** What changed in months that were reported: all of it added up by month, and one by one, newest first. */
export const AdjustmentsPanels = (props: Props) => (
  <>
    <MonthsPanel {...props} />
    <ChangesPanel {...props} />
  </>
)

const MonthsPanel = ({ view, search, timeZone, currency }: Props) => (
  <ChartPanel
    title="Closed months, all their changes together"
    note="How far each month has gone from what was reported when it was closed, by all changes together. A month leads to its own changes."
    file="closed-months"
    empty="No closed month has changed."
    figures={{
      columns: [
        { label: "Month" },
        { label: "Closed", isText: true },
        { label: "Changes" },
        { label: "Leads touched" },
        { label: "Leads" },
        { label: "In time" },
        { label: "Bookings" },
        { label: "Revenue" },
      ],
      rows: view.months.map((one) => ({
        key: one.month,
        cells: [
          { text: formatMonth(one.month), value: one.month.slice(0, 7) },
          { text: dayOf(one.closedAt, timeZone) },
          {
            text: formatCount(one.changes),
            value: one.changes,
            href: adjustmentsAddress.href({ ...search, month: one.month.slice(0, 7), cursor: null }),
            follow: "show these changes",
          },
          { text: formatCount(one.touchedLeads), value: one.touchedLeads },
          { text: signed(one.leads), value: one.leads },
          { text: signed(one.inTime), value: one.inTime },
          { text: signed(one.bookings), value: one.bookings },
          signedMoney(one.revenue, currency),
        ],
      })),
    }}
  />
)

function ChangesPanel({ view, page, search, timeZone, currency, explain }: Props) {
  return (
    <div className="grid gap-2">
      <ChartPanel
        title={page.month ? `Changes of ${formatMonth(page.month)}` : "Changes of closed months"}
        note="A month that was reported still changes when leads are merged, given away or turn up late, and when the rules of counting change. Nothing changes silently: it is listed here, newest first, whatever the period above."
        file={`adjustments${page.month ? `-${page.month}` : ""}`}
        explain={explain}
        empty="No closed month has changed."
        figures={{
          columns: [
            { label: "Month" },
            { label: "Changed", isText: true },
            { label: "Why", isText: true },
            { label: "Lead", isText: true },
            { label: "Channel", isText: true },
            { label: "Source", isText: true },
            { label: "Campaign", isText: true },
            { label: "Agent", isText: true },
            { label: "Leads" },
            { label: "In time" },
            { label: "Bookings" },
            { label: "Revenue" },
          ],
          rows: view.data.map((one) => ({
            key: one.id,
            cells: [
              { text: one.month.slice(0, 7) },
              { text: dayOf(one.at, timeZone) },
              { text: CAUSES[one.cause] ?? one.cause },
              { text: "Open", value: one.leadId, href: `/leads/${one.leadId}`, follow: "the lead" },
              { text: channelLabel(one.channel), value: one.channel },
              { text: one.source || "–", value: one.source },
              { text: one.campaign || "–", value: one.campaign },
              { text: one.ownerName },
              { text: signed(one.leads), value: one.leads },
              { text: signed(one.inTime), value: one.inTime },
              { text: signed(one.bookings), value: one.bookings },
              signedMoney(one.revenue, currency),
            ],
          })),
        }}
      />
      {view.data.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          <a
            href={adjustmentsAddress.href({ ...search, cursor: null, explain: null }, "/api/adjustments/export")}
            className={buttonClass("plain", "sm")}
            download
          >
            All of them as CSV
          </a>
          {page.month ? (
            <Link href={adjustmentsAddress.href({ ...search, month: null, cursor: null })} className="text-sm underline">
              Changes of every month
            </Link>
          ) : null}
          <span className="grow" />
          <Pager {...pagesOf((cursor) => adjustmentsAddress.href({ ...search, cursor }), search, view.nextCursor)} />
        </div>
      ) : null}
    </div>
  )
}
