import type { Metadata } from "next"
import Link from "next/link"
import { LinkButton } from "@/components/ui/button"
import { Clock } from "@/components/ui/time"
import { AdjustmentPage, adjustmentsAddress } from "@/lib/core/filters/reports"
import { formatCount } from "@/lib/core/metrics/format"
import { RunbookLink } from "@/components/layout/runbook-link"
import { readAdjustments } from "@/lib/reports/figures/list-adjustments"
import { readQuality } from "@/lib/reports/figures/quality"
import { readReports } from "@/lib/reports/query/reader"
import { frameOf } from "@/lib/reports/figures/reports"
import { requirePage } from "@/lib/web/session"
import { ReportFrame } from "../report-frame"
import { definiteAddress, readSearch } from "../report-search"
import { AdjustmentsPanels } from "./adjustments-panels"
import { QUALITY_METRICS, QualityTiles } from "./quality-tiles"

export const metadata: Metadata = { title: "Data quality" }

export default async function DataQualityPage({ searchParams }: PageProps<"/dashboards/data-quality">) {
  const ctx = await requirePage("reports.team")
  const given = await searchParams
  const { query, explain } = readSearch(given, ctx.now())
  const search = adjustmentsAddress.read(given)
  const page = AdjustmentPage.parse(search)
  const { frame, quality, adjustments } = await readReports(ctx, query, async (reader) => ({
    frame: frameOf(reader),
    quality: await readQuality(ctx, reader),
    adjustments: await readAdjustments(ctx, reader, page),
  }))
  const { lastCheck } = quality
  const address = definiteAddress(query, frame.period)
  return (
    <ReportFrame ctx={ctx} title="Data quality" query={query} ignored={adjustmentsAddress.ignored(given)} frame={frame}>
      <QualityTiles quality={quality} address={address} explain={explain(...QUALITY_METRICS)} />
      <section aria-label="Do the numbers agree with the leads?" className="rounded-lg border border-line bg-raised p-4 text-sm shadow-xs">
        <h2 className="font-semibold">Do the numbers agree with the leads?</h2>
        {lastCheck ? (
          <p className={lastCheck.differences.length > 0 ? "text-danger" : "text-ink-2"}>
            Checked <Clock iso={lastCheck.at.toISOString()} />:{" "}
            {lastCheck.differences.length > 0
              ? `${formatCount(lastCheck.differences.length)} sums differed; everything was counted anew. First: ${lastCheck.differences[0]}`
              : "every sum was what a plain count of the leads gives."}{" "}
            {lastCheck.differences.length > 0 ? <RunbookLink section="numbers-differ" /> : null}
          </p>
        ) : (
          <p className="text-ink-2">They are compared every night; the first comparison is still to come.</p>
        )}
      </section>
      <AdjustmentsPanels
        view={adjustments}
        page={page}
        search={search}
        timeZone={frame.timeZone}
        currency={frame.currency}
        explain={explain("leads", "bookings", "revenue")}
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
