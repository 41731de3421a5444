"use client"

import { useRef, useState, type FormEvent } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { cancelTaskAction, completeTaskAction, createTaskAction, snoozeTaskAction } from "@/app/(app)/queue/actions"
import { useServerAction } from "@/components/action/use-server-action"
import { SNOOZES } from "@/components/queue/choices"
import { Badge } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import { cx } from "@/components/ui/class-names"
import { Field, Input, Select } from "@/components/ui/field"
import { Menu, MenuItem } from "@/components/ui/menu"
import { timeOf } from "@/components/layout/message-time"
import { Clock, useTimes } from "@/components/ui/time"
import { readDate } from "@/lib/core/dates/read-date"
import { DEFAULT_FORMAT } from "@/lib/core/input-format"
import type { GivenOutcome } from "@/lib/core/followups/task-states"
import type { TaskView } from "@/lib/followups/tasks/task-view"
import { Nothing } from "../nothing"

type Kind = "call" | "whatsapp" | "email" | "custom"

const KINDS: readonly Kind[] = ["call", "whatsapp", "email", "custom"]
const OUTCOMES = ["done", "called", "no_answer", "whatsapp_sent", "emailed", "wrong_number"] as const satisfies readonly GivenOutcome[]
const CANCELLED = ["replied", "left_stage", "booked", "lost", "merged", "off_board", "cadence", "person"] as const

type Props = { leadId: string; tasks: readonly TaskView[]; now: string; mayChange: boolean; mayAdd: boolean }

/** What is to be done about this lead, and what was. */
export function LeadTasks({ leadId, tasks, now, mayChange, mayAdd }: Props) {
  const t = useTranslations("lead.tasks")
  const { formatClock } = useTimes()
  const [isAdding, setAdding] = useState(false)
  const create = useServerAction(createTaskAction, { onSuccess: () => setAdding(false) })
  const snooze = useServerAction(snoozeTaskAction)
  const cancel = useServerAction(cancelTaskAction)
  const complete = useServerAction(completeTaskAction, {
    onSuccess: ({ next, proposal }) => {
      if (next) toast.success(t("next", { title: next.title, at: formatClock(next.at) }))
      if (!proposal) return
      const { at } = proposal
      toast.success(t("nothingPlanned"), {
        description: t("tryAgainAt", { at: formatClock(at) }),
        action: { label: t("plan"), onClick: () => create.execute({ leadId, title: t("tryAgain"), kind: "call", dueAt: at }) },
      })
    },
  })
  const isBusy = create.isPending || snooze.isPending || cancel.isPending || complete.isPending
  const open = tasks.filter(({ state }) => state === "open")
  const closed = tasks.filter(({ state }) => state !== "open")
  return (
    <section aria-label={t("title")} className="grid gap-2 text-sm">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-xs font-medium text-ink-3">{t("title")}</h2>
        {mayAdd ? (
          <Button size="sm" look="quiet" aria-expanded={isAdding} onClick={() => setAdding(!isAdding)}>
            {t("add")}
          </Button>
        ) : null}
      </div>
      {isAdding ? <AddTask isBusy={create.isPending} onAdd={(given) => create.execute({ leadId, ...given })} /> : null}
      {open.length === 0 && !isAdding ? <Nothing>{t("none")}</Nothing> : null}
      <ul className="grid gap-1.5" aria-busy={isBusy || undefined}>
        {open.map((task) => (
          <li key={task.id} className="rounded-lg border border-line bg-raised px-2.5 py-1.5">
            <OpenTask task={task} now={now} />
            {mayChange ? (
              <div className="mt-1 flex flex-wrap gap-1">
                <Menu align="start" trigger={<Button size="sm">{t("done")}</Button>}>
                  {OUTCOMES.map((outcome) => (
                    <MenuItem key={outcome} onSelect={() => complete.execute({ taskId: task.id, outcome })}>
                      {t(`outcome.${outcome}`)}
                    </MenuItem>
                  ))}
                </Menu>
                <Menu
                  align="start"
                  trigger={
                    <Button size="sm" look="quiet">
                      {t("snooze")}
                    </Button>
                  }
                >
                  {SNOOZES.map(({ until, label }) => (
                    <MenuItem key={until} onSelect={() => snooze.execute({ taskId: task.id, until })}>
                      {label}
                    </MenuItem>
                  ))}
                </Menu>
                <Button size="sm" look="quiet" onClick={() => cancel.execute({ taskId: task.id })}>
                  {t("cancel")}
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {closed.length > 0 ? <ClosedTasks tasks={closed} /> : null}
    </section>
  )
}

function OpenTask({ task, now }: { task: TaskView; now: string }) {
  const t = useTranslations("lead.tasks")
  const at = task.snoozedUntil && task.snoozedUntil > task.dueAt ? task.snoozedUntil : task.dueAt
  const isLate = Date.parse(at) <= Date.parse(now)
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <span className="font-medium" dir="auto">
        {task.title}
      </span>
      {task.isEscalated ? <Badge tone="danger">{t("escalated")}</Badge> : null}
      <span className={cx("ms-auto text-xs", isLate ? "text-danger" : "text-ink-3")}>
        {t.rich(isLate ? "late" : task.snoozedUntil ? "snoozed" : "due", timeOf(at))}
      </span>
      {task.assignee ? <span className="w-full text-xs text-ink-3">{task.assignee.name}</span> : null}
      {task.note ? (
        <p className="w-full text-xs break-words text-ink-2" dir="auto">
          {task.note}
        </p>
      ) : null}
    </div>
  )
}

function ClosedTasks({ tasks }: { tasks: readonly TaskView[] }) {
  const t = useTranslations("lead.tasks")
  return (
    <details>
      <summary className="cursor-pointer text-xs text-ink-2">{t("closed", { count: tasks.length })}</summary>
      <ul className="mt-1.5 grid gap-1 text-xs text-ink-2">
        {tasks.map((task) => (
          <li key={task.id} className="flex gap-2">
            <span dir="auto" className={task.state === "cancelled" ? "line-through" : undefined}>
              {task.title}
            </span>
            <span className="text-ink-3">
              <Closing task={task} />
            </span>
            {task.closedAt ? (
              <span className="ms-auto shrink-0 text-ink-3">
                <Clock iso={task.closedAt} />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** How a task was closed. */
function Closing({ task: { outcome, cancelledBecause } }: { task: TaskView }) {
  const t = useTranslations("lead.tasks")
  const given = OUTCOMES.find((one) => one === outcome)
  if (given) return t(`outcome.${given}`)
  if (outcome === "contacted" || outcome === "answered" || outcome === "met") return t(`closedBy.${outcome}`)
  const reason = CANCELLED.find((one) => one === cancelledBecause)
  return reason ? t(`cancelledBecause.${reason}`) : t("cancelled")
}

function AddTask({ isBusy, onAdd }: { isBusy: boolean; onAdd: (given: { title: string; kind: Kind; dueAt: string }) => void }) {
  const t = useTranslations("lead.tasks")
  const form = useRef<HTMLFormElement>(null)
  const { zone } = useTimes()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    // What is typed is the team's wall clock, as every time on the screen is.
    const due = readDate(String(given.get("due")), { ...DEFAULT_FORMAT, timeZone: zone })
    if (due.ok) onAdd({ title: String(given.get("title")).trim(), kind: String(given.get("kind")) as Kind, dueAt: due.at.toISOString() })
  }
  return (
    <form ref={form} onSubmit={submit} className="grid gap-2 rounded-lg border border-line p-2.5">
      <Field label={t("what")}>{(props) => <Input {...props} name="title" dir="auto" required maxLength={200} autoFocus />}</Field>
      <div className="grid grid-cols-2 gap-2">
        <Field label={t("how")}>
          {(props) => (
            <Select {...props} name="kind">
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`kind.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("when")}>{(props) => <Input {...props} name="due" type="datetime-local" required />}</Field>
      </div>
      <div className="flex justify-end">
        <Button type="submit" look="primary" size="sm" isBusy={isBusy}>
          {t("submit")}
        </Button>
      </div>
    </form>
  )
}
