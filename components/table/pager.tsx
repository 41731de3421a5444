import { LinkButton } from "@/components/ui/button"

/** Keyset paging goes forward and back to the start; the browser's own Back goes one page back. */
export function Pager({ path, query, isFirst, nextCursor }: { path: string; query: string; isFirst: boolean; nextCursor: string | null }) {
  if (isFirst && nextCursor === null) return null
  const next = new URLSearchParams(query)
  if (nextCursor !== null) next.set("cursor", nextCursor)
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-2 border-t border-line px-4 py-2">
      {isFirst ? null : (
        <LinkButton size="sm" href={`${path}?${query}`}>
          First page
        </LinkButton>
      )}
      {nextCursor === null ? null : (
        <LinkButton size="sm" href={`${path}?${next}`}>
          Next page
        </LinkButton>
      )}
    </nav>
  )
}
