import { leadsHref, type ReportAddress } from "@/components/reports/leads-href"
import { StatTile } from "@/components/ui/stat-tile"
import { formatCount, formatShare } from "@/lib/core/metrics/format"
import { EVER } from "@/lib/reports/figures"
import type { QualityView } from "@/lib/reports/quality"

/** How far the numbers can be trusted, each with what it stands on. */
export const QualityTiles = ({ quality, address }: { quality: QualityView; address: ReportAddress }) => (
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
    <StatTile label="Duplicate questions open" value={formatCount(quality.duplicatesOpen)} of="now, of the whole team" href="/duplicates" />
    <StatTile
      label="Dead events"
      value={formatCount(quality.events.dead)}
      of={`of ${formatCount(Object.values(quality.events).reduce((a, b) => a + b, 0))}`}
      href="/intake?state=dead"
    />
    <StatTile
      label="Open leads without an owner"
      value={formatCount(quality.unowned)}
      href={leadsHref({ ...address, ...EVER, owner: "none" }, "open")}
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
)
