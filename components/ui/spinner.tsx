/** Something is under way; `label` says what, for those who do not see it turn. */
export const Spinner = ({ label, className = "size-4" }: { label?: string; className?: string }) => (
  <span role={label ? "status" : undefined} className="inline-flex">
    <svg aria-hidden viewBox="0 0 16 16" fill="none" className={`animate-spin ${className}`}>
      <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M8 2a6 6 0 0 1 6 6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
    {label ? <span className="sr-only">{label}</span> : null}
  </span>
)
