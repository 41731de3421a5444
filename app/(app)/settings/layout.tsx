import type { ReactNode } from "react"
import { PageHeader } from "@/components/layout/page-header"
import { SETTINGS_SECTIONS } from "./sections"
import { SettingsNav } from "./settings-nav"
import { can } from "@/lib/platform/permissions"
import { requirePage } from "@/lib/web/session"

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { actor } = await requirePage("settings.read")
  const sections = SETTINGS_SECTIONS.filter(({ isForManagers }) => isForManagers || can(actor, "settings.manage"))
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Settings" />
      <div className="flex min-h-0 grow max-md:flex-col">
        <SettingsNav sections={sections} />
        <div className="min-h-0 min-w-0 grow overflow-y-auto p-4">{children}</div>
      </div>
    </div>
  )
}
