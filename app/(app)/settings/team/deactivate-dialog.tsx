"use client"

import { useState } from "react"
import { toast } from "sonner"
import { problemOf } from "@/components/settings/action-problem"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Select } from "@/components/ui/field"
import type { TeamActions, TeamMember } from "./team-actions"

type Props = { member: TeamMember; colleagues: readonly TeamMember[]; deactivate: TeamActions["deactivate"]; onClose: () => void }

const plural = (count: number): string => `${count} open ${count === 1 ? "lead" : "leads"}`

/** Says what will move before it moves. */
export function DeactivateDialog({ member, colleagues, deactivate, onClose }: Props) {
  const [to, setTo] = useState("")
  const [message, setMessage] = useState("")
  const [isBusy, setBusy] = useState(false)
  const close = async () => {
    setBusy(true)
    const answer = await deactivate({ id: member.id, leadsTo: to === "" ? null : to })
    setBusy(false)
    const problem = problemOf(answer)
    if (problem) return setMessage(problem.message)
    const { given = 0, waiting = 0 } = answer?.data ?? {}
    toast.success(`${member.name} is signed out. ${plural(given)} handed over${waiting > 0 ? `, ${waiting} waiting for somebody` : ""}.`)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Close the account of ${member.name}?`}
      description={`They are signed out everywhere at once. ${plural(member.openLeads)} and their tasks go to somebody else; what is won or lost keeps their name.`}
    >
      {member.openLeads > 0 ? (
        <Field label={`Who gets the ${plural(member.openLeads)}?`}>
          {(props) => (
            <Select {...props} value={to} onChange={({ target }) => setTo(target.value)}>
              <option value="">The routing rules decide for each</option>
              {colleagues
                .filter(({ id, active, role }) => active && id !== member.id && role !== "reviewer")
                .map(({ id, name, openLeads }) => (
                  <option key={id} value={id}>
                    {name} ({openLeads} open)
                  </option>
                ))}
            </Select>
          )}
        </Field>
      ) : null}
      <p role="alert" className="min-h-5 text-sm text-danger">
        {message}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" isBusy={isBusy} onClick={() => void close()}>
          Close the account
        </Button>
      </div>
    </Dialog>
  )
}
