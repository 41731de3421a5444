"use client"

import { useSearchParams } from "next/navigation"
import { LinkButton } from "@/components/ui/button"
import { daysOf, useDashboardBefore } from "@/app/(app)/dashboards/asked-from"

/** Back to the dashboard and the question that the list was opened from. */
export function BackToNumbers() {
  const before = useDashboardBefore()
  const params = useSearchParams()
  return <LinkButton href={before ?? `/dashboards${daysOf(params)}`}>Back to the numbers</LinkButton>
}
