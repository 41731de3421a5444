import type { Metadata } from "next"
import { channelLabel } from "@/components/lead/channel-icon"
import { ChartPanel } from "@/components/charts/chart-panel"
import { SpendForm } from "./spend-form"
import { formatMoney, formatMonth } from "@/lib/core/metrics/format"
import { fromHundredths } from "@/lib/core/money/money"
import { readReports } from "@/lib/reports/query/reader"
import { frameOf } from "@/lib/reports/figures/reports"
import { listSpend, readCosts } from "@/lib/reports/money/spend"
import { requirePage } from "@/lib/web/session"
import { CostPanel } from "../money-panels"
import { ReportFrame } from "../report-frame"
import { definiteAddress, readSearch } from "../report-search"

export const metadata: Metadata = { title: "Spend" }

export default async function SpendPage({ searchParams }: PageProps<"/dashboards/spend">) {
  const ctx = await requirePage("reports.team")
  const { query, explain, ignored } = readSearch(await searchParams, ctx.now())
  const view = await readReports(ctx, query, async (reader) => ({
    frame: frameOf(reader),
    costs: await readCosts(ctx, reader, "channel"),
    today: reader.scope.today,
  }))
  const lines = await listSpend(ctx)
  const { currency } = view.frame
  return (
    <ReportFrame ctx={ctx} title="Spend" query={query} ignored={ignored} frame={view.frame} answersTo={["channel"]}>
      <section aria-label="Enter spend" className="rounded-lg border border-line bg-raised p-4 shadow-xs">
        <SpendForm month={view.today.slice(0, 7)} currency={currency} />
      </section>
      <CostPanel view={view.costs} address={definiteAddress(query, view.frame.period)} explain={explain("cost")} />
      <ChartPanel
        title="What is entered"
        file="spend"
        empty="Nothing is entered yet. With spend, the dashboards say what a lead and a booking cost."
        figures={{
          columns: [
            { label: "Month" },
            { label: "Channel", isText: true },
            { label: "Source", isText: true },
            { label: "Campaign", isText: true },
            { label: "Amount" },
          ],
          rows: lines.map(({ id, month, channel, source, campaign, amountMinor }) => ({
            key: id,
            cells: [
              { text: formatMonth(month), value: month.slice(0, 7) },
              { text: channelLabel(channel), value: channel },
              { text: source },
              { text: campaign },
              { text: formatMoney(amountMinor, currency), value: fromHundredths(amountMinor) },
            ],
          })),
        }}
      />
    </ReportFrame>
  )
}
