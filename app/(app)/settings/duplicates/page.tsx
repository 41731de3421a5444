import type { Metadata } from "next"
import { MatchSettingsForm } from "./match-settings-form"
import { ScanPanel } from "./scan-panel"
import { MATCH_SETTINGS } from "@/lib/matching/load-candidate-index"
import { latestScan } from "@/lib/matching/start-scan"
import { readSetting } from "@/lib/platform/settings/setting"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Duplicates · Settings" }

export default async function DuplicateSettingsPage() {
  const ctx = await requirePage("settings.manage")
  const [settings, scan] = await Promise.all([readSetting(ctx.db, MATCH_SETTINGS), latestScan(ctx)])
  return (
    <div className="grid max-w-2xl gap-8">
      <MatchSettingsForm settings={settings} />
      <ScanPanel scan={scan && { ...scan, startedAt: scan.startedAt.toISOString() }} />
    </div>
  )
}
