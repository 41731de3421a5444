/** Reads the labelled lead file: one event per line, in order of time. A stray carriage return is part of a name. */
import { readFileSync } from "node:fs"
import { HOUR_MS } from "@/lib/core/time"
import { parse } from "csv-parse/sync"
import type { NameReading } from "@/lib/core/identity/names/person-name"
import { readProfile, type Profile } from "@/lib/core/matching/profile"

export type LabelledEvent = { profile: Profile; personId: string; truePhone: string; trueEmail: string }

export function readRows(path: string): Record<string, string>[] {
  const text = readFileSync(path, "utf8")
    .replace(/^\uFEFF/, "")
    .replace(/\r\n/g, "\n")
    .replace(/\r/g, " ")
  return parse(text, {
    columns: (header: string[]) => header.map((name) => name.trim()),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
}

export function readEvents(path: string): LabelledEvent[] {
  const nameCache = new Map<string, NameReading>()
  const events = readRows(path).map((row): LabelledEvent => {
    const phones = row["phone"] ? [{ raw: row["phone"], countryHint: row["country_hint"] || undefined }] : []
    const emails = row["email"] ? [row["email"]] : []
    const at = Math.round(Number(row["hours"] ?? 0) * HOUR_MS)
    const profile = readProfile({ id: row["lead_id"] ?? "", at, names: [row["name"]], phones, emails }, { nameCache })
    return {
      profile,
      personId: row["person_id"] ?? "",
      truePhone: row["true_phone"] ?? "",
      trueEmail: row["true_email"] ?? "",
    }
  })
  return events.toSorted((a, b) => a.profile.firstAt - b.profile.firstAt)
}
