"use client"

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts"
import { MINUTE_MS } from "@/lib/core/time"
import { useTimes } from "@/components/ui/time"

type Minute = { at: string; pushed: number; lagMs: number; lagMsMax: number; calls: number; refused: number }

const SHOWN = 60

const inSeconds = (ms: number) => Math.round(ms / 100) / 10

/** How long a change waited until the CRM had it, by minute; a minute in which nothing was sent is a gap. */
export function LagChart({ minutes }: { minutes: readonly Minute[] }) {
  const { formatTime } = useTimes()
  const sent = minutes.filter(({ pushed }) => pushed > 0)
  const last = Date.parse(minutes.at(-1)?.at ?? "")
  const byMinute = new Map(sent.map((minute) => [Date.parse(minute.at), minute]))
  const points = Array.from({ length: SHOWN }, (_none, index) => last - (SHOWN - 1 - index) * MINUTE_MS).map((at) => {
    const minute = byMinute.get(at)
    return { at: formatTime(new Date(at).toISOString()), seconds: minute ? inSeconds(minute.lagMs) : null, pushed: minute?.pushed ?? 0 }
  })
  const leads = sent.reduce((sum, { pushed }) => sum + pushed, 0)
  const mean = inSeconds(sent.reduce((sum, { pushed, lagMs }) => sum + pushed * lagMs, 0) / Math.max(1, leads))
  const worst = inSeconds(Math.max(0, ...sent.map(({ lagMsMax }) => lagMsMax)))
  return (
    <figure className="grid gap-2">
      <p className="text-sm tabular-nums">
        {mean} s on average, {worst} s at worst, over {leads.toLocaleString("en")} changes
      </p>
      <div aria-hidden className="h-36">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={points} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: -12 }} barCategoryGap={1}>
            <CartesianGrid stroke="var(--color-line)" vertical={false} />
            <XAxis dataKey="at" tick={{ fontSize: 11, fill: "var(--color-ink-3)" }} tickLine={false} axisLine={false} minTickGap={32} />
            <YAxis unit=" s" tick={{ fontSize: 11, fill: "var(--color-ink-3)" }} tickLine={false} axisLine={false} width={56} />
            <Tooltip
              cursor={{ fill: "var(--color-hover)" }}
              formatter={(value) => [`${String(value)} s`, "Mean wait"]}
              contentStyle={{ background: "var(--color-raised)", border: "1px solid var(--color-line)", borderRadius: 6, fontSize: 12 }}
            />
            <Bar dataKey="seconds" fill="var(--color-accent)" minPointSize={2} isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="sr-only">
        <table>
          <caption>Mean wait by minute</caption>
          <tbody>
            {sent.map(({ at, lagMs, pushed }) => (
              <tr key={at}>
                <th scope="row">{formatTime(at)}</th>
                <td>{inSeconds(lagMs)} seconds</td>
                <td>{pushed} changes</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figcaption>
    </figure>
  )
}
