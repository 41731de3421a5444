import { RunbookLink } from "@/components/layout/runbook-link"
import { Badge } from "@/components/ui/badge"
import { timeOf } from "@/components/layout/message-time"
import type { HookView } from "@/lib/hooks/endpoints"
import { getTranslations } from "@/lib/web/translations"

/** Whether a webhook gets anything, and what waits for it. */
export async function HookState({ hook }: { hook: HookView }) {
  const t = await getTranslations("webhooks")
  const { isActive, disabledBecause, failingSince, waiting, dead } = hook
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
      {isActive ? (
        <Badge tone={failingSince ? "warn" : "ok"}>{failingSince ? t.rich("failing", timeOf(failingSince)) : t("active")}</Badge>
      ) : (
        <Badge tone={disabledBecause === "person" ? "neutral" : "danger"}>{t(`off.${disabledBecause ?? "person"}`)}</Badge>
      )}
      {(!isActive && disabledBecause !== "person") || failingSince ? <RunbookLink section="an-outgoing-webhook-fails" /> : null}
      {waiting > 0 ? <span>{t("waiting", { count: waiting })}</span> : null}
      {dead > 0 ? <span>{t("dead", { count: dead })}</span> : null}
    </div>
  )
}
