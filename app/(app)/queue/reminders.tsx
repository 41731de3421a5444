"use client"

import { CalendarClock } from "lucide-react"
import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input } from "@/components/ui/field"
import { Clock } from "@/components/ui/time"
import type { ReminderChoices } from "@/lib/followups/calendar/calendar"
import { chooseDigestAction, makeCalendarAction, revokeCalendarAction } from "./actions"

/** How one is reminded outside the app: the morning mail, and one's tasks in a calendar. */
export function Reminders({ choices }: { choices: ReminderChoices }) {
  const [isOpen, setOpen] = useState(false)
  const [url, setUrl] = useState<string>()
  const makeCalendar = useServerAction(makeCalendarAction, { onSuccess: (made) => setUrl(made.url) })
  const revokeCalendar = useServerAction(revokeCalendarAction, {
    onSuccess: () => {
      setUrl(undefined)
      toast.success("The address no longer works.")
    },
  })
  const chooseDigest = useServerAction(chooseDigestAction, { onSuccess: () => void toast.success("Saved.") })
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
            disabled={chooseDigest.isPending}
            onChange={({ target }) => chooseDigest.execute({ digestByEmail: target.checked })}
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
            <Button isBusy={makeCalendar.isPending} onClick={() => makeCalendar.execute()}>
              {choices.calendarMadeAt ? "Make a new address" : "Make an address"}
            </Button>
            {choices.calendarMadeAt ? (
              <Button look="danger" isBusy={revokeCalendar.isPending} onClick={() => revokeCalendar.execute()}>
                Shut it
              </Button>
            ) : null}
          </div>
        </section>
      </Dialog>
    </>
  )
}
