import type { Metadata } from "next"
import Link from "next/link"
import { channelLabel } from "@/components/lead/channel-icon"
import { ChartPanel } from "@/components/reports/chart-panel"
import { LinkButton } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import { formatCount, formatMoney, formatMonth } from "@/lib/core/metrics/format"
import { NOBODY } from "@/lib/core/metrics/measures"
import { listAdjustments } from "@/lib/reports/adjustments"
import { readQuality } from "@/lib/reports/quality"
import { readReports } from "@/lib/reports/reader"
import { readOverview } from "@/lib/reports/reports"
import { listColleagues } from "@/lib/team/list-colleagues"
import { requirePage } from "@/lib/web/session"
import { ReportFrame } from "../report-frame"
import { addressOf, readSearch } from "../report-search"
import { QUALITY_METRICS, QualityTiles } from "./quality-tiles"

export const metadata: Metadata = { title: "Data quality" }

const CAUSES: Record<string, string> = {
  merged: "Two leads were one",
  unmerged: "A merge was undone",
  split: "One lead was two",
  removed: "A lead was removed",
  assigned: "Given to another agent",
  events: "An event arrived late",
  moved: "Moved",
  edited: "Changed",
}

export default async function DataQualityPage({ searchParams }: PageProps<"/dashboards/data-quality">) {
  const ctx = await requirePage("reports.team")
  const { query, explain } = readSearch(await searchParams, ctx.now())
  const { overview, quality } = await readReports(ctx, query, async (reader) => ({
    overview: await readOverview(reader),
    quality: await readQuality(ctx, reader),
  }))
  const [adjustments, people] = await Promise.all([listAdjustments(ctx), listColleagues(ctx)])
  const nameOf = (id: string) => (id === NOBODY ? "Nobody" : (people.find((one) => one.id === id)?.name ?? "A former colleague"))
  const signed = (value: number) => (value === 0 ? "0" : `${value > 0 ? "+" : "−"}${formatCount(Math.abs(value))}`)
  const { lastCheck } = quality
  const address = addressOf(query, overview.period)
  return (
    <ReportFrame ctx={ctx} title="Data quality" query={query} frame={overview}>
      <QualityTiles quality={quality} address={address} explain={explain(...QUALITY_METRICS)} />
      <section aria-label="Do the numbers agree with the leads?" className="rounded-lg border border-line bg-raised p-4 text-sm shadow-xs">
        <h2 className="font-semibold">Do the numbers agree with the leads?</h2>
        {lastCheck ? (
          <p className={lastCheck.differences.length > 0 ? "text-danger" : "text-ink-2"}>
            Checked <Clock iso={lastCheck.at.toISOString()} />:{" "}
            {lastCheck.differences.length > 0
              ? `${formatCount(lastCheck.differences.length)} sums differed; everything was counted anew. First: ${lastCheck.differences[0]}`
              : "every sum was what a plain count of the leads gives."}
          </p>
        ) : (
          <p className="text-ink-2">They are compared every night; the first comparison is still to come.</p>
        )}
      </section>
      <ChartPanel
        title="Changes of closed months"
        note="A month that was reported still changes when leads are merged, given away or turn up late. Nothing changes silently: it is listed here."
        file="adjustments"
        explain={explain("leads", "bookings", "revenue")}
        empty="No closed month has changed."
        figures={{
          columns: [
            { label: "Month" },
            { label: "Changed", isText: true },
            { label: "Why", isText: true },
            { label: "Lead", isText: true },
            { label: "Channel", isText: true },
            { label: "Agent", isText: true },
            { label: "Leads" },
            { label: "Bookings" },
            { label: "Revenue" },
          ],
          rows: adjustments.map((one) => ({
            key: one.id,
            cells: [
              { text: formatMonth(one.month), value: one.month.slice(0, 7) },
              { text: one.at.toISOString().slice(0, 10) },
              { text: CAUSES[one.cause] ?? one.cause },
              { text: "Open", value: one.leadId, href: `/leads/${one.leadId}` },
              { text: channelLabel(one.channel), value: one.channel },
              { text: nameOf(one.ownerId) },
              { text: signed(one.leads), value: one.leads },
              { text: signed(one.bookings), value: one.bookings },
              { text: formatMoney(one.revenue, overview.currency), value: one.revenue / 100 },
            ],
          })),
        }}
      />
      <p className="flex gap-2 text-sm">
        <LinkButton href="/duplicates">Review duplicates</LinkButton>
        <Link href="/intake" className="self-center underline">
          Intake log
        </Link>
      </p>
    </ReportFrame>
  )
}
