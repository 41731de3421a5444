/** Every page of the settings, in the order of the list beside them. */
export const SETTINGS_SECTIONS: readonly { href: string; label: string }[] = [
  { href: "/settings/duplicates", label: "Duplicates" },
  { href: "/settings/scoring", label: "Scoring" },
  { href: "/settings/crm", label: "HubSpot" },
]
