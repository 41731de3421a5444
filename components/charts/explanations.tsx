export type Explanation = { name: string; meaning: string; sql: string }

/** What numbers mean, in words and as the SQL that would count them. */
export const Explanations = ({ explain }: { explain: readonly Explanation[] }) =>
  explain.map(({ name, meaning, sql }) => (
    <div key={name} className="mt-3 border-t border-line pt-2 text-xs first:border-t-0 text-ink-2">
      <p>
        <strong className="text-ink">{name}.</strong> {meaning}
      </p>
      <pre className="mt-1 overflow-x-auto rounded bg-sunken p-2 font-mono text-2xs whitespace-pre-wrap">{sql}</pre>
    </div>
  ))

/** The same for a row of tiles, which have no room for it. */
export const TileExplanations = ({ explain }: { explain: readonly Explanation[] }) =>
  explain.length === 0 ? null : (
    <section aria-label="What is behind these tiles" className="min-w-0 rounded-lg border border-line bg-raised px-4 pb-4 shadow-xs">
      <Explanations explain={explain} />
    </section>
  )
