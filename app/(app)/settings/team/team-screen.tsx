"use client"

import { MoreHorizontal, UserPlus } from "lucide-react"
import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { SecretOnce } from "@/components/settings/secret-once"
import { Button, IconButton } from "@/components/ui/button"
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu"
import { reactivatePersonAction, resetPasswordAction } from "./actions"
import { AbsenceDialog } from "./absence-dialog"
import { AddPersonDialog } from "./add-person-dialog"
import { DeactivateDialog } from "./deactivate-dialog"
import { PersonSheet } from "./person-sheet"
import type { TeamMember } from "@/lib/team/list-team"
import { TeamTable } from "./team-table"

type Props = {
  members: readonly TeamMember[]
  me: string
  today: string
  mayEdit: boolean
  hasProviders: boolean
}

type Open = { what: "add" } | { what: "edit" | "absence" | "deactivate"; id: string } | { what: "secret"; title: string; secret: string }

export function TeamScreen({ members, me, today, mayEdit, hasProviders }: Props) {
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  const chosen = open && "id" in open ? members.find(({ id }) => id === open.id) : undefined
  const nameOf = (id: string | null) => members.find((member) => member.id === id)?.name ?? null
  const resetPassword = useServerAction(resetPasswordAction, {
    onSuccess: ({ password }, { id }) => setOpen({ what: "secret", title: `New password of ${nameOf(id) ?? ""}`, secret: password }),
  })
  const reactivate = useServerAction(reactivatePersonAction, {
    onSuccess: (_, { id }) => void toast.success(`${nameOf(id) ?? ""} is back.`),
  })
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
        <MenuItem onSelect={() => resetPassword.execute({ id: member.id })}>New password</MenuItem>
        <MenuSeparator />
        {member.active ? (
          <MenuItem tone="danger" disabled={member.id === me} onSelect={() => setOpen({ what: "deactivate", id: member.id })}>
            Close the account …
          </MenuItem>
        ) : (
          <MenuItem onSelect={() => reactivate.execute({ id: member.id })}>Open the account again</MenuItem>
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
          hasProviders={hasProviders}
          onClose={close}
          onAdded={(name, secret) => {
            if (secret) setOpen({ what: "secret", title: `First password of ${name}`, secret })
            else close()
          }}
        />
      ) : null}
      {open?.what === "secret" ? <SecretOnce title={open.title} what="password" secret={open.secret} onClose={close} /> : null}
      {open?.what === "edit" && chosen ? <PersonSheet member={chosen} onClose={close} /> : null}
      {open?.what === "absence" && chosen ? <AbsenceDialog member={chosen} colleagues={members} today={today} onClose={close} /> : null}
      {open?.what === "deactivate" && chosen ? <DeactivateDialog member={chosen} colleagues={members} onClose={close} /> : null}
    </section>
  )
}
