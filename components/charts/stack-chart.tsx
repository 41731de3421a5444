"use client"

import { useId } from "react"
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts"
import { FIRST_SIZE, Legend, Swatch, Texture, TICK, TOOLTIP, useChartKeys } from "./chart-parts"
import { formatTick, ticksFor } from "./chart-ticks"

type StackDatum = { label: string } & Record<string, number | string>
type StackSeries = { key: string; name: string; color: string }

/** Parts of a whole, in the order of the legend, each with a texture of its own. */
export function StackChart({ data, series }: { data: StackDatum[]; series: StackSeries[] }) {
  const id = useId()
  const keys = useChartKeys()
  const wholes = data.map((row) => series.reduce((sum, { key }) => sum + Number(row[key] ?? 0), 0))
  return (
    <div>
      <ResponsiveContainer width="100%" height={240} initialDimension={FIRST_SIZE}>
        <BarChart data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} {...keys}>
          <defs>
            {series.map(({ key, color }, at) => (
              <Texture key={key} id={`${id}${key}`} color={color} at={at} />
            ))}
          </defs>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={{ stroke: "var(--line-strong)" }} interval={0} />
          <YAxis tick={TICK} tickLine={false} axisLine={false} width={40} tickFormatter={formatTick.count} {...ticksFor(wholes, "count")} />
          <Tooltip {...TOOLTIP} />
          {series.map(({ key, name }) => (
            <Bar
              key={key}
              dataKey={key}
              name={name}
              stackId="all"
              fill={`url(#${id}${key})`}
              stroke="var(--raised)"
              isAnimationActive={false}
              maxBarSize={48}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
      <Legend>
        {series.map(({ key, name }) => (
          <Swatch key={key} name={name}>
            <rect width={14} height={10} fill={`url(#${id}${key})`} />
          </Swatch>
        ))}
        <span>from the bottom up</span>
      </Legend>
    </div>
  )
}
