"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Select } from "@/components/ui/field"
import type { OwnerLine } from "@/lib/sync/save-owners"
import { saveOwnersAction } from "./actions"

type OwnerEditorProps = {
  crm: string
  label: string
  lines: readonly OwnerLine[]
  owners: readonly { id: string; label: string }[]
}

/** Who over there is who here. Most are found by their address; the others are named. */
export function OwnerEditor({ crm, label: crmLabel, lines, owners }: OwnerEditorProps) {
  const [named, setNamed] = useState(() => Object.fromEntries(lines.map(({ userId, named: owner }) => [userId, owner])))
  const save = useServerAction(saveOwnersAction, {
    onSuccess: (count) => void toast.success(`Saved. ${count} leads are compared again.`),
  })
  return (
    <section id="owners" aria-labelledby="owners-title" className="grid gap-3">
      <div className="grid gap-1">
        <h3 id="owners-title" className="text-base font-semibold">
          Who is who
        </h3>
        <p className="max-w-prose text-sm text-ink-2">
          A colleague is the owner over there who has the same email address. Where the addresses differ, name the owner; until then that
          colleague’s leads have no owner in {crmLabel}.
        </p>
      </div>
      <div className="overflow-x-auto rounded-lg border border-line bg-raised" tabIndex={0} role="region" aria-label="Owners">
        <table className="w-full min-w-[36rem] border-separate border-spacing-0 text-sm">
          <thead className="text-xs text-ink-3">
            <tr>
              {["Colleague", "Found by address", `Owner in ${crmLabel}`].map((title) => (
                <th key={title} scope="col" className="border-b border-line px-3 py-2 text-start font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ userId, name, email, byEmail }) => (
              <tr key={userId}>
                <th scope="row" className="border-b border-line px-3 py-1.5 text-start font-medium">
                  <bdi>{name}</bdi> <span className="block text-xs font-normal text-ink-3">{email}</span>
                </th>
                <td className="border-b border-line px-3 py-1.5 text-ink-2">
                  {byEmail ?? <span className={named[userId] ? "" : "text-warn"}>no user</span>}
                </td>
                <td className="border-b border-line px-3 py-1.5">
                  <Select
                    aria-label={`Owner for ${name}`}
                    value={named[userId] ?? ""}
                    onChange={({ target }) => setNamed({ ...named, [userId]: target.value })}
                  >
                    <option value="">{byEmail ? "By address" : "No owner"}</option>
                    {owners.map(({ id, label }) => (
                      <option key={id} value={id}>
                        {label}
                      </option>
                    ))}
                  </Select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div>
        <Button look="primary" isBusy={save.isPending} onClick={() => save.execute({ crm, input: { owners: named } })}>
          Save owners
        </Button>
      </div>
    </section>
  )
}
