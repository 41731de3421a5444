"use client"

import { useState } from "react"
import { useTranslations } from "use-intl/react"
import { moveLeadAction } from "@/app/(app)/board/actions"
import { useServerAction } from "@/components/action/use-server-action"
import { toast } from "sonner"
import type { GateAnswer, StageBrief } from "@/components/stage-move/gate-answer"
import { GateDialog } from "@/components/stage-move/gate-dialog"
import { alreadyMoved } from "@/components/stage-move/already-moved"
import { Button } from "@/components/ui/button"
import { Menu, MenuItem } from "@/components/ui/menu"
import type { StageId } from "@/lib/core/lead-states"
import { assignLeadAction } from "../actions"
import { EditDialog } from "./edit-dialog"
import { StageDot } from "@/components/lead/stage-pill"

type Props = {
  lead: { id: string; stage: StageId; kind: string; ownerId: string | null; version: number; title: string }
  fields: Record<string, string>
  colleagues: { id: string; name: string }[]
  me: string
  may: { move: boolean; override: boolean; edit: boolean; assign: boolean }
  stages: readonly StageBrief[]
  reasons: readonly string[]
}

export function LeadActions({ lead, fields, colleagues, me, may, stages, reasons }: Props) {
  const t = useTranslations("lead.header")
  const [gate, setGate] = useState<{ to: StageId; missing: string[] } | null>(null)
  const [isEditing, setEditing] = useState(false)
  const assign = useServerAction(assignLeadAction)
  const move = useServerAction(moveLeadAction)
  const moveTo = async (to: StageId, answer: GateAnswer = {}) => {
    const input = { leadId: lead.id, from: lead.stage, to, via: "menu" as const, ...answer }
    // While the dialog is open the problem is told there, beside what was typed.
    const outcome = await move.executeAsync(input, { shows: gate ? "form" : "toast", retry: () => void moveTo(to, answer) })
    if (!outcome.ok) return
    const { data } = outcome
    if (data.ok) return setGate(null)
    if (data.reason === "gate") return setGate({ to, missing: data.fields })
    setGate(null)
    toast.error(alreadyMoved(lead.title, data, { nameOf: (id) => stages.find((stage) => stage.id === id)?.name ?? id, now: new Date() }))
  }
  const giveTo = (ownerId: string | null) => assign.execute({ leadId: lead.id, ownerId })
  const owners = may.assign ? colleagues : colleagues.filter(({ id }) => id === me && lead.ownerId === null)
  return (
    <>
      {owners.length > 0 ? (
        <Menu trigger={<Button>{may.assign ? t("assign") : t("claim")}</Button>}>
          {may.assign ? <MenuItem onSelect={() => giveTo(null)}>{t("unassigned")}</MenuItem> : null}
          {owners.map(({ id, name }) => (
            <MenuItem key={id} disabled={id === lead.ownerId} onSelect={() => giveTo(id)}>
              {name}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
      {may.edit ? <Button onClick={() => setEditing(true)}>{t("edit")}</Button> : null}
      {may.move && lead.kind === "lead" ? (
        <Menu trigger={<Button look="primary">{t("move")}</Button>}>
          {stages
            .filter(({ id }) => id !== lead.stage)
            .map(({ id, name }) => (
              <MenuItem key={id} onSelect={() => void moveTo(id)}>
                <StageDot stage={id} /> {name}
              </MenuItem>
            ))}
        </Menu>
      ) : null}
      {gate ? (
        <GateDialog
          leadId={lead.id}
          leadName={lead.title}
          from={lead.stage}
          to={gate.to}
          stages={stages}
          reasons={reasons}
          missing={gate.missing}
          problem={move.problem?.message}
          canOverride={may.override}
          onClose={() => setGate(null)}
          onAnswer={(answer) => moveTo(gate.to, answer)}
        />
      ) : null}
      {isEditing ? <EditDialog lead={lead} fields={fields} onClose={() => setEditing(false)} /> : null}
    </>
  )
}
