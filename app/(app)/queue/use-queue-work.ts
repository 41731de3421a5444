"use client"

import { useEffect, useRef } from "react"
import { toast } from "sonner"
import { assignLeadAction } from "@/app/(app)/leads/[id]/actions"
import { useServerAction } from "@/components/action/use-server-action"
import { useTimes } from "@/components/ui/time"
import type { QueueRow } from "@/lib/followups/queue/queue-view"
import { CONTACTS, type Means, type Snooze } from "@/components/queue/choices"
import { completeTaskAction, createTaskAction, logContactAction, snoozeLeadAction } from "./actions"

type Next = { next: { title: string; at: string } | null; proposal: { at: string } | null }

/**
 * What can be done about a lead in the queue, each answered by one line: what happened, and what comes next. Whoever types
 * fast loses no key: another thing may be asked for while one is under way, and the very same thing counts once.
 */
export function useQueueWork() {
  const { formatClock } = useTimes()
  const plan = useServerAction(createTaskAction, { onSuccess: (_, { dueAt }) => void toast.success(`Planned for ${formatClock(dueAt)}.`) })
  const sayNext = (what: string, leadId: string, { next, proposal }: Next) => {
    if (next) return void toast.success(`${what} Next: ${next.title}, ${formatClock(next.at)}.`)
    if (!proposal) return void toast.success(what)
    toast.success(what, {
      description: `Nothing more is planned. Try again ${formatClock(proposal.at)}?`,
      action: { label: "Plan it", onClick: () => plan.execute({ leadId, title: "Try again", kind: "call", dueAt: proposal.at }) },
    })
  }
  const log = useServerAction(logContactAction, {
    onSuccess: (next, { leadId, means }) =>
      sayNext(`${CONTACTS.find((one) => one.means === means)?.label ?? "Contact"}: logged.`, leadId, next),
  })
  const complete = useServerAction(completeTaskAction)
  const snooze = useServerAction(snoozeLeadAction, {
    onSuccess: ({ until }) => void toast.success(`Snoozed until ${formatClock(until)}, or until they reply.`),
  })
  const take = useServerAction(assignLeadAction, { onSuccess: () => void toast.success("It is yours.") })
  const isBusy = log.isPending || complete.isPending || snooze.isPending || take.isPending || plan.isPending
  const once = useOnce(isBusy)
  return {
    isBusy,
    log: ({ leadId }: QueueRow, means: Means, note?: string) =>
      once(`log ${leadId}`, () => log.executeAsync({ leadId, means, key: crypto.randomUUID(), ...(note ? { note } : {}) })),
    done: ({ leadId, taskId }: QueueRow) => {
      if (taskId === null) return void toast.info("There is no task to tick off here. Log a contact with C.")
      once(`done ${taskId}`, async () => {
        const outcome = await complete.executeAsync({ taskId })
        if (outcome.ok) sayNext("Done.", leadId, outcome.data)
      })
    },
    snooze: ({ leadId }: QueueRow, until: Snooze) => once(`snooze ${leadId}`, () => snooze.executeAsync({ leadId, until })),
    take: ({ leadId }: QueueRow, me: string) => once(`take ${leadId}`, () => take.executeAsync({ leadId, ownerId: me })),
  }
}

/** The same thing asked for again counts once until the page shows what became of it. */
function useOnce(isBusy: boolean) {
  const underWay = useRef(new Set<string>())
  useEffect(() => {
    if (!isBusy) underWay.current.clear()
  }, [isBusy])
  return (what: string, work: () => Promise<unknown>): void => {
    if (underWay.current.has(what)) return
    underWay.current.add(what)
    void work()
  }
}
