import type { LeadDetail } from "@/lib/leads/lead-views"
import { getTranslations } from "@/lib/web/translations"
import { Nothing } from "../nothing"

const MARKS = [
  "utmSource",
  "utmMedium",
  "utmCampaign",
  "utmTerm",
  "utmContent",
  "gclid",
  "fbclid",
  "ctwaClid",
  "adId",
  "landingPage",
  "pageUrl",
  "referrer",
] as const

export async function AttributionView({ first, last }: LeadDetail["attribution"]) {
  const t = await getTranslations("facts.attribution")
  if (!first) return <Nothing>{t("none")}</Nothing>
  const isOne = first["touchpointId"] === last?.["touchpointId"]
  return (
    <div className="grid gap-3">
      {[first, ...(isOne || !last ? [] : [last])].map((source, at) => (
        <dl key={at} className="grid grid-cols-[6rem_1fr] gap-x-3 gap-y-0.5">
          {isOne ? null : <dt className="col-span-2 text-xs text-ink-3">{t(at === 0 ? "first" : "last")}</dt>}
          {MARKS.map((key) =>
            typeof source[key] === "string" ? (
              <div key={key} className="contents">
                <dt className="text-ink-3">{t(`label.${key}`)}</dt>
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
