import type { ReactNode } from "react"

/** What this page is, its one primary action, and what narrows it down. */
export const PageHeader = ({
  title,
  count,
  action,
  children,
}: {
  title: ReactNode
  count?: ReactNode
  action?: ReactNode
  children?: ReactNode
}) => (
  <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
    <div className="flex min-w-0 items-baseline gap-2">
      <h1 className="truncate text-base font-semibold">{title}</h1>
      {count === undefined ? null : <span className="text-sm text-ink-3">{count}</span>}
    </div>
    {children ? <div className="flex min-w-0 flex-wrap items-center gap-2">{children}</div> : null}
    {action ? <div className="ms-auto flex items-center gap-2">{action}</div> : null}
  </header>
)
