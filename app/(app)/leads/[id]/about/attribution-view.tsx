import type { LeadDetail } from "@/lib/leads/lead-views"
import { Nothing } from "../nothing"

const ATTRIBUTION_LABELS: Record<string, string> = {
  utmSource: "Source",
  utmMedium: "Medium",
  utmCampaign: "Campaign",
  utmTerm: "Term",
  utmContent: "Content",
  gclid: "Google click",
  fbclid: "Facebook click",
  ctwaClid: "WhatsApp ad click",
  adId: "Ad",
  landingPage: "Landing page",
  pageUrl: "Page",
  referrer: "Referrer",
}

export function AttributionView({ first, last }: LeadDetail["attribution"]) {
  if (!first) return <Nothing>Nothing known.</Nothing>
  const isOne = first["touchpointId"] === last?.["touchpointId"]
  return (
    <div className="grid gap-3">
      {[first, ...(isOne || !last ? [] : [last])].map((source, at) => (
        <dl key={at} className="grid grid-cols-[6rem_1fr] gap-x-3 gap-y-0.5">
          {isOne ? null : <dt className="col-span-2 text-xs text-ink-3">{at === 0 ? "First touch" : "Last touch"}</dt>}
          {Object.entries(ATTRIBUTION_LABELS).map(([key, label]) =>
            typeof source[key] === "string" ? (
              <div key={key} className="contents">
                <dt className="text-ink-3">{label}</dt>
                <dd className="truncate" title={source[key]}>
                  {source[key]}
                </dd>
              </div>
            ) : null,
          )}
        </dl>
      ))}
    </div>
  )
}
