"use client"

import { useState } from "react"
import { toast } from "sonner"
import type { GateAnswer, MoveAction, StageBrief } from "@/components/stage-move/board-types"
import { GateDialog } from "@/components/stage-move/gate-dialog"
import { alreadyMoved } from "@/components/stage-move/use-moves"
import { Button } from "@/components/ui/button"
import { Menu, MenuItem } from "@/components/ui/menu"
import type { StageId } from "@/lib/core/lead-states"
import { EditDialog, type EditAction } from "./edit-dialog"
import { StageDot } from "@/components/lead/stage-pill"

type Props = {
  lead: { id: string; stage: StageId; kind: string; ownerId: string | null; version: number; title: string }
  fields: Record<string, string>
  colleagues: { id: string; name: string }[]
  me: string
  may: { move: boolean; override: boolean; edit: boolean; assign: boolean }
  stages: readonly StageBrief[]
  reasons: readonly string[]
  move: MoveAction
  edit: EditAction
  assign: (input: { leadId: string; ownerId: string | null }) => Promise<{ serverError?: { message: string } } | undefined>
}

export function LeadActions({ lead, fields, colleagues, me, may, stages, reasons, move, edit, assign }: Props) {
  const [gate, setGate] = useState<{ to: StageId; missing: string[]; problem?: string | undefined } | null>(null)
  const [isEditing, setEditing] = useState(false)
  const moveTo = async (to: StageId, answer: GateAnswer = {}) => {
    const result = await move({ leadId: lead.id, from: lead.stage, to, via: "menu", ...answer }).catch(() => undefined)
    const outcome = result?.data
    const problem = result?.serverError?.message
    if (outcome?.ok) return setGate(null)
    if (outcome?.reason === "gate") return setGate({ to, missing: outcome.fields })
    if (gate && problem) return setGate({ ...gate, problem })
    setGate(null)
    const nameOf = (id: string) => stages.find((stage) => stage.id === id)?.name ?? id
    toast.error(outcome ? alreadyMoved(lead.title, outcome, nameOf) : (problem ?? "The move did not reach the server."))
  }
  const giveTo = async (ownerId: string | null) => {
    const result = await assign({ leadId: lead.id, ownerId })
    if (result?.serverError) toast.error(result.serverError.message)
  }
  const owners = may.assign ? colleagues : colleagues.filter(({ id }) => id === me && lead.ownerId === null)
  return (
    <>
      {owners.length > 0 ? (
        <Menu trigger={<Button>{may.assign ? "Assign" : "Take this lead"}</Button>}>
          {may.assign ? <MenuItem onSelect={() => void giveTo(null)}>Nobody</MenuItem> : null}
          {owners.map(({ id, name }) => (
            <MenuItem key={id} disabled={id === lead.ownerId} onSelect={() => void giveTo(id)}>
              {name}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
      {may.edit ? <Button onClick={() => setEditing(true)}>Edit</Button> : null}
      {may.move && lead.kind === "lead" ? (
        <Menu trigger={<Button look="primary">Move to …</Button>}>
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
          problem={gate.problem}
          canOverride={may.override}
          onClose={() => setGate(null)}
          onAnswer={(answer) => moveTo(gate.to, answer)}
        />
      ) : null}
      {isEditing ? <EditDialog lead={lead} fields={fields} edit={edit} onClose={() => setEditing(false)} /> : null}
    </>
  )
}
