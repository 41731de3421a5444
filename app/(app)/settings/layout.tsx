import type { ReactNode } from "react"
import { PageHeader } from "@/components/layout/page-header"
import { SettingsNav } from "@/components/settings/settings-nav"
import { requirePage } from "@/lib/web/session"

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  await requirePage("settings.manage")
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Settings" />
      <div className="flex min-h-0 grow max-md:flex-col">
        <SettingsNav />
        <div className="min-h-0 min-w-0 grow overflow-y-auto p-4">{children}</div>
      </div>
    </div>
  )
}
