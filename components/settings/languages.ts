/** Languages that customers of a rental in the Emirates write in. A rule or a person may name any other by its code. */
export const LANGUAGES: readonly [string, string][] = [
  ["en", "English"],
  ["ar", "Arabic"],
  ["hi", "Hindi"],
  ["ur", "Urdu"],
  ["ru", "Russian"],
  ["fa", "Persian"],
  ["zh", "Chinese"],
  ["fr", "French"],
  ["de", "German"],
  ["es", "Spanish"],
  ["tl", "Tagalog"],
]

export const languageName = (code: string): string => LANGUAGES.find(([known]) => known === code)?.[1] ?? code

export const ROLE_NAMES: Record<string, string> = {
  agent: "Agent",
  senior_agent: "Senior agent",
  manager: "Manager",
  reviewer: "Reviewer",
  admin: "Admin",
}
