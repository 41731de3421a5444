"use client"

import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts"
import { useTimes } from "@/components/ui/time"

type Minute = { at: string; pushed: number; lagMs: number; calls: number; refused: number }

/** How long a change waited until the CRM had it, by minute. */
export const LagChart = ({ minutes }: { minutes: readonly Minute[] }) => {
  const { formatTime } = useTimes()
  const points = minutes
    .filter(({ pushed }) => pushed > 0)
    .map(({ at, lagMs, pushed }) => ({ at: formatTime(at), seconds: Math.round(lagMs / 100) / 10, pushed }))
  return (
    <figure>
      <div aria-hidden className="h-40">
        <ResponsiveContainer width="100%" height="100%">
          <AreaChart data={points} margin={{ top: 8, right: 8, bottom: 0, left: -16 }}>
            <CartesianGrid stroke="var(--color-line)" vertical={false} />
            <XAxis dataKey="at" tick={{ fontSize: 11, fill: "var(--color-ink-3)" }} tickLine={false} axisLine={false} minTickGap={24} />
            <YAxis unit=" s" tick={{ fontSize: 11, fill: "var(--color-ink-3)" }} tickLine={false} axisLine={false} />
            <Tooltip
              formatter={(value) => [`${String(value)} s`, "Mean wait"]}
              contentStyle={{ background: "var(--color-raised)", border: "1px solid var(--color-line)", borderRadius: 6, fontSize: 12 }}
            />
            <Area
              dataKey="seconds"
              stroke="var(--color-accent)"
              fill="var(--color-accent-soft)"
              strokeWidth={1.5}
              isAnimationActive={false}
            />
          </AreaChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="sr-only">
        <table>
          <caption>Mean wait by minute</caption>
          <tbody>
            {points.map(({ at, seconds, pushed }) => (
              <tr key={at}>
                <th scope="row">{at}</th>
                <td>{seconds} seconds</td>
                <td>{pushed} leads</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figcaption>
    </figure>
  )
}
