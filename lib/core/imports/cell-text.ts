/** What people type instead of leaving a cell empty; a run of ### is a column that was too narrow, and is not nothing. */
const NOTHING = /^(?:[-–—_.?*]+|#{1,2}|n\/?a|#n\/a|none|nil|null|undefined|unknown|لا يوجد|غير معروف)$/i

/** Removes what a spreadsheet adds to keep text as text: `="050…"`, and the quote before a sign. */
export function cellText(raw: string | undefined): string {
  const text = (raw ?? "").trim()
  const bare = (/^="(.*)"$/s.exec(text)?.[1] ?? text).replace(/^'(?=[=+@0-9-])/, "").trim()
  return NOTHING.test(bare) ? "" : bare
}
