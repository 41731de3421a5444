"use client"

import { useEffect, useRef, useTransition } from "react"
import { toast } from "sonner"
import { useTimes } from "@/components/ui/time"
import type { QueueRow } from "@/lib/followups/queue/queue-view"
import { CONTACTS, type Means, type Snooze } from "@/components/queue/choices"

type Answer<T> = Promise<{ data?: T; serverError?: { message: string }; validationErrors?: unknown } | undefined>
type Next = { next: { title: string; at: string } | null; proposal: { at: string } | null }

export type QueueActions = {
  log: (input: { leadId: string; means: Means; note?: string; key: string }) => Answer<Next>
  complete: (input: { taskId: string }) => Answer<Next>
  snooze: (input: { leadId: string; until: Snooze }) => Answer<{ until: string }>
  plan: (input: { leadId: string; title: string; kind: "call"; dueAt: string }) => Answer<void>
  assign: (input: { leadId: string; ownerId: string }) => Answer<void>
}

/**
 * What can be done about a lead in the queue, each answered by one line: what happened, and what comes next. Whoever types
 * fast loses no key: another thing may be asked for while one is under way, and the very same thing counts once.
 */
export function useQueueWork({ log, complete, snooze, plan, assign }: QueueActions) {
  const { formatClock } = useTimes()
  const [isBusy, start] = useTransition()
  const underWay = useRef(new Set<string>())
  useEffect(() => {
    if (!isBusy) underWay.current.clear()
  }, [isBusy])
  const run = <T>(what: string, work: () => Answer<T>, say: (data: T) => void) => {
    if (underWay.current.has(what)) return
    underWay.current.add(what)
    start(async () => {
      const answer = await work()
      if (answer?.serverError || answer?.validationErrors) return void toast.error(answer.serverError?.message ?? "That was not right.")
      say(answer?.data as T)
    })
  }
  const sayNext = (what: string, row: QueueRow, { next, proposal }: Next) => {
    if (next) return void toast.success(`${what} Next: ${next.title}, ${formatClock(next.at)}.`)
    if (!proposal) return void toast.success(what)
    const again = () =>
      run(
        `plan ${row.leadId}`,
        () => plan({ leadId: row.leadId, title: "Try again", kind: "call", dueAt: proposal.at }),
        () => toast.success(`Planned for ${formatClock(proposal.at)}.`),
      )
    toast.success(what, {
      description: `Nothing more is planned. Try again ${formatClock(proposal.at)}?`,
      action: { label: "Plan it", onClick: again },
    })
  }
  return {
    isBusy,
    log: (row: QueueRow, means: Means, note?: string) =>
      run(
        `log ${row.leadId}`,
        () => log({ leadId: row.leadId, means, key: crypto.randomUUID(), ...(note ? { note } : {}) }),
        (data) => sayNext(`${CONTACTS.find((one) => one.means === means)?.label ?? "Contact"}: logged.`, row, data),
      ),
    done: (row: QueueRow) => {
      const { taskId } = row
      if (taskId === null) return void toast.info("There is no task to tick off here. Log a contact with C.")
      run(
        `done ${taskId}`,
        () => complete({ taskId }),
        (data) => sayNext("Done.", row, data),
      )
    },
    snooze: (row: QueueRow, until: Snooze) =>
      run(
        `snooze ${row.leadId}`,
        () => snooze({ leadId: row.leadId, until }),
        (data) => toast.success(`Put off until ${formatClock(data.until)}, or until they write.`),
      ),
    take: (row: QueueRow, me: string) =>
      run(
        `take ${row.leadId}`,
        () => assign({ leadId: row.leadId, ownerId: me }),
        () => toast.success("It is yours."),
      ),
  }
}
