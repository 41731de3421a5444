import Link from "next/link"
import { TileExplanations } from "@/components/charts/explanations"
import { intakeHref, leadsHref, openLeadsHref } from "@/app/(app)/dashboards/leads-href"
import { StatTile } from "@/components/ui/stat-tile"
import type { MetricId } from "@/lib/core/metrics/glossary"
import { formatCount, formatShare } from "@/lib/core/metrics/format"
import type { QualityView } from "@/lib/reports/figures/quality"
import type { PanelProps } from "../panels"

/** How far the numbers can be trusted, each with what it stands on. */
export const QualityTiles = ({ quality, address, explain }: PanelProps & { quality: QualityView }) => (
  <>
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-4">
      <StatTile
        label="Duplicate rate"
        value={formatShare(quality.absorbed.value)}
        of={`${formatCount(quality.absorbed.numerator)} of ${formatCount(quality.absorbed.denominator)} were there already`}
        href={leadsHref(address, "absorbed")}
      />
      <StatTile
        label="Asked about"
        value={formatShare(quality.questioned.value)}
        of={`${formatCount(quality.questioned.numerator)} of ${formatCount(quality.questioned.denominator)}`}
        href={leadsHref(address, "questioned")}
      />
      <StatTile label="Merges made" value={formatCount(quality.merges)} of="that hold" href={leadsHref(address, "merges")} />
      <StatTile
        label="Duplicate questions open"
        value={formatCount(quality.duplicatesOpen)}
        of="now, of the whole team"
        href="/duplicates"
      />
      <StatTile
        label="Dead events"
        value={formatCount(quality.events.dead)}
        of={
          <Link
            href={intakeHref(address)}
            className="relative z-10 rounded underline decoration-line-strong underline-offset-2 hover:decoration-ink"
          >
            of {formatCount(Object.values(quality.events).reduce((a, b) => a + b, 0))} received
          </Link>
        }
        href={intakeHref(address, "dead")}
      />
      <StatTile
        label="Open leads without an owner"
        value={formatCount(quality.unowned)}
        of="now, of the whole team"
        href={openLeadsHref({ ...address, owner: "none" }, "open")}
      />
      <StatTile
        label="Agree with HubSpot"
        value={formatShare(quality.crmAgreement?.compared ? quality.crmAgreement.equal / quality.crmAgreement.compared : null)}
        of={
          quality.crmAgreement
            ? `${formatCount(quality.crmAgreement.equal)} of ${formatCount(quality.crmAgreement.compared)}`
            : "not compared yet"
        }
        href="/sync"
      />
      <StatTile
        label="Bookings in another currency"
        value={formatCount(quality.foreignBookings)}
        of="counted, without money"
        href={leadsHref(address, "foreign_bookings")}
      />
    </div>
    <TileExplanations explain={explain} />
  </>
)

/** What the tiles show, in their order. */
export const QUALITY_METRICS = [
  "duplicates",
  "questioned",
  "merges",
  "duplicate_questions",
  "dead_events",
  "unowned",
  "crm_agreement",
  "foreign_bookings",
] as const satisfies readonly MetricId[]
