"use client"

import type { ReactNode } from "react"
import { formatMinutes } from "@/lib/core/metrics/format"
import { RANKED_FROM } from "@/lib/core/metrics/wilson"
import {
  Bar,
  BarChart,
  CartesianGrid,
  ComposedChart,
  ErrorBar,
  LabelList,
  Line,
  Rectangle,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type BarShapeProps,
} from "recharts"

/**
 * Every axis of amounts begins at zero. Series differ by shape (bar, dashed line, hatching) before they differ by hue,
 * and each value is in the table beside the chart, which is what a screen reader reads.
 */
const TICK = { fill: "var(--ink-3)", fontSize: 11 }
const TOOLTIP = {
  contentStyle: { background: "var(--raised)", border: "1px solid var(--line-strong)", borderRadius: 6, fontSize: 12, padding: "6px 10px" },
  labelStyle: { color: "var(--ink)", fontWeight: 600 },
  itemStyle: { color: "var(--ink-2)" },
  cursor: { fill: "var(--hover)", opacity: 0.6 },
  isAnimationActive: false,
}
const FIRST_SIZE = { width: 520, height: 240 }

const Hatching = ({ id, color }: { id: string; color: string }) => (
  <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width={6} height={6} fill="var(--raised)" />
    <rect width={3} height={6} fill={color} />
  </pattern>
)

export type TrendDatum = { label: string; leads: number; bookings: number; isPartial: boolean }

/** Leads as bars, bookings as a dashed line. A bar that is not over yet is hatched. */
export const TrendChart = ({ data }: { data: TrendDatum[] }) => (
  <div aria-hidden>
    <ResponsiveContainer width="100%" height={240} initialDimension={FIRST_SIZE}>
      <ComposedChart data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <defs>
          <Hatching id="partial" color="var(--accent)" />
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={{ stroke: "var(--line-strong)" }} minTickGap={12} />
        <YAxis tick={TICK} tickLine={false} axisLine={false} width={40} allowDecimals={false} domain={[0, "auto"]} />
        <Tooltip {...TOOLTIP} />
        <Bar dataKey="leads" name="Leads" fill="var(--accent)" isAnimationActive={false} maxBarSize={36} shape={TrendBar} />
        <Line
          dataKey="bookings"
          name="Bookings"
          stroke="var(--ok)"
          strokeWidth={2}
          strokeDasharray="5 3"
          dot={{ r: 3, fill: "var(--raised)", strokeDasharray: "0" }}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
    <p className="mt-1 flex flex-wrap gap-4 text-xs text-ink-2">
      <Swatch name="Leads">
        <rect width={14} height={10} fill="var(--accent)" />
      </Swatch>
      <Swatch name="Bookings">
        <path d="M0 5h14" stroke="var(--ok)" strokeWidth={2} strokeDasharray="4 2" />
      </Swatch>
      {data.some(({ isPartial }) => isPartial) ? (
        <Swatch name="Not a whole one">
          <rect width={14} height={10} fill="url(#partial)" stroke="var(--accent)" />
        </Swatch>
      ) : null}
    </p>
  </div>
)

const Swatch = ({ name, children }: { name: string; children: ReactNode }) => (
  <span className="inline-flex items-center gap-1.5">
    <svg width={14} height={10} aria-hidden>
      {children}
    </svg>
    {name}
  </span>
)

const TrendBar = (props: BarShapeProps) => {
  const isPartial = (props.payload as TrendDatum | undefined)?.isPartial
  return <Rectangle {...props} radius={[2, 2, 0, 0]} fill={isPartial ? "url(#partial)" : "var(--accent)"} stroke="var(--accent)" />
}

export type BarDatum = { label: string; value: number; text: string; low?: number; high?: number; isFaint?: boolean }

const AXES = {
  count: (value: number) => value.toLocaleString("en"),
  share: (value: number) => `${Math.round(value * 100)} %`,
  minutes: (value: number) => formatMinutes(Math.round(value)),
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400, 43_200, 129_600]

/** Times are read by quarters of an hour, hours and days, not by thousands of minutes. */
const minuteTicks = (data: readonly BarDatum[]): { ticks: number[]; domain: [number, number] } => {
  const largest = Math.max(1, ...data.map(({ value }) => value))
  const step = STEPS.find((one) => largest / one <= 4) ?? largest
  const ticks = Array.from({ length: Math.ceil(largest / step) + 1 }, (_, at) => at * step)
  return { ticks, domain: [0, ticks.at(-1) ?? largest] }
}

/** One bar a row, longest names cut; the whisker is the range in which the true rate plausibly lies. */
export const BarsChart = ({ data, unit = "count" }: { data: BarDatum[]; unit?: keyof typeof AXES }) => {
  const rows = data.map((row) => ({
    ...row,
    spread: row.low === undefined || row.high === undefined ? [0, 0] : [row.value - row.low, row.high - row.value],
  }))
  const hasRange = data.some(({ low }) => low !== undefined)
  return (
    <div aria-hidden>
      <ResponsiveContainer width="100%" height={Math.max(90, data.length * 30 + 30)} initialDimension={FIRST_SIZE}>
        <BarChart
          data={rows}
          layout="vertical"
          margin={{ top: 0, right: hasRange ? 12 : 110, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <defs>
            <Hatching id="faint" color="var(--ink-3)" />
          </defs>
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis
            type="number"
            tick={TICK}
            tickLine={false}
            axisLine={false}
            allowDecimals={unit === "share"}
            domain={[0, "auto"]}
            tickFormatter={AXES[unit]}
            {...(unit === "minutes" ? minuteTicks(data) : {})}
          />
          <YAxis
            type="category"
            dataKey="label"
            tick={TICK}
            tickLine={false}
            axisLine={{ stroke: "var(--line-strong)" }}
            width={116}
            tickFormatter={shortened}
          />
          <Tooltip {...TOOLTIP} formatter={(_value, _name, item) => [(item.payload as BarDatum).text, ""]} separator="" />
          <Bar dataKey="value" fill="var(--accent)" isAnimationActive={false} maxBarSize={18} shape={FaintBar}>
            {hasRange ? <ErrorBar dataKey="spread" direction="x" stroke="var(--ink)" strokeWidth={1.25} width={5} /> : null}
            {hasRange ? null : <LabelList dataKey="text" position="right" fill="var(--ink-2)" fontSize={11} />}
          </Bar>
        </BarChart>
      </ResponsiveContainer>
      {data.some(({ isFaint }) => isFaint) ? (
        <p className="text-xs text-ink-2">
          <Swatch name={`Fewer than ${RANKED_FROM}: too few to judge`}>
            <rect width={14} height={10} fill="url(#faint)" />
          </Swatch>
        </p>
      ) : null}
    </div>
  )
}

const FaintBar = (props: BarShapeProps) => (
  <Rectangle {...props} radius={[0, 2, 2, 0]} fill={(props.payload as BarDatum | undefined)?.isFaint ? "url(#faint)" : "var(--accent)"} />
)

const LABEL_MAX = 16
const shortened = (label: string): string => (label.length > LABEL_MAX ? `${label.slice(0, LABEL_MAX - 1)}…` : label)

export type StackDatum = { label: string } & Record<string, number | string>
export type StackSeries = { key: string; name: string; color: string }

/** Parts of a whole, in the order of the legend. */
export const StackChart = ({ data, series }: { data: StackDatum[]; series: StackSeries[] }) => (
  <div aria-hidden>
    <ResponsiveContainer width="100%" height={240} initialDimension={FIRST_SIZE}>
      <BarChart data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={{ stroke: "var(--line-strong)" }} interval={0} />
        <YAxis tick={TICK} tickLine={false} axisLine={false} width={40} allowDecimals={false} domain={[0, "auto"]} />
        <Tooltip {...TOOLTIP} />
        {series.map(({ key, name, color }) => (
          <Bar
            key={key}
            dataKey={key}
            name={name}
            stackId="all"
            fill={color}
            stroke="var(--raised)"
            isAnimationActive={false}
            maxBarSize={48}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
    <p className="mt-1 flex flex-wrap gap-x-4 text-xs text-ink-2">
      {series.map(({ key, name, color }) => (
        <span key={key} className="inline-flex items-center gap-1">
          <span className="size-2.5 rounded-xs" style={{ background: color }} />
          {name}
        </span>
      ))}
      <span>from the bottom up</span>
    </p>
  </div>
)
