"use client"

import { useState, type FormEvent } from "react"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Select } from "@/components/ui/field"

export type GateAnswer = { reason?: string; bookingReference?: string; override?: boolean }

const LOST_REASONS = [
  "Price",
  "No car available",
  "Booked elsewhere",
  "No answer",
  "Documents or deposit",
  "Plans changed",
  "Wrong number",
  "Spam",
]

type GateProps = {
  leadName: string
  stageName: string
  missing: readonly string[]
  canOverride: boolean
  onAnswer: (answer: GateAnswer) => void
  onClose: () => void
}

/** Asks for exactly what the stage lacks, where the move was made. */
export const GateDialog = ({ leadName, stageName, missing, canOverride, onAnswer, onClose }: GateProps) => {
  const [isOverride, setOverride] = useState(false)
  const others = missing.filter((name) => name !== "reason" && name !== "booking")
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string) => String(given.get(name) ?? "").trim()
    onAnswer({
      ...(text("reason") ? { reason: text("reason") } : {}),
      ...(text("bookingReference") ? { bookingReference: text("bookingReference") } : {}),
      ...(isOverride ? { override: true } : {}),
    })
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Move to ${stageName}`} description={<bdi dir="auto">{leadName}</bdi>}>
      <form onSubmit={submit} className="grid gap-3">
        {missing.includes("reason") && !isOverride ? (
          <Field label="Why is it lost?">
            {(props) => (
              <Select {...props} name="reason" required defaultValue="">
                <option value="" disabled>
                  Choose a reason
                </option>
                {LOST_REASONS.map((reason) => (
                  <option key={reason}>{reason}</option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
        {missing.includes("booking") && !isOverride ? (
          <Field label="Booking reference" hint="From the rental system. Its own events fill this by themselves.">
            {(props) => <Input {...props} name="bookingReference" required />}
          </Field>
        ) : null}
        {others.length > 0 ? <p className="text-sm text-warn">Still missing: {others.join(", ")}. Fill it in on the lead first.</p> : null}
        {isOverride ? <Field label="Why does the gate not apply?">{(props) => <Input {...props} name="reason" required />}</Field> : null}
        {canOverride ? (
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" checked={isOverride} onChange={(event) => setOverride(event.target.checked)} /> Move anyway, with a
            reason that is kept
          </label>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={others.length > 0 && !isOverride}>
            Move
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
