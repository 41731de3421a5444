import { Clock } from "@/components/ui/time"
import type { FieldValueView } from "@/lib/leads/lead-history"
import type { LeadHead } from "@/lib/leads/lead-views"
import { channelLabel } from "@/components/lead/channel-icon"
import { FIELD_LABELS } from "@/components/lead/field-labels"
import { SourceName } from "@/components/lead/source-name"
import { getTranslations } from "@/lib/web/translations"

/** Values that lost, so that nothing a person ever told us is out of sight. */
export async function OtherValues({ lead, values }: { lead: LeadHead; values: FieldValueView[] }) {
  const seen = new Set<string>()
  const others = values.filter(({ field, value }) => {
    const key = `${field}:${value}`
    if (lead.fields[field]?.value === value || seen.has(key)) return false
    seen.add(key)
    return true
  })
  if (others.length === 0) return null
  const t = await getTranslations("facts")
  return (
    <details>
      <summary className="cursor-pointer text-xs text-ink-2">{t("otherValues", { count: others.length })}</summary>
      <ul className="mt-1 grid gap-1">
        {others.map(({ field, value, trust, channel, who, observedAt }) => (
          <li key={`${field}:${value}`} className="text-xs text-ink-2">
            {FIELD_LABELS[field] ?? field}: <bdi dir="auto">{value}</bdi>{" "}
            <span className="text-ink-3">
              ({who ?? <SourceName source={trust} />}
              {channel ? `, ${channelLabel(channel)}` : ""}, <Clock iso={observedAt} />)
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
