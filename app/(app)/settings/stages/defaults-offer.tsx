"use client"

import { Info } from "lucide-react"
import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { Table, Td, Th, THead, Tr } from "@/components/ui/table"
import type { DefaultsPreview } from "@/lib/pipeline/stages/adopt-defaults"
import { applyDefaultsAction, declineDefaultsAction, previewDefaultsAction } from "./actions"
import { StageEffect } from "./stage-effect"
import { stageSummary } from "./stage-summary"

/** Stages that are older than the default required actions are offered them; nothing changes before the admin says so. */
export function DefaultsOffer() {
  const [preview, setPreview] = useState<DefaultsPreview | null>(null)
  const look = useServerAction(previewDefaultsAction)
  const apply = useServerAction(applyDefaultsAction, {
    onSuccess: () => {
      setPreview(null)
      toast.success("The default required actions are on.")
    },
  })
  const decline = useServerAction(declineDefaultsAction)
  const open = async () => {
    const outcome = await look.executeAsync(undefined)
    if (outcome.ok) setPreview(outcome.data)
  }
  return (
    <div role="note" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-accent-soft px-3 py-2 text-sm">
      <Info aria-hidden className="size-4 shrink-0 text-accent" />
      <p className="min-w-56 grow">
        New: default required actions, such as a contact before Contacted and a price before Negotiation. Your stages stay as they are until
        you apply them.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" isBusy={decline.isPending} onClick={() => decline.execute(undefined)}>
          Dismiss
        </Button>
        <Button size="sm" look="primary" isBusy={look.isPending} onClick={() => void open()}>
          Preview
        </Button>
      </div>
      {preview ? (
        <Dialog
          open
          size="wide"
          title="Default required actions"
          description="What the stages ask for now, and what they would ask for. Your own requirements stay."
          onOpenChange={(isOpen) => !isOpen && setPreview(null)}
        >
          <div className="grid gap-3">
            <Changes preview={preview} />
            <StageEffect effect={preview.effect} />
            <div className="flex justify-end gap-2">
              <Button onClick={() => setPreview(null)}>Cancel</Button>
              <Button
                look="primary"
                isBusy={apply.isPending}
                onClick={() => apply.execute({ stages: preview.stages.map(({ id, version }) => ({ id, version })) })}
              >
                Apply
              </Button>
            </div>
          </div>
        </Dialog>
      ) : null}
    </div>
  )
}

const Changes = ({ preview: { stages } }: { preview: DefaultsPreview }) => (
  <Table label="Changes" className="rounded-lg border border-line">
    <THead>
      <Th>Stage</Th>
      <Th>Asks for now</Th>
      <Th>Would ask for</Th>
    </THead>
    <tbody>
      {stages.map(({ id, name, before, after }) => (
        <Tr key={id}>
          <Td>
            <bdi dir="auto" className="font-medium">
              {name}
            </bdi>
          </Td>
          <Td>{stageSummary(before)}</Td>
          <Td>
            {stageSummary(after)}
            <ul className="text-xs text-ink-2">
              {after.checklist
                .filter(({ required }) => required)
                .map((item) => (
                  <li key={item.id} dir="auto">
                    {item.label}
                  </li>
                ))}
            </ul>
          </Td>
        </Tr>
      ))}
    </tbody>
  </Table>
)
