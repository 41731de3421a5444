import type { ReactNode } from "react"

type PageHeaderProps = {
  title: ReactNode
  /** What is on the page, in a few words or a number. */
  count?: ReactNode
  /** One sentence, where the title alone does not say what the page is for. */
  description?: ReactNode
  /** The page's one primary action, and what goes with it. */
  action?: ReactNode
  /** What narrows the page down. */
  children?: ReactNode
}

/** What this page is, its one primary action, and what narrows it down. */
export const PageHeader = ({ title, count, description, action, children }: PageHeaderProps) => (
  <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
    <div className="grid min-h-control min-w-0 content-center">
      <div className="flex min-w-0 items-baseline gap-2">
        <h1 className="truncate text-base font-semibold">{title}</h1>
        {count === undefined ? null : <span className="shrink-0 text-xs text-ink-3">{count}</span>}
      </div>
      {description ? <p className="text-xs text-ink-2">{description}</p> : null}
    </div>
    {children ? <div className="flex min-w-0 flex-wrap items-center gap-2 max-sm:order-last max-sm:w-full">{children}</div> : null}
    {action ? <div className="ms-auto flex flex-wrap items-center gap-2">{action}</div> : null}
  </header>
)
