"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Badge } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import { Select } from "@/components/ui/field"
import { Clock } from "@/components/ui/time"
import { FORM_FIELDS, FORM_FIELD_LABELS, type KeyChoices } from "@/lib/core/forms/form-fields"
import type { FormKeyView, FormView } from "@/lib/intake/deliveries/form-keys"
import { chooseFormKeysAction } from "./actions"

/** One form: its keys, what each is read as, and where an admin points them instead. */
export function FormKeys({ view }: { view: FormView }) {
  const [choices, setChoices] = useState<KeyChoices>(chosenIn(view))
  const save = useServerAction(chooseFormKeysAction, {
    onSuccess: ({ replayed }) =>
      void toast.success(
        replayed === 0
          ? "Saved"
          : `Saved. ${replayed === 1 ? "1 failed submission is" : `${replayed} failed submissions are`} processed again`,
      ),
  })
  const isChanged = JSON.stringify(choices) !== JSON.stringify(chosenIn(view))
  const choose = (key: string, readAs: string) => {
    const { [key]: _before, ...others } = choices
    setChoices(readAs === "" ? others : { ...others, [key]: readAs as KeyChoices[string] })
  }
  return (
    <section aria-label={view.form} className="rounded-lg border border-line">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
        <h3 dir="auto" className="min-w-0 text-sm font-medium break-words">
          {view.form}
        </h3>
        {view.dead > 0 ? <Badge tone="danger">{view.dead} failed</Badge> : null}
        <span className="text-xs text-ink-3">
          {view.submissions === 1 ? "1 submission" : `${view.submissions} submissions`}, last <Clock iso={view.lastAt} />
        </span>
        <Button
          size="sm"
          look={isChanged || view.dead > 0 ? "primary" : "plain"}
          className="ms-auto"
          isBusy={save.isPending}
          disabled={!isChanged && view.dead === 0}
          onClick={() => save.execute({ form: view.form, keys: changedFrom(chosenIn(view), choices) })}
        >
          {view.dead > 0 ? `Save and retry ${view.dead}` : "Save"}
        </Button>
      </header>
      <ul>
        {view.keys.map((key) => (
          <li
            key={key.key}
            className="grid grid-cols-1 items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5 last:border-0 sm:grid-cols-[12rem_1fr_13rem]"
          >
            <span dir="auto" className="font-mono text-xs break-all">
              {key.key}
            </span>
            <span dir="auto" className="truncate text-xs text-ink-3">
              {key.sample ?? "empty"}
            </span>
            <Select
              aria-label={`${key.key} is read as`}
              value={choices[key.key] ?? ""}
              onChange={(event) => choose(key.key, event.target.value)}
            >
              <option value="">{automatic(key)}</option>
              {FORM_FIELDS.map((field) => (
                <option key={field} value={field}>
                  {FORM_FIELD_LABELS[field]}
                </option>
              ))}
              <option value="nothing">Ignore (timeline only)</option>
            </Select>
          </li>
        ))}
      </ul>
    </section>
  )
}

const chosenIn = ({ keys }: FormView): KeyChoices =>
  Object.fromEntries(keys.flatMap(({ key, readAs, by }) => (by === "choice" && readAs !== null ? [[key, readAs]] : [])))

/** The new choices; null where a key is read automatically again. */
const changedFrom = (before: KeyChoices, after: KeyChoices): Record<string, KeyChoices[string] | null> =>
  Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      before[key] === after[key] ? [] : [[key, after[key] ?? null]],
    ),
  )

/** What the key is read as without an admin's choice. */
function automatic({ readAs, by }: FormKeyView): string {
  if (by === "choice") return "Automatic"
  return readAs === null || readAs === "nothing" ? "Not understood (timeline only)" : FORM_FIELD_LABELS[readAs]
}
