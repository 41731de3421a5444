import { refName, typeOf, type Schema } from "./document"

type Row = { name: string; isRequired: boolean; type: string; text: string | undefined }

/** A name, its type and what it means; on a phone the three stand below one another. */
export const Rows = ({ title, caption, rows }: { title: string; caption: string; rows: Row[] }) => (
  <div role="table" aria-label={title} className="grid gap-1">
    <p aria-hidden className="text-xs font-medium text-ink-3">
      {caption}
    </p>
    <div role="rowgroup">
      {rows.map(({ name, isRequired, type, text }) => (
        <div
          key={name}
          role="row"
          className="grid gap-x-4 border-t border-line py-1 sm:grid-cols-[minmax(0,11rem)_minmax(0,13rem)_minmax(0,1fr)]"
        >
          <span role="rowheader" dir="ltr" className="font-mono text-xs leading-5 break-words">
            {name}
            {isRequired ? <span className="font-sans text-ink-3"> · required</span> : null}
          </span>
          <span role="cell" dir="ltr" className="text-xs leading-5 break-words text-ink-3">
            {type}
          </span>
          <span role="cell" className="break-words text-ink-2">
            {text}
          </span>
        </div>
      ))}
    </div>
  </div>
)

/** The fields of a shape. */
export function Fields({ title, caption, schema }: { title: string; caption: string; schema: Schema | undefined }) {
  const rows = Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    isRequired: schema?.required?.includes(name) ?? false,
    type: typeOf(property),
    text: property.description,
  }))
  return rows.length === 0 ? null : <Rows title={title} caption={caption} rows={rows} />
}

/** Where the shape of an answer is described. A page of a list says what the list is of. */
export function Shape({ schema, known }: { schema: Schema | undefined; known: Record<string, Schema> }) {
  const page = refName(schema?.properties?.["data"])
  const name = refName(schema) ?? page
  if (!name || !known[name]?.properties) return null
  return (
    <a href={`#schema-${name}`} className="inline-flex min-h-6 items-center text-xs text-accent underline">
      {page ? `a page of ${name}` : name}
    </a>
  )
}
