import { TARGET_NAMES } from "@/components/routing/rule-words"
import { ReceiptSteps } from "@/components/routing/receipt-steps"
import { Badge } from "@/components/ui/badge"
import { timeOf } from "@/components/layout/message-time"
import { Clock } from "@/components/ui/time"
import { getTranslations } from "@/lib/web/translations"
import type { BreachView, ReceiptView } from "@/lib/routing/queries"

type Props = { receipts: readonly ReceiptView[]; breaches: readonly BreachView[]; ownerId: string | null }

/** Why this owner: the newest decision in words, the rules behind it when opened, and the decisions before it. */
export async function RoutingReceipt({ receipts, breaches, ownerId }: Props) {
  const [newest, ...earlier] = receipts
  if (!newest && breaches.length === 0) return null
  const t = await getTranslations("lead.routing")
  const isByHand = newest !== undefined && newest.outcome !== "held" && (newest.owner?.id ?? null) !== ownerId
  return (
    <section aria-label={t("title")} className="grid gap-1.5 text-sm">
      <h2 className="text-xs font-medium text-ink-3">{t("title")}</h2>
      {isByHand ? <p className="text-ink-2">{t("byHand")}</p> : null}
      {newest ? <Receipt receipt={newest} /> : null}
      {earlier.length > 0 ? (
        <details>
          <summary className="cursor-pointer text-xs text-ink-2">{t("earlier", { count: earlier.length })}</summary>
          <div className="mt-1.5 grid gap-2">
            {earlier.map((receipt) => (
              <Receipt key={receipt.id} receipt={receipt} />
            ))}
          </div>
        </details>
      ) : null}
      {breaches.map(({ id, kind, dueAt }) => (
        <p key={id} className="flex flex-wrap items-center gap-2">
          <Badge tone="danger">{t("missed", { target: TARGET_NAMES[kind] })}</Badge>
          <span className="text-xs text-ink-3">{t.rich("wasDue", timeOf(dueAt))}</span>
        </p>
      ))}
    </section>
  )
}

async function Receipt({ receipt: { reason, at, version, steps } }: { receipt: ReceiptView }) {
  const t = await getTranslations("lead.routing")
  return (
    <div>
      <p>
        {reason}{" "}
        <span className="text-xs text-ink-3">
          <Clock iso={at} />
        </span>
      </p>
      {steps.length > 0 ? (
        <details className="mt-0.5">
          <summary className="cursor-pointer text-xs text-ink-2">{t("steps")}</summary>
          <div className="mt-1.5 grid gap-1.5">
            <ReceiptSteps steps={steps} />
            <p className="text-xs text-ink-3">{version === 0 ? t("defaultRules") : t("version", { version: String(version) })}</p>
          </div>
        </details>
      ) : null}
    </div>
  )
}
