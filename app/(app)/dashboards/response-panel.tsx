import { BarsChart } from "@/components/charts/charts"
import { ChartPanel } from "@/components/charts/chart-panel"
import { leadsHref, type LeadFilterBy } from "./leads-href"
import { formatMinutes } from "@/lib/core/metrics/format"
import { RANKED_FROM } from "@/lib/core/metrics/wilson"
import type { ResponseTimesView } from "@/lib/reports/figures/report-views"
import { minutesWords } from "@/components/routing/rule-words"
import { countCell, fileOf, nameOfGroup, shareCell, type PanelProps } from "./panels"

export const ResponsePanel = ({ view, address, explain }: PanelProps & { view: ResponseTimesView }) => (
  <ChartPanel
    title={`First response by ${view.by}`}
    note={`Median working minutes from the first question to our first answer. In time means within ${minutesWords(view.targetMinutes)} working minutes.`}
    file={fileOf(`response-by-${view.by}`, address)}
    explain={explain}
    empty="No enquiries in this period."
    chart={
      <BarsChart
        unit="minutes"
        data={view.rows
          .filter(({ median }) => median !== null)
          .slice(0, 12)
          .map(({ key, name, median, count }) => ({
            label: nameOfGroup(view.by, key, name),
            value: median ?? 0,
            text: formatMinutes(median),
            isFaint: count < RANKED_FROM,
          }))}
      />
    }
    figures={{
      columns: [
        { label: view.by === "agent" ? "Agent" : "Channel" },
        { label: "Asked" },
        { label: "Answered" },
        { label: "Median" },
        { label: "9 in 10 within" },
        { label: "In time" },
        { label: "Waiting" },
      ],
      rows: view.rows.map((row) => {
        const only: LeadFilterBy = { [view.by]: row.key }
        return {
          key: row.key,
          isQuiet: row.asked < RANKED_FROM,
          cells: [
            { text: nameOfGroup(view.by, row.key, row.name) },
            countCell(row.asked, leadsHref(address, "asked", only)),
            countCell(row.count, leadsHref(address, "answered", only)),
            { text: formatMinutes(row.median), value: row.median ?? "" },
            { text: formatMinutes(row.p90), value: row.p90 ?? "" },
            shareCell(row.sla, leadsHref(address, "answered_in_sla", only)),
            countCell(row.waiting, leadsHref(address, "waiting", only)),
          ],
        }
      }),
    }}
  />
)
