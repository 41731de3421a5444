import type { ReactNode } from "react"

export const Nothing = ({ children }: { children: ReactNode }) => <p className="text-ink-3">{children}</p>
