"use client"

import { useRouter } from "next/navigation"
import { useState, type FormEvent } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { readQuietly } from "@/components/action/read-quietly"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Input, Select, Textarea } from "@/components/ui/field"
import type { ManualLead } from "@/lib/intake/doors/accept-manual"
import { addLeadAction, findReceiptAction } from "./actions"
import { KnownLeads, useContactHints, useContactPreview } from "./contact-preview"

const CHANNELS: readonly [ManualLead["channel"], string][] = [
  ["walk_in", "Walk-in"],
  ["referral", "Referral"],
  ["phone", "Call taken by hand"],
  ["partner", "Partner"],
  ["email", "Email"],
]

/** A person at the counter, in under twenty seconds. Known people are recognised; nothing is refused as a duplicate. */
export function QuickAdd() {
  const router = useRouter()
  const [channel, setChannel] = useState<ManualLead["channel"]>("walk_in")
  const [contacts, setContacts] = useState({ phone: "", email: "" })
  const preview = useContactPreview(contacts)
  const hints = useContactHints(contacts, preview)
  const add = useServerAction(addLeadAction, {
    shows: "form",
    invalid: "Some fields are not right. Check the phone and the email.",
    onSuccess: async ({ id }) => {
      const leadId = await whenProcessed(id)
      toast.success(leadId ? "Saved." : "Saved. It will appear on the board in a moment.")
      router.push(leadId ? `/leads/${leadId}` : "/board")
    },
  })
  const isBusy = add.isPending || add.hasSucceeded
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? "").trim() || undefined
    if (!text("name") && !text("phone") && !text("email") && !text("message"))
      return add.refuse({ message: "Give at least one of name, phone, email or note." })
    const consent = given.get("consent") === "on" ? { given: true, purpose: "contact" } : undefined
    add.execute({
      channel,
      name: text("name"),
      phone: text("phone"),
      email: text("email"),
      message: text("message"),
      vehicle: text("vehicle"),
      referredBy: text("referredBy"),
      consent,
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-3 rounded-xl border border-line bg-raised p-5">
      <Field label="How did they come?">
        {(props) => (
          <Select {...props} value={channel} onChange={(event) => setChannel(event.target.value as ManualLead["channel"])}>
            {CHANNELS.map(([id, label]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Name">{(props) => <Input {...props} name="name" dir="auto" autoComplete="off" autoFocus />}</Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Phone" hint={hints.phone} error={add.problem?.fields["phone"]}>
          {(props) => (
            <Input
              {...props}
              name="phone"
              type="tel"
              autoComplete="off"
              onChange={({ target }) => setContacts((now) => ({ ...now, phone: target.value }))}
            />
          )}
        </Field>
        <Field label="Email" hint={hints.email}>
          {(props) => (
            <Input
              {...props}
              name="email"
              type="email"
              autoComplete="off"
              onChange={({ target }) => setContacts((now) => ({ ...now, email: target.value }))}
            />
          )}
        </Field>
      </div>
      <KnownLeads preview={preview} />
      <Field label="Vehicle">{(props) => <Input {...props} name="vehicle" placeholder="Nissan Patrol, 7-seater, …" />}</Field>
      {channel === "referral" ? <Field label="Referred by">{(props) => <Input {...props} name="referredBy" dir="auto" />}</Field> : null}
      <Field label="Note">{(props) => <Textarea {...props} name="message" dir="auto" />}</Field>
      <label className="flex items-center gap-2 text-sm">
        <input type="checkbox" name="consent" /> May be contacted about this enquiry
      </label>
      <FormProblem problem={add.problem} />
      <div className="flex justify-end gap-2">
        <Button onClick={() => router.back()}>Cancel</Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          Save lead
        </Button>
      </div>
    </form>
  )
}

/** The worker takes a moment; after three seconds the board is told to wait instead. */
async function whenProcessed(receipt: string): Promise<string | null> {
  for (let tries = 0; tries < 12; tries += 1) {
    const found = await readQuietly(findReceiptAction, { receipt })
    if (found?.leadId) return found.leadId
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  return null
}
