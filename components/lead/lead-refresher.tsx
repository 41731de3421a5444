"use client"

import { useRouter } from "next/navigation"
import { useLive } from "@/components/layout/live"

/** Reads the page again when this lead changes. */
export function LeadRefresher({ leadId }: { leadId: string }) {
  const router = useRouter()
  useLive(({ ids }) => {
    if (ids === "many" || ids.includes(leadId)) router.refresh()
  })
  return null
}
