import { Webhook } from "lucide-react"
import type { Metadata } from "next"
import Link from "next/link"
import { EmptyState } from "@/components/ui/states"
import { listHooks } from "@/lib/hooks/endpoints"
import { requirePage } from "@/lib/web/session"
import { getTranslations } from "@/lib/web/translations"
import { HookDialog } from "./hook-dialog"
import { HookState } from "./hook-state"

export const metadata: Metadata = { title: "Webhooks" }

export default async function WebhooksPage() {
  const ctx = await requirePage("hooks.manage")
  const [hooks, t] = await Promise.all([listHooks(ctx), getTranslations("webhooks")])
  return (
    <section className="grid max-w-4xl content-start gap-4" aria-labelledby="webhooks">
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 grow">
          <h2 id="webhooks" className="text-base font-semibold">
            {t("title")}
          </h2>
          <p className="max-w-prose text-sm text-ink-2">{t("hint")}</p>
        </div>
        {/* One place for it: it also shows the new secret, which must outlive the empty state. */}
        <HookDialog button={t("add")} />
      </div>
      {hooks.length === 0 ? (
        <EmptyState title={t("emptyTitle")} icon={Webhook}>
          {t("empty")}
        </EmptyState>
      ) : (
        <ul className="grid gap-3">
          {hooks.map((hook) => (
            <li key={hook.id} className="grid gap-2 rounded-lg border border-line bg-raised p-3">
              <Link href={`/settings/webhooks/${hook.id}`} className="font-medium break-all text-accent underline" dir="ltr">
                {hook.url}
              </Link>
              <HookState hook={hook} />
              <p className="font-mono text-xs text-ink-3">{hook.events.join(", ")}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
