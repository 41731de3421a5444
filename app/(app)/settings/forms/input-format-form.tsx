"use client"

import type { FormEvent } from "react"
import { toast } from "sonner"
import { FormProblem } from "@/components/action/form-problem"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Select } from "@/components/ui/field"
import type { InputFormat } from "@/lib/core/input-format"
import { saveInputFormatAction } from "./actions"

/** How dates and amounts are read that could mean two things. */
export function InputFormatForm({ format }: { format: InputFormat }) {
  const save = useServerAction(saveInputFormatAction, { shows: "form", onSuccess: () => void toast.success("Saved") })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    save.execute({
      dateOrder: given.get("dateOrder") === "mdy" ? "mdy" : "dmy",
      decimalMark: given.get("decimalMark") === "comma" ? "comma" : "point",
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div>
        <h2 className="text-base font-semibold">Dates and amounts</h2>
        <p className="text-sm text-ink-2">For values that can be read in two ways, from every form, webhook and file.</p>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="03/04/2026 is" hint="25/04/2026 and 3 April 2026 can only be read in one way.">
          {(props) => (
            <Select {...props} name="dateOrder" defaultValue={format.dateOrder}>
              <option value="dmy">3 April 2026 (day first)</option>
              <option value="mdy">March 4, 2026 (month first)</option>
            </Select>
          )}
        </Field>
        <Field label="1.250 is" hint="1.250,50 and 1,250.50 can only be read in one way.">
          {(props) => (
            <Select {...props} name="decimalMark" defaultValue={format.decimalMark}>
              <option value="point">1.25 (decimal point)</option>
              <option value="comma">1,250 (decimal comma)</option>
            </Select>
          )}
        </Field>
      </div>
      <FormProblem problem={save.problem} />
      <div>
        <Button type="submit" look="primary" isBusy={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}
