import type { Metadata } from "next"
import { getTranslations } from "@/lib/web/translations"
import { KeepFocus } from "@/components/layout/keep-focus"
import { PageHeader } from "@/components/layout/page-header"
import { EmptyState } from "@/components/ui/states"
import { listHeld } from "@/lib/intake/deliveries/quarantine"
import { requirePage } from "@/lib/web/session"
import { DiscardAll, HeldPosts } from "./held-posts"

export const metadata: Metadata = { title: "Held form posts" }

export default async function QuarantinePage() {
  const ctx = await requirePage("intake.quarantine")
  const t = await getTranslations("quarantine")
  const { posts, total } = await listHeld(ctx)
  return (
    <KeepFocus aria-label={t("title")} className="outline-none">
      <PageHeader
        title={t("title")}
        count={t("count", { total })}
        action={posts.length > 1 ? <DiscardAll ids={posts.map(({ id }) => id)} /> : null}
      />
      <div className="grid max-w-4xl gap-3 p-4 text-sm">
        {posts.length === 0 ? <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState> : <p className="text-ink-2">{t("intro")}</p>}
        {total > posts.length ? <p className="text-ink-2">{t("more", { shown: String(posts.length), total: String(total) })}</p> : null}
        <HeldPosts posts={posts} />
      </div>
    </KeepFocus>
  )
}
