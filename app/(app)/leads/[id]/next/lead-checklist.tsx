"use client"

import { TriangleAlert } from "lucide-react"
import { useState } from "react"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { missingLabel } from "@/lib/core/say-missing"
import { Checkbox } from "@/components/ui/checkbox"
import { Clock } from "@/components/ui/time"
import type { StageId } from "@/lib/core/lead-states"
import type { LeadGate } from "@/lib/pipeline/moves/lead-gate"
import { STAGE_NAMES } from "@/components/lead/stage-pill"
import { tickItemAction } from "../actions"

type ChecklistProps = {
  leadId: string
  stage: StageId
  gate: LeadGate
  canTick: boolean
}

/** What is still to be settled with the person, what the lead lacks for the stage it is in, and what a system skipped. */
export function LeadChecklist({ leadId, stage, gate, canTick }: ChecklistProps) {
  const t = useTranslations("lead.checklist")
  const [waiting, setWaiting] = useState<{ id: string; done: boolean } | null>(null)
  const tick = useServerAction(tickItemAction)
  const labels = Object.fromEntries(gate.checklist.flatMap(({ items }) => items.map(({ id, label }) => [id, label])))
  const items = gate.checklist.flatMap((stageItems) => stageItems.items)
  const isOver = stage === "booked" || stage === "lost"
  if (gate.checklist.length === 0 && gate.missing.length === 0 && gate.exceptions.length === 0) return null
  const set = async (itemId: string, done: boolean) => {
    setWaiting({ id: itemId, done })
    await tick.executeAsync({ leadId, itemId, done })
    setWaiting(null)
  }
  return (
    <section aria-label={t("title")} className="grid gap-2 text-sm">
      {gate.missing.length > 0 ? (
        <p className="flex items-start gap-2 rounded-md bg-warn-soft px-2.5 py-1.5 text-warn">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{t("missing", { fields: gate.missing.map((name) => missingLabel(name, labels)).join(", ") })}</span>
        </p>
      ) : null}
      {gate.exceptions.map((one) => (
        <p key={`${one.to}:${one.at}`} className="flex items-start gap-2 rounded-md bg-warn-soft px-2.5 py-1.5 text-warn">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            {t(one.via === "crm" ? "exceptionCrm" : "exceptionErp", {
              stage: STAGE_NAMES[one.to] ?? one.to,
              fields: one.missing.map((name) => missingLabel(name, labels)).join(", "),
            })}
          </span>
        </p>
      ))}
      {gate.checklist.length > 0 ? (
        <details open={!isOver}>
          <summary className="cursor-pointer text-xs font-medium text-ink-3">
            {t("title")}{" "}
            <span className="font-normal">
              {t("progress", { done: String(items.filter(({ done }) => done).length), all: String(items.length) })}
            </span>
          </summary>
          <div className="mt-1.5 grid gap-2">
            {gate.checklist.map(({ stageId, stageName, items: own }) => (
              <fieldset key={stageId} className="grid gap-1.5">
                <legend className="mb-0.5 text-xs text-ink-3">{t("stage", { stage: stageName })}</legend>
                {own.map(({ id, label, required, done }) => (
                  <Checkbox
                    key={id}
                    checked={waiting?.id === id ? waiting.done : done !== null}
                    disabled={!canTick}
                    onChange={(event) => void set(id, event.target.checked)}
                    label={
                      <span>
                        {label}
                        {required ? <span className="text-xs text-ink-3"> {t("required")}</span> : null}
                      </span>
                    }
                    hint={
                      done ? (
                        <>
                          {done.by ?? "Onelead"}, <Clock iso={done.at} />
                        </>
                      ) : null
                    }
                  />
                ))}
              </fieldset>
            ))}
          </div>
        </details>
      ) : null}
    </section>
  )
}
