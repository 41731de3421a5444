"use client"

import { ArrowRight } from "lucide-react"
import { Avatar } from "@/components/ui/avatar"

export type DemoPerson = { email: string; name: string; title: string }

/** One click signs in as a person of the invented company. `title` is "Role: what they do". */
export const DemoPeople = ({ people, onChoose }: { people: readonly DemoPerson[]; onChoose: (email: string) => void }) => (
  <section aria-labelledby="demo-people" className="grid gap-2">
    <h2 id="demo-people" className="text-xs font-medium text-ink-2">
      This is the demo: pick a role to try
    </h2>
    <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-raised shadow-xs">
      {people.map(({ email, name, title }) => {
        const [role, what] = title.split(": ")
        return (
          <li key={email}>
            <button
              type="button"
              onClick={() => onChoose(email)}
              className="group flex w-full items-center gap-3 px-4 py-2 text-start text-sm transition-colors hover:bg-hover focus-visible:-outline-offset-2"
            >
              <Avatar name={name} size="md" />
              <span className="min-w-0 grow">
                <span className="font-medium">{role}</span>
                <span className="block truncate text-xs text-ink-2">
                  {name}
                  {what ? ` · ${what}` : ""}
                </span>
              </span>
              <ArrowRight
                aria-hidden
                className="size-4 shrink-0 text-ink-3 opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100 rtl:-scale-x-100"
              />
            </button>
          </li>
        )
      })}
    </ul>
  </section>
)
