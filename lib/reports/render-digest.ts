import { channelLabel } from "@/lib/core/channels"
import { changeOf, formatCount, formatMinutes, formatMoney, formatPeriod, formatShare, type Change } from "@/lib/core/metrics/format"
import { NOBODY } from "@/lib/core/metrics/measures"
import type { Period } from "@/lib/core/metrics/periods"
import type { ConversionView, OverviewView } from "./report-views"

export type DigestInput = { overview: OverviewView; channels: ConversionView; agents: ConversionView; baseUrl: string }

type Cell = { text: string; href?: string }
type Table = { title: string; head: readonly string[]; rows: readonly (readonly Cell[])[]; href: string }

const ROWS_MAX = 12

/**
 * The week as a mail that reads in any program: tables, styles in place, no image, and from each number a link to its
 * leads. The part without markup has the same tables.
 */
export const renderDigest = (input: DigestInput): { subject: string; html: string; text: string } => {
  const { overview } = input
  const { totals } = overview.current
  const subject = `Leads, ${formatPeriod(overview.period)}: ${formatCount(totals.leads)} new, ${formatCount(totals.bookings)} booked`
  const tables = tablesOf(input)
  const caveat = caveatOf(overview)
  return { subject, html: htmlOf(overview, tables, caveat), text: textOf(subject, tables, caveat) }
}

const tablesOf = ({ overview, channels, agents, baseUrl }: DigestInput): Table[] => {
  const address = (path: string, period: Period, more: Record<string, string> = {}) =>
    `${baseUrl}/dashboards${path}?${new URLSearchParams({ from: period.from, to: period.to, ...more })}`
  const leads: LeadsLink = (metric, more) => address("/leads", overview.period, { ...more, metric })
  const before = overview.compared ? address("", overview.compared) : undefined
  return [
    {
      title: "The week",
      head: ["", "Last week", "Against the week before"],
      rows: headlines(overview, leads, before),
      href: address("", overview.period),
    },
    { title: "By channel", ...groupTable("Channel", channels, leads), href: address("/channels", overview.period) },
    { title: "By agent", ...groupTable("Agent", agents, leads), href: address("/agents", overview.period) },
  ]
}

type LeadsLink = (metric: string, more?: Record<string, string>) => string

/** A week's leads are always young when its mail is sent, and their conversion will rise. */
const caveatOf = ({ young }: OverviewView): string =>
  young.numerator > 0
    ? `${formatShare(young.value)} of these leads are younger than 14 days and have had little time to become bookings: their conversion will still rise.`
    : ""

const headlines = ({ current, previous, young, currency }: OverviewView, leads: LeadsLink, before: string | undefined): Cell[][] => {
  const { totals, conversion, response, sla } = current
  const was = previous?.totals
  const row = (name: string, text: string, metric: string, change: Change | null): Cell[] => [
    { text: name },
    { text, href: leads(metric) },
    change ? { text: `${SIGN[change.direction]} ${change.text}`, ...(before ? { href: before } : {}) } : { text: "" },
  ]
  const [name, value, link] = row(
    `Conversion (${totals.reached_booked} of ${totals.leads})`,
    formatShare(conversion.value),
    "reached_booked",
    changeOf(conversion.value, previous?.conversion.value ?? null, "share"),
  )
  const isYoung = young.numerator > 0
  return [
    row("New leads", formatCount(totals.leads), "leads", changeOf(totals.leads, was?.leads ?? null, "number")),
    row("Bookings", formatCount(totals.bookings), "bookings", changeOf(totals.bookings, was?.bookings ?? null, "number")),
    row("Revenue", formatMoney(totals.revenue, currency), "revenue", changeOf(totals.revenue, was?.revenue ?? null, "number")),
    [name ?? NONE, value ?? NONE, isYoung && previous ? { text: "too early to compare" } : (link ?? NONE)],
    row(
      "First response, median",
      formatMinutes(response.median),
      "answered",
      changeOf(response.median, previous?.response.median ?? null, "number"),
    ),
    row("Answered in time", formatShare(sla.value), "answered_in_sla", changeOf(sla.value, previous?.sla.value ?? null, "share")),
  ]
}

const NONE: Cell = { text: "" }
const SIGN = { up: "▲", down: "▼", same: "=" }

/** As on the screens, none is no link: there is nothing to see. */
const number = (value: number, text: string, href: string): Cell => (value > 0 ? { text, href } : { text })

const groupTable = (name: string, { by, rows, currency }: ConversionView, leads: LeadsLink): Pick<Table, "head" | "rows"> => {
  const lines = rows.slice(0, ROWS_MAX).map((row): Cell[] => {
    const only: Record<string, string> = by === "agent" ? { owner: row.key === NOBODY ? "none" : row.key } : { [by]: row.key }
    return [
      { text: by === "channel" ? channelLabel(row.key) : row.name },
      number(row.leads, formatCount(row.leads), leads("leads", only)),
      number(row.reached_booked, `${row.reached_booked} (${formatShare(row.conversion.value)})`, leads("reached_booked", only)),
      number(row.revenue, formatMoney(row.revenue, currency), leads("revenue", only)),
    ]
  })
  const more = rows.length - lines.length
  return {
    head: [name, "Leads", "Booked", "Revenue"],
    rows: more > 0 ? [...lines, [{ text: `and ${more} more on the dashboard` }, NONE, NONE, NONE]] : lines,
  }
}

const htmlOf = (
  { period, timeZone }: OverviewView,
  tables: readonly Table[],
  caveat: string,
): string => `<!doctype html><html lang="en"><body style="margin:0;padding:24px;background:#f6f7f8;font:14px/1.5 system-ui,'Segoe UI',sans-serif;color:#20242c">
<div style="max-width:620px;margin:auto;background:#fff;border:1px solid #dfe2e6;border-radius:8px;padding:24px">
<h1 style="font-size:18px;margin:0 0 4px">Last week's leads</h1>
<p style="margin:0 0 16px;color:#555c68">${escape(formatPeriod(period))} · ${escape(timeZone)}</p>
${tables.map((table, at) => `${at === 0 ? "" : `<h2 style="font-size:15px;margin:20px 0 4px">${linked({ text: table.title, href: table.href })}</h2>`}${htmlTable(table)}${at === 0 && caveat ? `<p style="margin:8px 0 0;font-size:12px;color:#555c68">${escape(caveat)}</p>` : ""}`).join("\n")}
<p style="margin:20px 0 0"><a href="${escape(tables[0]?.href ?? "")}" style="color:#1f5f9f">Open the dashboard for this week</a></p>
</div></body></html>`

const htmlTable = ({ head, rows }: Table): string => `<table style="width:100%;border-collapse:collapse">
<tr>${head.map((cell, at) => `<th style="text-align:${at === 0 ? "start" : "end"};font-size:12px;color:#555c68;padding:4px 0">${escape(cell)}</th>`).join("")}</tr>
${rows.map((cells) => `<tr>${cells.map((cell, at) => `<td style="border-top:1px solid #e6e8eb;padding:6px 0;text-align:${at === 0 ? "start" : "end"}">${linked(cell)}</td>`).join("")}</tr>`).join("\n")}
</table>`

const linked = ({ text, href }: Cell): string =>
  href && text
    ? `<a href="${escape(href)}" style="color:inherit;text-decoration-color:#b4bac4"><bdi>${escape(text)}</bdi></a>`
    : `<bdi>${escape(text)}</bdi>`

const textOf = (subject: string, tables: readonly Table[], caveat: string): string =>
  [subject, ...tables.flatMap((table, at) => ["", textTable(table), ...(at === 0 && caveat ? [caveat] : []), table.href]), ""].join("\n")

/** Columns as wide as their longest cell, numbers to the right. */
const textTable = ({ title, head, rows }: Table): string => {
  const lines = [head, ...rows.map((cells) => cells.map(({ text }) => text))]
  const widths = head.map((_, at) => Math.max(...lines.map((cells) => (cells[at] ?? "").length)))
  const padded = (cell: string, at: number) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))
  return [title, ...lines.map((cells) => cells.map(padded).join("  ").trimEnd())].join("\n")
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
