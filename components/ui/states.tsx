import { CircleAlert, type LucideIcon } from "lucide-react"
import type { ReactNode } from "react"
import { cx } from "./class-names"

type EmptyProps = { title: string; icon?: LucideIcon; children?: ReactNode; action?: ReactNode }

/** Nothing here, why that is, and what to do about it. */
export const EmptyState = ({ title, icon: Icon, children, action }: EmptyProps) => (
  <div className="grid justify-items-center gap-1.5 rounded-lg border border-dashed border-line-strong/50 px-6 py-12 text-center">
    {Icon ? <Icon aria-hidden strokeWidth={1.5} className="mb-1 size-7 text-ink-3" /> : null}
    <p className="font-medium">{title}</p>
    {children ? <div className="max-w-md text-sm text-balance text-ink-2">{children}</div> : null}
    {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
  </div>
)

type ErrorProps = { title: string; reference?: string | undefined; action?: ReactNode; children: ReactNode }

/** What did not work, what became of the person's work, and what to do now. */
export const ErrorState = ({ title, reference, action, children }: ErrorProps) => (
  <div role="alert" className="mx-auto grid w-full max-w-md justify-items-start gap-3 px-6 py-20">
    <CircleAlert aria-hidden strokeWidth={1.75} className="size-7 text-danger" />
    <h1 className="text-lg font-semibold">{title}</h1>
    <div className="text-sm text-ink-2">{children}</div>
    {reference ? (
      <p className="text-xs text-ink-3">
        Reference <code className="rounded border border-line bg-sunken px-1.5 py-0.5 font-mono text-ink-2 select-all">{reference}</code>
      </p>
    ) : null}
    {action ? <div className="mt-1 flex flex-wrap gap-2">{action}</div> : null}
  </div>
)

/** Still on purpose: endless animations of many bars cost more than the page they stand for. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cx("rounded-md bg-hover", className ?? "h-4")} />
)

export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-flex h-[1.125rem] min-w-[1.125rem] items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-2xs text-ink-2">
    {children}
  </kbd>
)

const BANNERS = {
  neutral: "bg-sunken text-ink-2",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
}

/** One line across the page about the state of everything, with the one thing to do about it. */
export const Banner = ({
  tone = "neutral",
  action,
  children,
}: {
  tone?: keyof typeof BANNERS
  action?: ReactNode
  children: ReactNode
}) => (
  <div role="note" className={cx("flex items-center justify-center gap-3 border-b border-line px-4 py-1 text-xs", BANNERS[tone])}>
    <div className="min-w-0">{children}</div>
    {action}
  </div>
)
