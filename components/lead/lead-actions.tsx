"use client"

import { useState } from "react"
import { toast } from "sonner"
import { GateDialog, type GateAnswer } from "@/components/board/gate-dialog"
import type { BoardProps } from "@/components/board/board"
import { Button } from "@/components/ui/button"
import { Menu, MenuItem } from "@/components/ui/menu"
import { STAGE_IDS, type StageId } from "@/lib/core/lead-states"
import { EditDialog, type EditAction } from "./edit-dialog"
import { STAGE_NAMES, StageDot } from "./stage-pill"

type Props = {
  lead: { id: string; stage: StageId; kind: string; ownerId: string | null; version: number; title: string }
  fields: Record<string, string>
  colleagues: { id: string; name: string }[]
  me: string
  may: { move: boolean; override: boolean; edit: boolean; assign: boolean }
  move: BoardProps["move"]
  edit: EditAction
  assign: (input: { leadId: string; ownerId: string | null }) => Promise<{ serverError?: { message: string } } | undefined>
}

export const LeadActions = ({ lead, fields, colleagues, me, may, move, edit, assign }: Props) => {
  const [gate, setGate] = useState<{ to: StageId; missing: string[] } | null>(null)
  const [isEditing, setEditing] = useState(false)
  const moveTo = async (to: StageId, answer: GateAnswer = {}) => {
    const result = await move({ leadId: lead.id, from: lead.stage, to, via: "menu", ...answer })
    const outcome = result?.data
    if (outcome?.ok) setGate(null)
    else if (outcome?.reason === "gate") setGate({ to, missing: outcome.fields })
    else
      toast.error(
        outcome ? "Somebody else moved this lead already." : (result?.serverError?.message ?? "The move did not reach the server."),
      )
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
          {STAGE_IDS.filter((id) => id !== lead.stage).map((id) => (
            <MenuItem key={id} onSelect={() => void moveTo(id)}>
              <StageDot stage={id} /> {STAGE_NAMES[id]}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
      {gate ? (
        <GateDialog
          leadName={lead.title}
          stageName={STAGE_NAMES[gate.to] ?? gate.to}
          missing={gate.missing}
          canOverride={may.override}
          onClose={() => setGate(null)}
          onAnswer={(answer) => void moveTo(gate.to, answer)}
        />
      ) : null}
      {isEditing ? <EditDialog lead={lead} fields={fields} edit={edit} onClose={() => setEditing(false)} /> : null}
    </>
  )
}
