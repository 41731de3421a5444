"use client"

import Link from "next/link"
import { useTranslations } from "use-intl/react"
import { runbookPath, type RunbookSection } from "@/lib/core/runbook/runbook"

type Props = { section: RunbookSection; className?: string }

/** Beside what went wrong: the section of the runbook that helps. */
export function RunbookLink({ section, className = "text-accent underline" }: Props) {
  const t = useTranslations("runbook")
  return (
    <Link href={runbookPath(section)} className={className}>
      {t("link")}
    </Link>
  )
}
