"use client"

import { MoreHorizontal, UserPlus } from "lucide-react"
import { useState } from "react"
import { toast } from "sonner"
import { problemOf, type ActionAnswer } from "@/components/settings/action-problem"
import { SecretOnce } from "@/components/settings/secret-once"
import { Button, IconButton } from "@/components/ui/button"
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu"
import { AbsenceDialog } from "./absence-dialog"
import { AddPersonDialog } from "./add-person-dialog"
import { DeactivateDialog } from "./deactivate-dialog"
import { PersonSheet } from "./person-sheet"
import type { TeamActions, TeamMember } from "./team-actions"
import { TeamTable } from "./team-table"

type Props = {
  members: readonly TeamMember[]
  me: string
  today: string
  mayEdit: boolean
  hasProviders: boolean
  actions: TeamActions
}

type Open = { what: "add" } | { what: "edit" | "absence" | "deactivate"; id: string } | { what: "secret"; title: string; secret: string }

export function TeamScreen({ members, me, today, mayEdit, hasProviders, actions }: Props) {
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  const chosen = open && "id" in open ? members.find(({ id }) => id === open.id) : undefined
  const nameOf = (id: string | null) => members.find((member) => member.id === id)?.name ?? null
  const tell = (answer: ActionAnswer, done: string) => {
    const problem = problemOf(answer)
    if (problem) toast.error(problem.message)
    else toast.success(done)
  }
  const reset = async (member: TeamMember) => {
    const answer = await actions.resetPassword({ id: member.id })
    const secret = answer?.data?.password
    if (secret) setOpen({ what: "secret", title: `New password of ${member.name}`, secret })
    else tell(answer, "")
  }
  const menu = (member: TeamMember) =>
    mayEdit ? (
      <Menu
        trigger={
          <IconButton label={`Actions for ${member.name}`}>
            <MoreHorizontal aria-hidden className="size-4" />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => setOpen({ what: "edit", id: member.id })}>Edit …</MenuItem>
        {member.active ? <MenuItem onSelect={() => setOpen({ what: "absence", id: member.id })}>Out of office …</MenuItem> : null}
        <MenuItem onSelect={() => void reset(member)}>New password</MenuItem>
        <MenuSeparator />
        {member.active ? (
          <MenuItem tone="danger" disabled={member.id === me} onSelect={() => setOpen({ what: "deactivate", id: member.id })}>
            Close the account …
          </MenuItem>
        ) : (
          <MenuItem onSelect={() => void actions.reactivate({ id: member.id }).then((answer) => tell(answer, `${member.name} is back.`))}>
            Open the account again
          </MenuItem>
        )}
      </Menu>
    ) : null
  return (
    <section className="grid gap-3" aria-labelledby="team-heading">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 grow">
          <h2 id="team-heading" className="text-base font-semibold">
            Team
          </h2>
          <p className="text-sm text-ink-2">Who works here, what they may do, and how many leads they take.</p>
        </div>
        {mayEdit ? (
          <Button look="primary" onClick={() => setOpen({ what: "add" })}>
            <UserPlus aria-hidden className="size-4" /> Add a person
          </Button>
        ) : null}
      </div>
      <TeamTable members={members} nameOf={nameOf} actionsFor={menu} />
      {open?.what === "add" ? (
        <AddPersonDialog
          add={actions.add}
          hasProviders={hasProviders}
          onClose={close}
          onAdded={(name, secret) => {
            if (secret) setOpen({ what: "secret", title: `First password of ${name}`, secret })
            else close()
          }}
        />
      ) : null}
      {open?.what === "secret" ? <SecretOnce title={open.title} what="password" secret={open.secret} onClose={close} /> : null}
      {open?.what === "edit" && chosen ? <PersonSheet member={chosen} edit={actions.edit} onClose={close} /> : null}
      {open?.what === "absence" && chosen ? (
        <AbsenceDialog
          member={chosen}
          colleagues={members}
          today={today}
          plan={actions.planAbsence}
          end={actions.endAbsence}
          onClose={close}
        />
      ) : null}
      {open?.what === "deactivate" && chosen ? (
        <DeactivateDialog member={chosen} colleagues={members} deactivate={actions.deactivate} onClose={close} />
      ) : null}
    </section>
  )
}
