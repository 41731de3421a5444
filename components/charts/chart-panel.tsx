"use client"

import { Download, ImageDown } from "lucide-react"
import { useId, useRef, type ReactNode } from "react"
import { toast } from "sonner"
import { IconButton } from "@/components/ui/button"
import { cx } from "@/components/ui/class-names"
import type { Figures } from "./figures"
import { Explanations, type Explanation } from "./explanations"
import { FiguresTable } from "./figures-table"
import { ChartTitle } from "./chart-parts"
import { useReportCaption } from "./report-caption"
import { saveCsv } from "./save-file"
import { savePicture } from "./save-picture"

type ChartPanelProps = {
  title: string
  /** What the eye should know before it compares: a caveat, a legend in words. */
  note?: ReactNode
  figures: Figures
  /** Left out, the table stands alone. */
  chart?: ReactNode
  explain?: readonly Explanation[]
  /** What to say when there is nothing to show. */
  empty?: string
  /** The table has many columns and needs the larger part. */
  isWide?: boolean
  /** The instant of its numbers, when they are those of a moment and not of the page's days. */
  asOf?: string
  file: string
}

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" })

/** A chart and its numbers side by side, to take along as a picture or a table. */
export function ChartPanel({
  title,
  note,
  figures,
  chart,
  explain = [],
  empty = "Nothing in this period.",
  isWide = false,
  asOf,
  file,
}: ChartPanelProps) {
  const drawing = useRef<HTMLDivElement>(null)
  const id = useId()
  const isEmpty = figures.rows.length === 0
  const caption = useReportCaption()
  const said = useRef<HTMLParagraphElement>(null)
  const png = () => {
    if (!drawing.current) return
    const days = asOf ? moment.format(new Date(asOf)) : caption.about
    const lines = [said.current?.textContent ?? "", [days, caption.filters].filter(Boolean).join(" · ")].filter(Boolean)
    savePicture({ title, lines, drawing: drawing.current }, file).catch(() =>
      toast.error("The picture could not be drawn. The table can be saved as CSV."),
    )
  }
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-lg border border-line bg-raised p-4 shadow-xs">
      <header className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <h2 id={id} className="text-sm font-semibold">
            {title}
          </h2>
          {note ? (
            <p ref={said} className="max-w-prose text-xs text-ink-2">
              {note}
            </p>
          ) : null}
        </div>
        {isEmpty ? null : (
          <div className="-mt-1 -me-1 flex shrink-0" data-chrome>
            {chart ? (
              <IconButton label={`Save “${title}” as a picture`} onClick={png} className="pointer-coarse:size-10">
                <ImageDown aria-hidden className="size-4" />
              </IconButton>
            ) : null}
            <IconButton label={`Save “${title}” as CSV`} onClick={() => saveCsv(figures, file)} className="pointer-coarse:size-10">
              <Download aria-hidden className="size-4" />
            </IconButton>
          </div>
        )}
      </header>
      {isEmpty ? (
        <p className="py-8 text-center text-sm text-ink-2">{empty}</p>
      ) : (
        <div
          className={cx("mt-3 grid items-start gap-x-6 gap-y-3", Boolean(chart) && (isWide ? "xl:grid-cols-[1fr_2fr]" : "lg:grid-cols-2"))}
        >
          {chart ? (
            <div ref={drawing} className="min-w-0">
              <ChartTitle value={title}>{chart}</ChartTitle>
            </div>
          ) : null}
          <FiguresTable label={title} figures={figures} />
        </div>
      )}
      <Explanations explain={explain} />
    </section>
  )
}
