import Link from "next/link"

/** Where targets used to be set: they are on one page now. */
export const TargetsLink = ({ children }: { children: string }) => (
  <p className="text-sm text-ink-2">
    {children}{" "}
    <Link href="/settings/response-targets" className="text-accent underline">
      Response targets
    </Link>
  </p>
)
