"use client"

import { Check, X } from "lucide-react"
import { LeadName } from "@/components/lead/lead-name"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import type { StageId } from "@/lib/core/lead-states"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"
import { missingLabel } from "@/lib/core/say-missing"

export type BulkLine =
  | { card: BoardCard; isDone: true }
  | { card: BoardCard; isDone: false; why: string }
  | { card: BoardCard; isDone: false; missing: string[]; to: StageId }

type ResultsProps = {
  title: string
  lines: readonly BulkLine[]
  itemLabels: Readonly<Record<string, string>>
  onClose: () => void
  onComplete: (card: BoardCard, to: StageId, missing: string[]) => void
}

/** What became of each lead, the ones that stayed first. */
export const BulkResults = ({ title, lines, itemLabels, onClose, onComplete }: ResultsProps) => (
  <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description="The others stay where they were and stay selected.">
    <ul className="grid gap-1.5 text-sm">
      {lines
        .toSorted((a, b) => Number(a.isDone) - Number(b.isDone))
        .map((line) => (
          <li key={line.card.id} className="flex items-center gap-2">
            {line.isDone ? (
              <Check aria-label="Done" className="size-4 shrink-0 text-ok" />
            ) : (
              <X aria-label="Not done" className="size-4 shrink-0 text-danger" />
            )}
            <span className="min-w-0 grow">
              <LeadName name={line.card.name} phone={line.card.phone} email={line.card.email} className="block" />
              {"why" in line ? <span className="block text-xs text-ink-2">{line.why}</span> : null}
              {"missing" in line ? (
                <span className="block text-xs text-ink-2">
                  Missing: {line.missing.map((name) => missingLabel(name, itemLabels)).join(", ")}
                </span>
              ) : null}
            </span>
            {"missing" in line ? (
              <Button size="sm" onClick={() => onComplete(line.card, line.to, line.missing)}>
                Fill in …
              </Button>
            ) : null}
          </li>
        ))}
    </ul>
  </Dialog>
)
