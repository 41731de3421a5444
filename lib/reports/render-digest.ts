import { changeOf, formatCount, formatMinutes, formatMoney, formatPeriod, formatShare, type Change } from "@/lib/core/metrics/format"
import type { ConversionView, OverviewView } from "./report-views"

export type DigestInput = { overview: OverviewView; channels: ConversionView; agents: ConversionView; baseUrl: string }

/** The week as a mail that reads in any program: tables, styles in place, no image, and a link to each number. */
export const renderDigest = ({ overview, channels, agents, baseUrl }: DigestInput): { subject: string; html: string; text: string } => {
  const { period, currency } = overview
  const lines = headlines(overview)
  const link = (path: string) => `${baseUrl}/dashboards${path}${path.includes("?") ? "&" : "?"}from=${period.from}&to=${period.to}`
  const subject = `Leads, ${formatPeriod(period)}: ${formatCount(overview.current.totals.leads)} new, ${formatCount(overview.current.totals.bookings)} booked`
  const html = `<!doctype html><html lang="en"><body style="margin:0;padding:24px;background:#f6f7f8;font:14px/1.5 system-ui,'Segoe UI',sans-serif;color:#20242c">
<div style="max-width:620px;margin:auto;background:#fff;border:1px solid #dfe2e6;border-radius:8px;padding:24px">
<h1 style="font-size:18px;margin:0 0 4px">Last week's leads</h1>
<p style="margin:0 0 16px;color:#555c68">${escape(formatPeriod(period))} · ${escape(overview.timeZone)}</p>
${table(["", "Last week", "Against the week before"], lines)}
<h2 style="font-size:15px;margin:20px 0 4px">By channel</h2>${table(["Channel", "Leads", "Booked", "Revenue"], groupLines(channels, currency))}
<h2 style="font-size:15px;margin:20px 0 4px">By agent</h2>${table(["Agent", "Leads", "Booked", "Revenue"], groupLines(agents, currency))}
<p style="margin:20px 0 0"><a href="${escape(link(""))}" style="color:#1f5f9f">Open the dashboard for this week</a></p>
</div></body></html>`
  const text = [subject, "", ...lines.map((cells) => cells.filter(Boolean).join(": ")), "", link("")].join("\n")
  return { subject, html, text }
}

const headlines = ({ current, previous, currency }: OverviewView): string[][] => {
  const before = previous?.totals
  const row = (name: string, value: string, change: Change | null) => [
    name,
    value,
    change ? `${SIGN[change.direction]} ${change.text}` : "",
  ]
  const { totals } = current
  return [
    row("New leads", formatCount(totals.leads), changeOf(totals.leads, before?.leads ?? null, "number")),
    row("Bookings", formatCount(totals.bookings), changeOf(totals.bookings, before?.bookings ?? null, "number")),
    row("Revenue", formatMoney(totals.revenue, currency), changeOf(totals.revenue, before?.revenue ?? null, "number")),
    row(
      `Conversion (${totals.reached_booked} of ${totals.leads})`,
      formatShare(current.conversion.value),
      changeOf(current.conversion.value, previous?.conversion.value ?? null, "share"),
    ),
    row(
      "First response, median",
      formatMinutes(current.response.median),
      changeOf(current.response.median, previous?.response.median ?? null, "number"),
    ),
    row("Answered in time", formatShare(current.sla.value), changeOf(current.sla.value, previous?.sla.value ?? null, "share")),
  ]
}

const SIGN = { up: "▲", down: "▼", same: "=" }

const groupLines = ({ rows }: ConversionView, currency: string): string[][] =>
  rows
    .slice(0, 12)
    .map((row) => [
      row.name.replaceAll("_", " "),
      formatCount(row.leads),
      `${row.reached_booked} (${formatShare(row.conversion.value)})`,
      formatMoney(row.revenue, currency),
    ])

const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string => `<table style="width:100%;border-collapse:collapse">
<tr>${head.map((cell, at) => `<th style="text-align:${at === 0 ? "start" : "end"};font-size:12px;color:#555c68;padding:4px 0">${escape(cell)}</th>`).join("")}</tr>
${rows.map((cells) => `<tr>${cells.map((cell, at) => `<td dir="auto" style="border-top:1px solid #e6e8eb;padding:6px 0;text-align:${at === 0 ? "start" : "end"}">${escape(cell)}</td>`).join("")}</tr>`).join("\n")}
</table>`

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
