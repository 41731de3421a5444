"use client"

import { useSearchParams } from "next/navigation"
import { createContext, use, type ReactNode } from "react"
import { channelLabel } from "@/components/lead/channel-icon"

const Caption = createContext<{ about: string; filters: string }>({ about: "", filters: "" })

/** What the numbers of a page are about, for whatever is taken out of the page: their days, and what narrows them down. */
export const useReportCaption = () => use(Caption)

type ReportCaptionProps = {
  /** Days and time zone, and whose leads when they are somebody's own. */
  about: string
  colleagues: { id: string; name: string }[] | null
  children: ReactNode
}

export const ReportCaption = ({ about, colleagues, children }: ReportCaptionProps) => {
  const params = useSearchParams()
  const each = (key: string, name: (value: string) => string) => (params.get(key) ?? "").split(",").filter(Boolean).map(name).join(", ")
  const nameOf = (id: string) => (id === "none" ? "nobody's leads" : (colleagues?.find((one) => one.id === id)?.name ?? "one agent"))
  const filters = [
    colleagues ? each("owner", nameOf) : "",
    each("channel", channelLabel),
    each("band", (band) => `${band} priority`),
    params.get("source") === "-" ? "no source" : params.get("source"),
    params.get("campaign") === "-" ? "no campaign" : params.get("campaign"),
  ]
  return <Caption value={{ about, filters: filters.filter(Boolean).join(" · ") }}>{children}</Caption>
}
