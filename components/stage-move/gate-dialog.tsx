"use client"

import Link from "next/link"
import { useState, type FormEvent } from "react"
import { FIELD_LABELS } from "@/components/lead/field-labels"
import { Button } from "@/components/ui/button"
import { Checkbox } from "@/components/ui/checkbox"
import { Dialog } from "@/components/ui/dialog"
import { Field, Input, Select, Textarea } from "@/components/ui/field"
import { LEAD_FIELDS } from "@/lib/core/lead-event"
import type { StageId } from "@/lib/core/lead-states"
import { CHECKLIST_PREFIX, gateOf } from "@/lib/core/stages"
import type { GateAnswer, StageBrief } from "./gate-answer"

type GateProps = {
  /** Left out when the answer is for many leads at once. */
  leadId?: string
  leadName: string
  from?: StageId
  to: StageId
  stages: readonly StageBrief[]
  reasons: readonly string[]
  missing: readonly string[]
  /** What was wrong with the last answer. */
  problem?: string | undefined
  canOverride: boolean
  onAnswer: (answer: GateAnswer) => void | Promise<void>
  onClose: () => void
}

/** Asks for exactly what the stage lacks, where the move was made. */
export function GateDialog({ leadId, leadName, from, to, stages, reasons, missing, problem, canOverride, onAnswer, onClose }: GateProps) {
  const [isOverride, setOverride] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const nameOf = (id: StageId | undefined) => stages.find((stage) => stage.id === id)?.name ?? id ?? ""
  const isClosed = missing.includes("contactAttempts") || missing.includes("move")
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const answer = answerOf(new FormData(event.currentTarget), isOverride)
    setBusy(true)
    await onAnswer(answer)
    setBusy(false)
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Move to ${nameOf(to)}`} description={<bdi dir="auto">{leadName}</bdi>}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-3">
        {isOverride ? (
          <OverrideReason to={to} reasons={reasons} />
        ) : (
          <>
            <Obstacles missing={missing} from={nameOf(from)} to={to} stages={stages} leadId={leadId} />
            <MissingFields missing={missing} />
            <MissingItems missing={missing} stages={stages} />
            {missing.includes("booking") ? (
              <Field label="Booking reference" hint="From the rental system. Its own events fill this by themselves.">
                {(props) => <Input {...props} name="bookingReference" required maxLength={100} />}
              </Field>
            ) : null}
            {missing.includes("reason") ? <Reason to={to} reasons={reasons} /> : null}
          </>
        )}
        {canOverride && missing.some((name) => name !== "reason") ? (
          <Checkbox
            checked={isOverride}
            onChange={(event) => setOverride(event.target.checked)}
            label="Move anyway, with a reason that is kept"
          />
        ) : null}
        <p role="alert" className="text-sm text-danger empty:hidden">
          {problem}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={isBusy} disabled={isClosed && !isOverride}>
            Move
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function answerOf(given: FormData, isOverride: boolean): GateAnswer {
  const text = (name: string) => String(given.get(name) ?? "").trim()
  const values = Object.fromEntries(LEAD_FIELDS.filter((field) => text(field) !== "").map((field) => [field, text(field)]))
  const checklist = given.getAll("checklist").map(String)
  return {
    ...(text("reason") ? { reason: text("reason") } : {}),
    ...(text("note") ? { note: text("note") } : {}),
    ...(text("bookingReference") ? { bookingReference: text("bookingReference") } : {}),
    ...(isOverride ? { override: true } : {}),
    ...(Object.keys(values).length > 0 ? { values } : {}),
    ...(checklist.length > 0 ? { checklist } : {}),
  }
}

/** What no form can give. */
function Obstacles({
  missing,
  from,
  to,
  stages,
  leadId,
}: Pick<GateProps, "missing" | "to" | "stages"> & { from: string; leadId: string | undefined }) {
  const rules = stages.map((stage, position) => ({ ...stage, position, outcome: endOf(stage.id), moves: null }))
  const attempts = gateOf(rules, to).contactAttempts
  return (
    <>
      {missing.includes("move") ? (
        <p className="text-sm text-warn">The pipeline has no way from {from} to here. Go by another stage.</p>
      ) : null}
      {missing.includes("contactAttempts") ? (
        <p className="text-sm text-warn">
          This stage asks for {attempts === 1 ? "a contact attempt" : `${attempts} contact attempts`} first.{" "}
          {leadId ? (
            <Link href={`/leads/${leadId}`} className="underline">
              See what there is on the lead
            </Link>
          ) : null}
        </p>
      ) : null}
    </>
  )
}

const endOf = (id: StageId): "won" | "lost" | "open" => (id === "booked" ? "won" : id === "lost" ? "lost" : "open")

function MissingFields({ missing }: Pick<GateProps, "missing">) {
  const fields = LEAD_FIELDS.filter((field) => missing.includes(field))
  if (fields.length === 0) return null
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {fields.map((field) => (
        <Field key={field} label={field === "amount" ? "Amount (AED)" : (FIELD_LABELS[field] ?? field)}>
          {(props) => (
            <Input
              {...props}
              name={field}
              required
              dir="auto"
              type={field.endsWith("_date") ? "date" : "text"}
              {...(field === "amount" ? { inputMode: "decimal" as const } : {})}
            />
          )}
        </Field>
      ))}
    </div>
  )
}

function MissingItems({ missing, stages }: Pick<GateProps, "missing" | "stages">) {
  const items = stages.flatMap(({ checklist }) => checklist).filter(({ id }) => missing.includes(`${CHECKLIST_PREFIX}${id}`))
  if (items.length === 0) return null
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 text-xs font-medium text-ink-2">Settled with the person</legend>
      {items.map(({ id, label }) => (
        <Checkbox key={id} name="checklist" value={id} label={label} required />
      ))}
    </fieldset>
  )
}

const Reason = ({ to, reasons }: Pick<GateProps, "to" | "reasons">) =>
  to === "lost" ? (
    <>
      <Field label="Why is it lost?">
        {(props) => (
          <Select {...props} name="reason" required defaultValue="">
            <option value="" disabled>
              Choose a reason
            </option>
            {reasons.map((reason) => (
              <option key={reason}>{reason}</option>
            ))}
          </Select>
        )}
      </Field>
      <Note />
    </>
  ) : (
    <Field label="Reason">{(props) => <Input {...props} name="reason" required maxLength={500} />}</Field>
  )

const Note = () => (
  <Field label="In a few words" hint="What would have won it? Optional.">
    {(props) => <Textarea {...props} name="note" dir="auto" maxLength={1000} className="min-h-14" />}
  </Field>
)

/** A lead that is lost by override is still lost for a reason of the list. */
const OverrideReason = ({ to, reasons }: Pick<GateProps, "to" | "reasons">) =>
  to === "lost" ? (
    <Reason to={to} reasons={reasons} />
  ) : (
    <Field label="Why does the gate not apply?">{(props) => <Input {...props} name="reason" required maxLength={500} />}</Field>
  )
