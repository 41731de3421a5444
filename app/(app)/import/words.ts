import type { Tone } from "@/components/ui/badge"
import type { ImportOutcome, ImportState } from "@/lib/core/imports/states"

export const STATE_WORDS: Record<ImportState, { label: string; tone: Tone }> = {
  draft: { label: "To be mapped", tone: "neutral" },
  checking: { label: "Being checked", tone: "accent" },
  checked: { label: "Checked", tone: "accent" },
  running: { label: "Running", tone: "accent" },
  paused: { label: "Paused", tone: "warn" },
  done: { label: "Done", tone: "ok" },
  reverting: { label: "Being undone", tone: "warn" },
  reverted: { label: "Undone", tone: "neutral" },
  failed: { label: "Failed", tone: "danger" },
}

export const OUTCOME_WORDS: Record<ImportOutcome, { label: string; tone: Tone; hint: string }> = {
  new: { label: "New", tone: "ok", hint: "Not known yet: becomes a lead" },
  update: { label: "Update", tone: "accent", hint: "Matches an existing lead" },
  review: { label: "Review", tone: "warn", hint: "Comes in, and a reviewer is asked" },
  repeat: { label: "Repeat", tone: "neutral", hint: "Imported before: left alone" },
  suppressed: { label: "Erased person", tone: "neutral", hint: "Asked to be erased: stays out" },
  unreadable: { label: "Unreadable", tone: "danger", hint: "Stays out, with the reason" },
  failed: { label: "Failed", tone: "danger", hint: "Could not be written" },
}
