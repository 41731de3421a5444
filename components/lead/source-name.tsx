"use client"

import { useTranslations } from "use-intl/react"

const SOURCES = ["stated", "profile", "unconfirmed", "provider", "message", "person", "erp", "crm", "verified"] as const

/** How we came to know a value. */
export function SourceName({ source }: { source: string }) {
  const t = useTranslations("facts.source")
  const known = SOURCES.find((one) => one === source)
  return known ? t(known) : source
}
