import { channelLabel } from "@/lib/core/channels"
import { changeOf, formatCount, formatMinutes, formatMoney, formatPeriod, formatShare, type Change } from "@/lib/core/metrics/format"
import { NOBODY } from "@/lib/core/metrics/measures"
import type { ConversionView, OverviewView } from "@/lib/reports/figures/report-views"

export type DigestInput = { overview: OverviewView; channels: ConversionView; agents: ConversionView; baseUrl: string }

/** A line of the mail: what is read, and where its number leads. */
type Line = { name: string; values: { text: string; href?: string; color?: string }[] }

type Table = { title: string; href: string; head: readonly string[]; lines: readonly Line[] }

const NOTHING = "No lead and no booking last week."
const COLORS = { ink: "#20242c", quiet: "#555c68", line: "#e6e8eb", link: "#1f5f9f", better: "#1b6a3c", worse: "#a8261f" }
const ROWS_MAX = 12

/** The week as a mail that reads in any program: tables, styles in place, no image, and a link to each number. */
export function renderDigest({ overview, channels, agents, baseUrl }: DigestInput): { subject: string; html: string; text: string } {
  const { period, compared, currency } = overview
  const days = `from=${period.from}&to=${period.to}`
  const dashboard = `${baseUrl}/dashboards?${days}`
  const leads = (metric: string, only = "") => `${baseUrl}/dashboards/leads?${days}${only}&metric=${metric}`
  const { totals } = overview.current
  const subject = `Leads, ${formatPeriod(period)}: ${formatCount(totals.leads)} new, ${formatCount(totals.bookings)} booked`
  const caveat = caveatOf(overview)
  const earlier = compared ? `${baseUrl}/dashboards?from=${compared.from}&to=${compared.to}` : null
  const tables: Table[] = [
    { title: "The week", href: dashboard, head: ["", "Last week", "Against the week before"], lines: headlines(overview, leads, earlier) },
    {
      title: "By channel",
      href: `${baseUrl}/dashboards/channels?${days}`,
      head: ["Channel", "Leads", "Booked of these", "Revenue"],
      lines: groupLines(channels, currency, ({ key }) => [channelLabel(key), `&channel=${key}`], leads),
    },
    {
      title: "By agent",
      href: `${baseUrl}/dashboards/agents?${days}`,
      head: ["Agent", "Leads", "Booked of these", "Revenue"],
      lines: groupLines(agents, currency, ({ key, name }) => [name, `&owner=${key === NOBODY ? "none" : key}`], leads),
    },
  ]
  const against = compared ? `, against ${formatPeriod(compared)}` : ""
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><title>${escape(subject)}</title></head>
<body style="margin:0;padding:16px 8px;background:#f6f7f8;font:14px/1.5 system-ui,'Segoe UI',sans-serif;color:${COLORS.ink}">
<div style="max-width:600px;margin:auto;background:#fff;border:1px solid #dfe2e6;border-radius:8px;padding:20px 16px">
<h1 style="font-size:18px;line-height:1.3;margin:0 0 4px">Last week's leads</h1>
<p style="margin:0 0 12px;color:${COLORS.quiet}">${escape(`${formatPeriod(period)}${against} · ${overview.timeZone}`)}</p>
${tables.map((one, at) => `${at === 0 ? "" : `<h2 style="font-size:15px;margin:24px 0 4px"><a href="${escape(one.href)}" style="color:${COLORS.ink}">${one.title}</a></h2>`}${htmlTable(one)}`).join("\n")}
<p style="margin:24px 0 0"><a href="${escape(dashboard)}" style="color:${COLORS.link}">Open the dashboard for this week</a></p>
${caveat ? `<p style="margin:8px 0 0;font-size:12px;color:${COLORS.quiet}">${escape(caveat)}</p>` : ""}
</div></body></html>`
  const text = [subject, "", ...tables.flatMap((one) => [textTable(one), one.href, ""]), ...(caveat ? [caveat] : [])].join("\n")
  return { subject, html, text }
}

/** A week's leads are always young when its mail is sent, and their conversion will rise. */
const caveatOf = ({ young }: OverviewView): string =>
  young.numerator > 0
    ? `${formatShare(young.value)} of these leads are younger than 14 days and have had little time to become bookings: their conversion will still rise.`
    : ""

/** Columns as wide as their longest cell, numbers to the right. */
function textTable({ title, head, lines }: Table): string {
  if (lines.length === 0) return `${title}\n${NOTHING}`
  const rows = [head, ...lines.map(({ name, values }) => [name, ...values.map(({ text }) => text)])]
  const widths = head.map((_, at) => Math.max(...rows.map((cells) => (cells[at] ?? "").length)))
  const padded = (cell: string, at: number) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))
  return [title, ...rows.map((cells) => cells.map(padded).join("  ").trimEnd())].join("\n")
}

type LeadsLink = (metric: string, only?: string) => string

type Measured = "leads" | "bookings" | "revenue" | "reached_booked" | "answered" | "answered_in_sla"

function headlines({ current, previous, young, currency }: OverviewView, leads: LeadsLink, earlier: string | null): Line[] {
  const { totals, conversion, response, sla } = current
  const before = previous?.totals
  const more = (change: Change | null) => judged(change, "up")
  const row = (name: string, text: string, metric: Measured, change: Line["values"][number]): Line => ({
    name,
    values: [
      { text, ...(totals[metric] > 0 ? { href: leads(metric) } : {}) },
      { ...change, ...(earlier ? { href: earlier } : {}) },
    ],
  })
  return [
    row("New leads", formatCount(totals.leads), "leads", more(changeOf(totals.leads, before?.leads ?? null, "number"))),
    row("Bookings", formatCount(totals.bookings), "bookings", more(changeOf(totals.bookings, before?.bookings ?? null, "number"))),
    row("Revenue", formatMoney(totals.revenue, currency), "revenue", more(changeOf(totals.revenue, before?.revenue ?? null, "number"))),
    row(
      `Conversion (${formatCount(conversion.numerator)} of ${formatCount(conversion.denominator)})`,
      formatShare(conversion.value),
      "reached_booked",
      young.numerator > 0 && previous
        ? { text: "too early to compare", color: COLORS.quiet }
        : more(changeOf(conversion.value, previous?.conversion.value ?? null, "share")),
    ),
    row(
      "First response, median",
      formatMinutes(response.median),
      "answered",
      judged(changeOf(response.median, previous?.response.median ?? null, "minutes"), "down"),
    ),
    row(
      `Answered in time (${formatCount(sla.numerator)} of ${formatCount(sla.denominator)})`,
      formatShare(sla.value),
      "answered_in_sla",
      more(changeOf(sla.value, previous?.sla.value ?? null, "share")),
    ),
  ]
}

const SIGN = { up: "▲", down: "▼" }

/** Whether a change is welcome is said in a word, for a colour alone says it to few. */
function judged(change: Change | null, welcome: "up" | "down"): Line["values"][number] {
  if (!change) return { text: "–", color: COLORS.quiet }
  if (change.direction === "same") return { text: "unchanged", color: COLORS.quiet }
  const verdict = change.direction === welcome ? "better" : "worse"
  return { text: `${SIGN[change.direction]} ${change.text}, ${verdict}`, color: COLORS[verdict] }
}

type Row = ConversionView["rows"][number]

function groupLines(
  { rows }: ConversionView,
  currency: string,
  about: (row: Row) => readonly [name: string, only: string],
  leads: LeadsLink,
): Line[] {
  const active = rows.filter((row) => row.leads > 0 || row.bookings > 0)
  const lines = active.slice(0, ROWS_MAX).map((row): Line => {
    const [name, only] = about(row)
    return {
      name,
      values: [
        { text: formatCount(row.leads), ...(row.leads > 0 ? { href: leads("leads", only) } : {}) },
        {
          text: row.leads > 0 ? `${formatCount(row.reached_booked)} (${formatShare(row.conversion.value)})` : "–",
          ...(row.reached_booked > 0 ? { href: leads("reached_booked", only) } : {}),
        },
        { text: formatMoney(row.revenue, currency), ...(row.revenue > 0 ? { href: leads("revenue", only) } : {}) },
      ],
    }
  })
  const rest = active.length - lines.length
  return rest > 0 ? [...lines, { name: `and ${rest} more on the dashboard`, values: [] }] : lines
}

function htmlTable({ title, head, lines }: Table): string {
  if (lines.length === 0) return `<p style="margin:0;color:${COLORS.quiet}">${NOTHING}</p>`
  const cell = (at: number) => `text-align:${at === 0 ? "left" : "right"};padding:6px 0 6px ${at === 0 ? 0 : 10}px;vertical-align:top`
  const headRow = head
    .map((text, at) => `<th scope="col" style="${cell(at)};font-size:12px;font-weight:600;color:${COLORS.quiet}">${escape(text)}</th>`)
    .join("")
  const rows = lines.map(({ name, values }) => {
    const cells = values.map(({ text, href, color }, at) => {
      const shown = href ? `<a href="${escape(href)}" style="color:${color ?? COLORS.link}">${escape(text)}</a>` : escape(text)
      return `<td style="${cell(at + 1)};white-space:nowrap;border-top:1px solid ${COLORS.line};color:${color ?? COLORS.ink}">${shown}</td>`
    })
    const span = values.length === 0 ? ` colspan="${head.length}"` : ""
    const first = `${cell(0)};border-top:1px solid ${COLORS.line};font-weight:400;word-break:break-word`
    return `<tr><th scope="row"${span} style="${first}"><bdi>${escape(name)}</bdi></th>${cells.join("")}</tr>`
  })
  return `<table aria-label="${escape(title)}" style="width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums">
<tr>${headRow}</tr>
${rows.join("\n")}
</table>`
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
