/** Every page of the settings, in the order of the list beside them. Managers read some of them; admins change all. */
export type SettingsSection = { href: string; label: string; isForManagers?: boolean }

export const SETTINGS_SECTIONS: readonly SettingsSection[] = [
  { href: "/settings/team", label: "Team", isForManagers: true },
  { href: "/settings/routing", label: "Routing", isForManagers: true },
  { href: "/settings/api-keys", label: "API keys" },
]
