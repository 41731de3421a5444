"use client"

import type { ReactNode } from "react"
import { IntlProvider } from "use-intl/react"
import { en, FORMATS, LOCALE } from "@/lib/core/messages/en"

/** Messages and the team's time zone for every client component below. Pages before the sign-in know no team yet. */
export const TeamLocale = ({ timeZone = "Asia/Dubai", children }: { timeZone?: string; children: ReactNode }) => (
  <IntlProvider locale={LOCALE} messages={en} formats={FORMATS} timeZone={timeZone}>
    {children}
  </IntlProvider>
)
