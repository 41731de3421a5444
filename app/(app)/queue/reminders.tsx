"use client"

import { CalendarClock } from "lucide-react"
import { useState, useTransition } from "react"
import { toast } from "sonner"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input } from "@/components/ui/field"
import { Clock } from "@/components/ui/time"
import type { ReminderChoices } from "@/lib/followups/calendar/calendar"

type Answer<T> = Promise<{ data?: T; serverError?: { message: string } } | undefined>
type Props = {
  choices: ReminderChoices
  makeCalendar: () => Answer<{ url: string }>
  revokeCalendar: () => Answer<void>
  chooseDigest: (input: { digestByEmail: boolean }) => Answer<void>
}

/** How one is reminded outside the app: the morning mail, and one's tasks in a calendar. */
export function Reminders({ choices, makeCalendar, revokeCalendar, chooseDigest }: Props) {
  const [isOpen, setOpen] = useState(false)
  const [url, setUrl] = useState<string>()
  const [isBusy, start] = useTransition()
  const run = <T,>(work: () => Answer<T>, then: (data: T | undefined) => void) =>
    start(async () => {
      const answer = await work()
      if (answer?.serverError) toast.error(answer.serverError.message)
      else then(answer?.data)
    })
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <CalendarClock aria-hidden className="size-4" /> Reminders
      </Button>
      <Dialog title="Reminders outside the app" open={isOpen} onOpenChange={setOpen}>
        <label className="flex items-start gap-2 text-sm">
          <input
            type="checkbox"
            className="mt-1"
            checked={choices.digestByEmail}
            disabled={isBusy}
            onChange={({ target }) =>
              run(
                () => chooseDigest({ digestByEmail: target.checked }),
                () => toast.success("Saved."),
              )
            }
          />
          <span>
            A mail each working morning with what is due
            <span className="block text-xs text-ink-3">Not sent on days off, nor when nothing is due.</span>
          </span>
        </label>
        <section className="grid gap-2 text-sm">
          <h3 className="font-medium">Tasks in your calendar</h3>
          <p className="text-ink-2">
            A secret address that Google Calendar, Outlook or a phone can subscribe to. Whoever has it sees your tasks and the names of your
            leads.
          </p>
          {url ? (
            <Field label="Your calendar's address" hint="It is shown this once. Copy it now.">
              {(props) => <Input {...props} readOnly value={url} onFocus={({ target }) => target.select()} className="font-mono text-xs" />}
            </Field>
          ) : choices.calendarMadeAt ? (
            <p className="text-ink-3">
              There is an address since <Clock iso={choices.calendarMadeAt} />.
            </p>
          ) : null}
          <div className="flex flex-wrap gap-2">
            <Button isBusy={isBusy} onClick={() => run(makeCalendar, (made) => setUrl(made?.url))}>
              {choices.calendarMadeAt ? "Make a new address" : "Make an address"}
            </Button>
            {choices.calendarMadeAt ? (
              <Button
                look="danger"
                isBusy={isBusy}
                onClick={() =>
                  run(revokeCalendar, () => {
                    setUrl(undefined)
                    toast.success("The address no longer works.")
                  })
                }
              >
                Shut it
              </Button>
            ) : null}
          </div>
        </section>
      </Dialog>
    </>
  )
}
