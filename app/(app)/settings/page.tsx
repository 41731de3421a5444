import { redirect } from "next/navigation"
import { SETTINGS_SECTIONS } from "./sections"
import { requirePage } from "@/lib/web/session"

export default async function SettingsPage() {
  await requirePage("settings.read")
  redirect(SETTINGS_SECTIONS[0]?.href ?? "/")
}
