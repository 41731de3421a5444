"use client"

import { RANKED_FROM } from "@/lib/core/metrics/wilson"
import { useId, type KeyboardEvent } from "react"
import {
  Bar,
  BarChart,
  CartesianGrid,
  ComposedChart,
  ErrorBar,
  LabelList,
  Line,
  Rectangle,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type BarShapeProps,
} from "recharts"
import { FIRST_SIZE, Hatching, Legend, Swatch, TICK, TOOLTIP, useChartKeys } from "./chart-parts"
import { formatTick, roomFor, roomForNames, shortened, ticksFor, type Unit } from "./chart-ticks"

type TrendDatum = { label: string; leads: number; bookings: number; isPartial: boolean }

/** Leads as bars, bookings as a dashed line before them. A bar that is not over yet is hatched. */
export function TrendChart({ data }: { data: TrendDatum[] }) {
  const id = useId()
  const keys = useChartKeys()
  const { ticks, domain } = ticksFor(
    data.flatMap(({ leads, bookings }) => [leads, bookings]),
    "count",
  )
  return (
    <div>
      <ResponsiveContainer width="100%" height={240} initialDimension={FIRST_SIZE}>
        <ComposedChart data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} {...keys}>
          <defs>
            <Hatching id={id} color="var(--accent)" />
          </defs>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={{ stroke: "var(--line-strong)" }} minTickGap={12} />
          <YAxis
            tick={TICK}
            tickLine={false}
            axisLine={false}
            width={roomFor(ticks.map(formatTick.count))}
            tickFormatter={formatTick.count}
            ticks={ticks}
            domain={domain}
          />
          <Tooltip {...TOOLTIP} />
          <Bar dataKey="leads" name="Leads" fill="var(--accent)" isAnimationActive={false} maxBarSize={36} shape={trendBar(id)} />
          {/* A rim in the colour of the paper, or the line could not be followed across the bars. */}
          <Line dataKey="bookings" stroke="var(--raised)" strokeWidth={5} dot={false} isAnimationActive={false} tooltipType="none" />
          <Line
            dataKey="bookings"
            name="Bookings"
            stroke="var(--ok)"
            strokeWidth={2}
            strokeDasharray="5 3"
            dot={data.length <= 40 ? { r: 3, fill: "var(--raised)", strokeDasharray: "0" } : false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
      <Legend>
        <Swatch name="Leads">
          <rect width={14} height={10} fill="var(--accent)" />
        </Swatch>
        <Swatch name="Bookings made">
          <path d="M0 5h14" stroke="var(--ok)" strokeWidth={2} strokeDasharray="4 2" />
        </Swatch>
        {data.some(({ isPartial }) => isPartial) ? (
          <Swatch name="Leads so far (not over, or cut by the period)">
            <rect width={14} height={10} fill={`url(#${id})`} stroke="var(--accent)" />
          </Swatch>
        ) : null}
      </Legend>
    </div>
  )
}

const trendBar = (hatching: string) => (props: BarShapeProps) => {
  const isPartial = (props.payload as TrendDatum | undefined)?.isPartial
  return <Rectangle {...props} radius={[2, 2, 0, 0]} fill={isPartial ? `url(#${hatching})` : "var(--accent)"} stroke="var(--accent)" />
}

/** A number stays readable where a line runs through it. */
const RIM = { stroke: "var(--raised)", strokeWidth: 3, style: { paintOrder: "stroke" } }

type BarDatum = { label: string; value: number; text: string; low?: number; high?: number; isFaint?: boolean }
type BarsChartProps = {
  data: BarDatum[]
  unit?: Unit
  /** A line to reach, in the unit of the bars. */
  goal?: number
}

/** One bar a row; the whisker is the range in which the true rate plausibly lies. */
export function BarsChart({ data, unit = "count", goal }: BarsChartProps) {
  const id = useId()
  const keys = useChartKeys()
  const rows = data.map((row) => ({
    ...row,
    spread: row.low === undefined || row.high === undefined ? [0, 0] : [row.value - row.low, row.high - row.value],
  }))
  const hasRange = data.some(({ low }) => low !== undefined)
  const hasFaint = data.some(({ isFaint }) => isFaint)
  const largest = data.map(({ value, high }) => high ?? value)
  const right = hasRange ? 20 : Math.max(24, roomFor(data.map(({ text }) => text)))
  return (
    <div role="presentation" onKeyDownCapture={alongRows}>
      <ResponsiveContainer width="100%" height={Math.max(90, data.length * 30 + 30)} initialDimension={FIRST_SIZE}>
        <BarChart data={rows} layout="vertical" margin={{ top: 0, right, bottom: 0, left: 0 }} {...keys}>
          <defs>
            <Hatching id={id} color="var(--ink-3)" />
          </defs>
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis
            type="number"
            tick={TICK}
            tickLine={false}
            axisLine={false}
            interval="equidistantPreserveStart"
            tickFormatter={formatTick[unit]}
            {...ticksFor(goal === undefined ? largest : [...largest, goal], unit)}
          />
          <YAxis
            type="category"
            dataKey="label"
            tick={TICK}
            tickLine={false}
            axisLine={{ stroke: "var(--line-strong)" }}
            width={roomForNames(data.map(({ label }) => label))}
            tickFormatter={shortened}
            interval={0}
          />
          <Tooltip {...TOOLTIP} formatter={(_value, _name, item) => [(item.payload as BarDatum).text, ""]} separator="" />
          <Bar dataKey="value" fill="var(--accent)" isAnimationActive={false} maxBarSize={18} shape={faintBar(id)}>
            {hasRange ? <ErrorBar dataKey="spread" direction="x" stroke="var(--ink)" strokeWidth={1.25} width={5} /> : null}
            {hasRange ? null : <LabelList dataKey="text" position="right" fill="var(--ink-2)" fontSize={11} {...RIM} />}
          </Bar>
          {goal === undefined ? null : <ReferenceLine x={goal} stroke="var(--ink)" strokeWidth={1.5} strokeDasharray="4 3" />}
        </BarChart>
      </ResponsiveContainer>
      {hasFaint || goal !== undefined ? (
        <Legend>
          {hasFaint ? (
            <Swatch name={`Fewer than ${RANKED_FROM}: too few to judge`}>
              <rect width={14} height={10} fill={`url(#${id})`} />
            </Swatch>
          ) : null}
          {goal === undefined ? null : (
            <Swatch name="The goal">
              <path d="M7 0v10" stroke="var(--ink)" strokeWidth={1.5} strokeDasharray="4 2" />
            </Swatch>
          )}
        </Legend>
      ) : null}
    </div>
  )
}

/** The library goes up a chart of rows with the right arrow and knows no other; down and right are the next row here. */
const ROW_KEYS: Record<string, string> = { ArrowDown: "ArrowLeft", ArrowRight: "ArrowLeft", ArrowUp: "ArrowRight", ArrowLeft: "ArrowRight" }

function alongRows(event: KeyboardEvent<HTMLElement>) {
  const key = ROW_KEYS[event.key]
  if (!key || !event.nativeEvent.isTrusted) return
  event.stopPropagation()
  event.preventDefault()
  event.target.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true }))
}

const faintBar = (hatching: string) => (props: BarShapeProps) => (
  <Rectangle
    {...props}
    radius={[0, 2, 2, 0]}
    fill={(props.payload as BarDatum | undefined)?.isFaint ? `url(#${hatching})` : "var(--accent)"}
  />
)
