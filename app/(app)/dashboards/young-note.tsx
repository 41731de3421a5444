import { formatShare } from "@/lib/core/metrics/format"
import type { Share } from "@/lib/core/metrics/wilson"

/** The age caveat, wherever conversion is shown: the newest leads have had no time to become bookings. */
export const YoungNote = ({ young }: { young: Share }) =>
  young.numerator > 0 ? (
    <p className="text-xs text-ink-2">
      {formatShare(young.value)} of these leads arrived in the last 14 days and have had little time to become bookings: their conversion
      will still rise.
    </p>
  ) : null
