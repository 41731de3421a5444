"use client"

import { useState } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Select } from "@/components/ui/field"
import type { TeamMember } from "@/lib/team/list-team"
import { deactivatePersonAction } from "./actions"

type Props = { member: TeamMember; colleagues: readonly TeamMember[]; onClose: () => void }

const plural = (count: number): string => `${count} open ${count === 1 ? "lead" : "leads"}`

/** Says what will move before it moves. */
export function DeactivateDialog({ member, colleagues, onClose }: Props) {
  const [to, setTo] = useState("")
  const deactivate = useServerAction(deactivatePersonAction, {
    shows: "form",
    onSuccess: ({ given, waiting }) => {
      toast.success(`${member.name} is signed out. ${plural(given)} handed over${waiting > 0 ? `, ${waiting} waiting for an owner` : ""}.`)
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Close the account of ${member.name}?`}
      description={`They are signed out everywhere at once. ${plural(member.openLeads)} and their tasks go to others; what is won or lost keeps their name.`}
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
      <FormProblem problem={deactivate.problem} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          isBusy={deactivate.isPending}
          onClick={() => deactivate.execute({ id: member.id, leadsTo: to === "" ? null : to })}
        >
          Close the account
        </Button>
      </div>
    </Dialog>
  )
}
