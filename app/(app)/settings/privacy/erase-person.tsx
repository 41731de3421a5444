"use client"

import { useRouter } from "next/navigation"
import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input } from "@/components/ui/field"
import { erasePersonAction } from "./actions"

/** The word that is typed, so that a press by mistake erases nobody. */
const WORD = "ERASE"

type Props = { leadId: string; title: string; reason?: string }

/** Erasing cannot be taken back, so the dialog says all of what goes and asks for a word and a reason. */
export function ErasePerson({ leadId, title, reason = "" }: Props) {
  const router = useRouter()
  const [isOpen, setOpen] = useState(false)
  const [word, setWord] = useState("")
  const { execute, isPending } = useServerAction(erasePersonAction, {
    onSuccess: () => {
      setOpen(false)
      toast.success("The person was erased.")
      router.push("/settings/privacy")
      router.refresh()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = String(new FormData(event.currentTarget).get("reason") ?? "")
    execute({ leadId, reason: given })
  }
  return (
    <>
      <Button size="sm" className="justify-self-start" onClick={() => setOpen(true)}>
        Erase this person …
      </Button>
      <Dialog
        title={`Erase ${title}?`}
        description="This cannot be taken back, not even by merging or undoing."
        open={isOpen}
        onOpenChange={(open) => {
          setOpen(open)
          setWord("")
        }}
      >
        <form onSubmit={submit} className="grid gap-3">
          <ul className="list-disc ps-5 text-sm text-ink-2">
            <li>The lead goes, with every lead that was merged into it, and all they wrote, called and booked.</li>
            <li>The bodies of the deliveries that brought it go too, so none of it can be replayed.</li>
            <li>Reports count it no longer; a closed month lists that as an adjustment.</li>
            <li>The contact in HubSpot is not touched: delete it there for privacy as well. It never comes back from there.</li>
            <li>Others’ messages and searches that quote the person lose the quote.</li>
            <li>Who erased it, when and why is kept. If the person writes again themself, they are a new lead.</li>
          </ul>
          <Field label="Who asked for it, or why">
            {(props) => <Input {...props} name="reason" required minLength={3} maxLength={300} defaultValue={reason} autoComplete="off" />}
          </Field>
          <Field label={`Type ${WORD} to go on`}>
            {(props) => <Input {...props} value={word} onChange={(event) => setWord(event.target.value)} autoComplete="off" />}
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" look="danger" isBusy={isPending} disabled={word.trim().toUpperCase() !== WORD}>
              Erase for good
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}
