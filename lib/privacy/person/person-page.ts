import { escapeHtml } from "@/lib/core/encoding/escape-html"
import type { PersonFile, PersonSection } from "./read-person-file"

/**
 * The file of a person as one HTML page that opens anywhere: no script, no style from elsewhere. Every text is escaped,
 * since a person may have typed markup.
 */
export function personPage({ leadId, madeAt, sections, reads }: PersonFile): string {
  const filled = sections.filter(({ rows }) => rows.length > 0)
  const empty = sections.filter(({ rows }) => rows.length === 0)
  const seen = reads.map(({ by, way, firstAt, lastAt, times }) => ({ by, way, firstAt, lastAt, times }))
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Personal data ${escapeHtml(leadId)}</title><style>${STYLE}</style></head><body>`,
    `<h1>Personal data</h1><p>Everything held about lead ${escapeHtml(leadId)} on ${escapeHtml(madeAt)}, with where each value came from and who saw it.</p>`,
    ...filled.map(sectionHtml),
    `<section><h2>Who saw it</h2>${seen.length === 0 ? "<p>No one opened or exported it.</p>" : seen.map(rowHtml).join("")}</section>`,
    `<section><h2>Looked at, and empty</h2><ul>${empty.map(({ table, columns }) => `<li>${escapeHtml(titleOf(table))}: ${columns.map((column) => escapeHtml(words(column))).join(", ")}</li>`).join("")}</ul></section>`,
    "</body></html>",
  ].join("\n")
}

const STYLE =
  "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;border-top:1px solid #ccc;padding:.5rem 0;margin:0}dt{color:#555}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}@media(max-width:500px){dl{grid-template-columns:1fr}}"

const TITLES: Readonly<Record<string, string>> = {
  leads: "The lead",
  lead_identities: "Phones, emails and ids",
  lead_field_values: "Values by source",
  touchpoints: "Messages, calls and other events",
  inbound_events: "Deliveries as they came",
  attributions: "Where the person came from",
  consents: "Consents",
  bookings: "Bookings",
  audit_log: "Changes to the data",
  "graphile_worker._private_jobs": "Background jobs",
}

const words = (name: string): string => name.replace(/^graphile_worker\._private_/, "").replaceAll("_", " ")
const titleOf = (table: string): string => TITLES[table] ?? words(table).replace(/^./, (first) => first.toUpperCase())

function sectionHtml({ table, rows, quoted }: PersonSection): string {
  const note = quoted ? "<p>Records about something else that quote the person; only the quote is given.</p>" : ""
  return `<section><h2>${escapeHtml(titleOf(table))}</h2>${note}${rows.map(rowHtml).join("")}</section>`
}

function rowHtml(row: Record<string, unknown>): string {
  const said = Object.entries(row).filter(([, value]) => value !== null && value !== "")
  return `<dl>${said.map(([name, value]) => `<dt>${escapeHtml(words(name))}</dt><dd dir="auto">${escapeHtml(plain(value))}</dd>`).join("")}</dl>`
}

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value, null, 1))
