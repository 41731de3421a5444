/** Every page of the settings, in the order of the list beside them. Managers read some of them; admins change all. */
export type SettingsSection = { href: string; label: string; isForManagers?: boolean }

export const SETTINGS_SECTIONS: readonly SettingsSection[] = [
  { href: "/settings/team", label: "Team", isForManagers: true },
  { href: "/settings/routing", label: "Routing", isForManagers: true },
  { href: "/settings/response-targets", label: "Response targets", isForManagers: true },
  { href: "/settings/stages", label: "Stages" },
  { href: "/settings/scoring", label: "Scoring" },
  { href: "/settings/nurture", label: "Nurture" },
  { href: "/settings/working-time", label: "Working time" },
  { href: "/settings/forms", label: "Forms" },
  { href: "/settings/duplicates", label: "Duplicates" },
  { href: "/settings/reports", label: "Reports" },
  { href: "/settings/connections", label: "Connections" },
  { href: "/settings/crm", label: "CRM mapping" },
  { href: "/settings/privacy", label: "Privacy", isForManagers: true },
  { href: "/settings/outbox", label: "Outgoing mail" },
  { href: "/settings/webhooks", label: "Webhooks" },
  { href: "/settings/api-keys", label: "API keys" },
]
