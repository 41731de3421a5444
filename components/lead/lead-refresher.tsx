"use client"

import { useFreshPage } from "@/components/layout/live"

/** `version` is that of the lead on the page, where the page shows nothing but the lead. */
type Props = { leadId: string; version?: number; readAt: string }

/** Reads the page again when this lead changes. */
export function LeadRefresher({ leadId, version, readAt }: Props) {
  useFreshPage(
    readAt,
    ({ ids, versions }) => ids === "many" || (ids.includes(leadId) && (version === undefined || versions?.[leadId] !== version)),
  )
  return null
}
