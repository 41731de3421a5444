/** The mark: what comes in on one line goes on as one. It is also the page's icon. */
export const BrandMark = ({ className = "size-6" }: { className?: string }) => (
  <svg aria-hidden viewBox="0 0 32 32" className={`shrink-0 ${className}`}>
    <rect width="32" height="32" rx="8" className="fill-accent" />
    <path d="M8 9l7 7-7 7M15 16h9" fill="none" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" className="stroke-accent-ink" />
  </svg>
)

export const Brand = () => (
  <span className="inline-flex items-center gap-2 text-sm font-semibold tracking-tight">
    <BrandMark />
    Onelead
  </span>
)
