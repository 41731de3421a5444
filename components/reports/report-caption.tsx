"use client"

import { useSearchParams } from "next/navigation"
import { createContext, use, type ReactNode } from "react"
import { channelLabel } from "@/components/lead/channel-icon"
import type { ReportChoice } from "./report-filters"

const Caption = createContext<{ about: string; filters: string }>({ about: "", filters: "" })

/** What the numbers of a page are about, for whatever is taken out of the page: their days, and what narrows them down. */
export const useReportCaption = () => use(Caption)

type ReportCaptionProps = {
  /** Days and time zone, and whose leads when they are somebody's own. */
  about: string
  /** What narrows the page down; a choice that it does not answer to is not said. */
  answersTo: readonly ReportChoice[]
  colleagues: { id: string; name: string }[] | null
  children: ReactNode
}

export const ReportCaption = ({ about, answersTo, colleagues, children }: ReportCaptionProps) => {
  const params = useSearchParams()
  const each = (key: ReportChoice, name: (value: string) => string) =>
    answersTo.includes(key) ? (params.get(key) ?? "").split(",").filter(Boolean).map(name).join(", ") : ""
  const named = (key: string) => (answersTo.length === 0 ? "" : params.get(key) === "-" ? `no ${key}` : params.get(key))
  const nameOf = (id: string) =>
    id === "none" ? "nobody's leads" : id === "me" ? "my leads" : (colleagues?.find((one) => one.id === id)?.name ?? "one agent")
  const filters = [
    colleagues ? each("owner", nameOf) : "",
    each("channel", channelLabel),
    each("band", (band) => `${band} band`),
    named("source"),
    named("campaign"),
  ]
  return <Caption value={{ about, filters: filters.filter(Boolean).join(" · ") }}>{children}</Caption>
}

/** On a phone most choices are out of sight, so those that hold are said with the title. */
export const ChosenFilters = () => {
  const { filters } = useReportCaption()
  return filters ? <bdi className="font-medium wrap-anywhere text-ink md:hidden"> · {filters}</bdi> : null
}
