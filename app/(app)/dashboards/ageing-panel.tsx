import { ChartPanel } from "@/components/charts/chart-panel"
import { StackChart } from "@/components/charts/stack-chart"
import { openLeadsHref } from "./leads-href"
import { STAGE_NAMES } from "@/components/lead/stage-pill"
import { OPEN_STAGES } from "@/lib/core/metrics/measures"
import { EVER, type AgeBand } from "@/lib/reports/figures/figures"
import { countCell, fileOf, type PanelProps } from "./panels"

export const AgeingPanel = ({ bands, now, address, explain }: PanelProps & { bands: AgeBand[]; now: Date }) => (
  <ChartPanel
    asOf={now.toISOString()}
    title="Open leads by time in their stage"
    note="As of now, whenever they arrived: where leads wait."
    file={fileOf("ageing", address)}
    explain={explain}
    chart={
      <StackChart
        series={OPEN_STAGES.map((stage) => ({ key: stage, name: STAGE_NAMES[stage] ?? stage, color: `var(--stage-${stage})` }))}
        data={bands.map((band) => ({
          label: band.label.replace(" days and more", "+ d").replace(" days", " d"),
          ...Object.fromEntries(OPEN_STAGES.map((stage) => [stage, band[stage]])),
        }))}
      />
    }
    figures={{
      columns: [{ label: "In stage for" }, ...OPEN_STAGES.map((stage) => ({ label: STAGE_NAMES[stage] ?? stage })), { label: "All" }],
      rows: bands.map((band) => ({
        key: band.label,
        cells: [
          { text: band.label },
          ...OPEN_STAGES.map((stage) => countCell(band[stage], openLeadsHref(address, `open_${stage}`, enteredIn(band)))),
          countCell(
            OPEN_STAGES.reduce((sum, stage) => sum + band[stage], 0),
            openLeadsHref(address, "open", enteredIn(band)),
          ),
        ],
      })),
    }}
  />
)

const enteredIn = ({ period: { from, to } }: AgeBand) => ({
  ...(from === EVER.from ? {} : { enteredFrom: from }),
  ...(to === EVER.to ? {} : { enteredTo: to }),
})
