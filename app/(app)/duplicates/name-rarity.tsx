import type { WordFrequency } from "@/lib/duplicates/items/name-frequency"

/** How much an agreeing name is worth: two Mohammeds say little, two Katarzynas a lot. */
export function NameRarity({ words }: { words: readonly WordFrequency[] }) {
  if (words.length === 0) return null
  return (
    <p className="text-xs text-ink-2">
      <span className="font-medium text-ink-3">How common: </span>
      {words.map(({ word, leads, isMany }, at) => (
        <span key={word}>
          {at > 0 ? " · " : null}
          <span className="font-medium">{word}</span>{" "}
          {isMany ? `${leads.toLocaleString("en")}+ leads` : leads === 1 ? "1 lead" : `${leads.toLocaleString("en")} leads`}
          {leads <= 3 ? <span className="text-ok"> (rare)</span> : null}
        </span>
      ))}
    </p>
  )
}
