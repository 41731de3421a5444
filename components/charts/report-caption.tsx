"use client"

import { createContext, use, type ReactNode } from "react"

const Caption = createContext<{ about: string; filters: string }>({ about: "", filters: "" })

/** What the numbers of a page are about, for whatever is taken out of the page: their days, and what narrows them down. */
export const useReportCaption = () => use(Caption)

type ReportCaptionProps = {
  /** Days and time zone, and whose leads when they are one person's. */
  about: string
  /** What narrows the page down, in words. */
  filters: string
  children: ReactNode
}

export const ReportCaption = ({ about, filters, children }: ReportCaptionProps) => <Caption value={{ about, filters }}>{children}</Caption>

/** On a phone most choices are out of sight, so those that hold are said with the title. */
export function ChosenFilters() {
  const { filters } = useReportCaption()
  return filters ? <bdi className="font-medium wrap-anywhere text-ink md:hidden"> · {filters}</bdi> : null
}
