import type { ReactNode } from "react"

/** Nothing here, and what to do about it. */
export const EmptyState = ({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) => (
  <div className="grid justify-items-center gap-2 rounded-lg border border-dashed border-line px-6 py-12 text-center">
    <p className="font-medium">{title}</p>
    {children ? <div className="max-w-md text-sm text-ink-2">{children}</div> : null}
    {action ? <div className="mt-2">{action}</div> : null}
  </div>
)

export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={`animate-pulse rounded-md bg-hover ${className ?? "h-4"}`} />
)

export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-[0.6875rem] text-ink-2">
    {children}
  </kbd>
)

export const Banner = ({ children }: { children: ReactNode }) => (
  <div role="note" className="border-b border-line bg-warn-soft px-4 py-1 text-center text-xs text-warn">
    {children}
  </div>
)
