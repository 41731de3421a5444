import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { listSessions } from "@/lib/team/sessions"
import { ctxOf, requireViewer } from "@/lib/web/session"
import { getTranslations } from "@/lib/web/translations"
import { PasswordForm } from "./password-form"
import { SessionsSection } from "./sessions-section"

export const metadata: Metadata = { title: "Account" }

export default async function AccountPage() {
  const viewer = await requireViewer()
  const [t, sessions] = await Promise.all([getTranslations("account"), listSessions(ctxOf(viewer))])
  return (
    <div className="flex h-full flex-col">
      <PageHeader title={t("title")} count={viewer.email} />
      <div
        className="relative flex min-h-0 grow flex-wrap content-start gap-x-16 gap-y-8 overflow-y-auto p-4"
        tabIndex={0}
        role="region"
        aria-label={t("title")}
      >
        <PasswordForm />
        <SessionsSection sessions={sessions} currentId={viewer.sessionId} />
      </div>
    </div>
  )
}
