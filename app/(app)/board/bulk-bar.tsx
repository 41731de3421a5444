"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { leadTitle } from "@/components/lead/lead-name"
import { StageDot } from "@/components/lead/stage-pill"
import { Button } from "@/components/ui/button"
import { Menu, MenuItem } from "@/components/ui/menu"
import type { StageId } from "@/lib/core/lead-states"
import type { BoardCard } from "@/lib/pipeline/board/board-cards"
import type { GateAnswer, StageBrief } from "@/components/stage-move/gate-answer"
import { assignLeadsAction, moveLeadsAction } from "./actions"
import { BulkResults, type BulkLine } from "./bulk-results"
import { GateDialog } from "@/components/stage-move/gate-dialog"
import { alreadyMoved } from "@/components/stage-move/already-moved"

type BulkProps = {
  cards: readonly BoardCard[]
  stages: readonly StageBrief[]
  reasons: readonly string[]
  /** People to whom the viewer may assign leads. */
  colleagues: readonly { id: string; name: string }[]
  may: { move: boolean; assign: boolean }
  onDone: (ids: readonly string[]) => void
  onClear: () => void
  /** One that the gate stopped is finished by itself, in the gate's own dialog. */
  onComplete: (card: BoardCard, to: StageId, missing: string[]) => void
}

/** What can be done with the selected cards at once; each goes through the gate as if it went alone. */
export function BulkBar({ cards, stages, reasons, colleagues, may, onDone, onClear, onComplete }: BulkProps) {
  const move = useServerAction(moveLeadsAction)
  const assign = useServerAction(assignLeadsAction)
  const [asking, setAsking] = useState(false)
  const [results, setResults] = useState<{ title: string; lines: BulkLine[] } | null>(null)
  const nameOf = (id: string) => stages.find((stage) => stage.id === id)?.name ?? id
  const moveAll = async (to: StageId, answer: GateAnswer = {}) => {
    const moving = cards.filter(({ stageId }) => stageId !== to)
    setAsking(false)
    if (moving.length === 0) return
    const result = await move.executeAsync(
      { leads: moving.map(({ id, stageId }) => ({ leadId: id, from: stageId })), to, ...answer },
      { retry: () => void moveAll(to, answer) },
    )
    onDone(moving.map(({ id }) => id))
    if (!result.ok) return
    const lines = result.data.flatMap(({ leadId, outcome }): BulkLine[] => {
      const card = moving.find(({ id }) => id === leadId)
      if (!card) return []
      if (outcome.ok) return [{ card, isDone: true }]
      if (outcome.reason === "gate") return [{ card, isDone: false, missing: outcome.fields, to }]
      return [
        {
          card,
          isDone: false,
          why: outcome.reason === "refused" ? outcome.message : alreadyMoved(leadTitle(card), outcome, { nameOf, now: new Date() }),
        },
      ]
    })
    finish(`to ${nameOf(to)}`, lines)
  }
  const giveAll = async (ownerId: string | null, name: string) => {
    const result = await assign.executeAsync({ leadIds: cards.map(({ id }) => id), ownerId }, { retry: () => void giveAll(ownerId, name) })
    onDone(cards.map(({ id }) => id))
    if (!result.ok) return
    const lines = result.data.flatMap(({ leadId, refused }): BulkLine[] => {
      const card = cards.find(({ id }) => id === leadId)
      if (!card) return []
      return [refused === null ? { card, isDone: true } : { card, isDone: false, why: refused }]
    })
    finish(`to ${name}`, lines)
  }
  const finish = (where: string, lines: BulkLine[]) => {
    const done = lines.filter(({ isDone }) => isDone).length
    if (done === lines.length) {
      toast.success(`${done} ${done === 1 ? "lead" : "leads"} went ${where}.`)
      onClear()
    } else setResults({ title: `${done} of ${lines.length} went ${where}`, lines })
  }
  return (
    <div
      role="toolbar"
      data-answers
      aria-label="Selected leads"
      className="absolute inset-x-0 bottom-4 z-30 mx-auto flex w-fit max-w-[calc(100%-1.5rem)] items-center gap-2 rounded-xl border border-line-strong bg-raised px-3 py-2 shadow-xl"
    >
      <span role="status" className="text-sm font-medium whitespace-nowrap">
        {cards.length} selected
      </span>
      {may.move ? (
        <Menu trigger={<Button size="sm">Move to …</Button>}>
          {stages.map(({ id, name }) => (
            <MenuItem key={id} onSelect={() => (id === "lost" ? setAsking(true) : void moveAll(id))}>
              <StageDot stage={id} /> {name}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
      {colleagues.length > 0 ? (
        <Menu trigger={<Button size="sm">{may.assign ? "Assign …" : "Claim …"}</Button>}>
          {may.assign ? <MenuItem onSelect={() => void giveAll(null, "no owner")}>Unassigned</MenuItem> : null}
          {colleagues.map(({ id, name }) => (
            <MenuItem key={id} onSelect={() => void giveAll(id, name)}>
              <bdi dir="auto">{name}</bdi>
            </MenuItem>
          ))}
        </Menu>
      ) : null}
      <Button size="sm" look="quiet" onClick={onClear}>
        Clear
      </Button>
      {asking ? (
        <GateDialog
          leadName={`${cards.length} leads`}
          to="lost"
          stages={stages}
          reasons={reasons}
          missing={["reason"]}
          canOverride={false}
          onClose={() => setAsking(false)}
          onAnswer={(answer) => moveAll("lost", answer)}
        />
      ) : null}
      {results ? (
        <BulkResults
          {...results}
          itemLabels={Object.fromEntries(stages.flatMap(({ checklist }) => checklist.map(({ id, label }) => [id, label])))}
          onClose={() => setResults(null)}
          onComplete={(card, to, missing) => {
            setResults(null)
            onComplete(card, to, missing)
          }}
        />
      ) : null}
    </div>
  )
}
