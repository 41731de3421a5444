import { LinkButton } from "@/components/ui/button"

/** Keyset paging goes forward and back to the start; the browser's own Back goes one page back. Null: nothing there. */
export function Pager({ first, next }: { first: string | null; next: string | null }) {
  if (first === null && next === null) return null
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-2 border-t border-line px-4 py-2">
      {first === null ? null : (
        <LinkButton size="sm" href={first}>
          First page
        </LinkButton>
      )}
      {next === null ? null : (
        <LinkButton size="sm" href={next}>
          Next page
        </LinkButton>
      )}
    </nav>
  )
}

/** The two links of a page whose address has a cursor. */
export const pagesOf = <V extends { cursor?: string | null | undefined }>(
  hrefOf: (cursor: string | null) => string,
  { cursor }: V,
  nextCursor: string | null,
): { first: string | null; next: string | null } => ({
  first: cursor ? hrefOf(null) : null,
  next: nextCursor === null ? null : hrefOf(nextCursor),
})
