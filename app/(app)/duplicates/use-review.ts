"use client"

import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import type { LeadField } from "@/lib/core/lead-event"
import { previewFields, type FieldChoices } from "@/lib/core/review/merge-preview"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import type { ReviewDetail } from "@/lib/duplicates/review/open-item"
import {
  decideItemAction,
  mergeItemAction,
  openItemAction,
  reopenItemAction,
  splitLeadAction,
  undoMergeAction,
  undoSplitAction,
} from "./actions"
import type { SplitChoice } from "./split-form"

/** What U would take back, newest last. */
type Done = { itemId: string } & ({ kind: "merge"; mergeId: string } | { kind: "split"; splitId: string } | { kind: "answer" })

/** The state of a reviewer's desk: which question is open, what was chosen for it, and what can be taken back. */
export function useReview(items: readonly DuplicateView[], initialId: string | null) {
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const [selectedId, setSelectedId] = useState(initialId)
  const [done, setDone] = useState<readonly Done[]>([])
  const waiting = useMemo(() => items.filter(({ id }) => !answered.has(id)), [items, answered])
  const currentId = selectedId ?? waiting[0]?.id ?? null
  const openItem = useOpenItem(currentId)

  const neighbour = (step: 1 | -1): string | null => {
    const at = waiting.findIndex(({ id }) => id === currentId)
    if (at < 0) return waiting[0]?.id ?? null
    return waiting[at + step]?.id ?? (step === 1 ? null : currentId)
  }
  const leave = (entry: Done, said: string, isPutAside = false) => {
    const { itemId } = entry
    const next = neighbour(1) ?? waiting.find(({ id }) => id !== itemId)?.id ?? null
    if (!isPutAside) setAnswered((before) => new Set([...before, itemId]))
    setDone((before) => [...before, entry])
    setSelectedId(next === itemId ? null : next)
    toast.success(said)
  }
  const comeBack = (entry: Done, kept: readonly string[] = []) => {
    setDone((before) => before.filter((one) => one !== entry))
    setAnswered((before) => new Set([...before].filter((id) => id !== entry.itemId)))
    setSelectedId(entry.itemId)
    openItem.reload(entry.itemId)
    toast.success([UNDONE[entry.kind], ...kept].join(" "))
  }
  const answers = useAnswers(leave)
  const undo = useUndo(comeBack)
  const { isBusy, run } = useOneAtATime()

  return {
    waiting,
    currentId,
    ...openItem,
    isBusy,
    canUndo: done.length > 0,
    select: setSelectedId,
    next: () => setSelectedId(neighbour(1) ?? currentId),
    previous: () => setSelectedId(neighbour(-1)),
    merge: () => {
      const { detail, survivorId, choices } = openItem
      if (detail?.item.kind !== "pair" || detail.item.leads.length !== 2 || survivorId === null) return
      run(() => answers.merge({ itemId: detail.item.id, survivorId, fields: choices }))
    },
    split: () => {
      const { detail, splitChoice } = openItem
      if (detail?.item.kind !== "split") return
      run(() => answers.split({ itemId: detail.item.id, touchpointIds: [...splitChoice.touchpointIds], identity: splitChoice.identity }))
    },
    decide: (decision: "distinct" | "later" | "shared") => {
      const item = openItem.detail?.item
      if (!item || (decision === "shared" && !item.identity)) return
      run(() => answers.decide({ itemId: item.id, decision }))
    },
    undo: () => {
      const last = done.at(-1)
      if (last) run(() => undo(last))
    },
  }
}

/** The three kinds of answer to a question; `leave` goes on to the next one. */
function useAnswers(leave: (entry: Done, said: string, isPutAside?: boolean) => void) {
  const merge = useServerAction(mergeItemAction, {
    onSuccess: ({ mergeId }, { itemId }) => leave({ itemId, kind: "merge", mergeId }, "Merged. U takes it back."),
  })
  const split = useServerAction(splitLeadAction, {
    onSuccess: ({ splitId }, { itemId }) => leave({ itemId, kind: "split", splitId }, "Split into two leads. U takes it back."),
  })
  const decide = useServerAction(decideItemAction, {
    onSuccess: (_, { itemId, decision }) => leave({ itemId, kind: "answer" }, SAID[decision], decision === "later"),
  })
  return { merge: merge.executeAsync, split: split.executeAsync, decide: decide.executeAsync }
}

/**
 * A second press while an answer is on its way is not a second answer. Only until the answer is there: the page may still
 * be reading itself again, and the next key must not be lost meanwhile.
 */
function useOneAtATime() {
  const busy = useRef(false)
  const [isBusy, setBusy] = useState(false)
  const run = (work: () => Promise<unknown>): void => {
    if (busy.current) return
    busy.current = true
    setBusy(true)
    void work().finally(() => {
      busy.current = false
      setBusy(false)
    })
  }
  return { isBusy, run }
}

function useUndo(comeBack: (entry: Done, kept?: readonly string[]) => void) {
  const merge = useServerAction(undoMergeAction)
  const split = useServerAction(undoSplitAction)
  const reopen = useServerAction(reopenItemAction)
  const takeBack = async (entry: Done): Promise<void> => {
    const again = { retry: () => void takeBack(entry) }
    if (entry.kind === "answer") {
      if ((await reopen.executeAsync({ itemId: entry.itemId }, again)).ok) comeBack(entry)
      return
    }
    const outcome =
      entry.kind === "merge"
        ? await merge.executeAsync({ mergeId: entry.mergeId }, again)
        : await split.executeAsync({ splitId: entry.splitId }, again)
    if (outcome.ok) comeBack(entry, outcome.data.kept)
  }
  return takeBack
}

const SAID = {
  distinct: "Noted: not asked again. U takes it back.",
  later: "Put aside for four hours. U takes it back.",
  shared: "Shared: it never decides alone again. U takes it back.",
}
const UNDONE = { merge: "Merge undone.", split: "Split undone.", answer: "Question reopened." }

const PASSING_MS = 80

/** The open question with all that is known about it, and what the reviewer has chosen for it so far. */
function useOpenItem(currentId: string | null) {
  const { executeAsync: open } = useServerAction(openItemAction, { shows: "form" })
  const [detail, setDetail] = useState<ReviewDetail | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [survivorId, setSurvivorId] = useState<string | null>(null)
  const [choices, setChoices] = useState<FieldChoices>({})
  const [splitChoice, setSplitChoice] = useState<SplitChoice>({ touchpointIds: new Set(), identity: "shared" })
  const request = useRef(0)
  const openNow = useRef(open)
  useEffect(() => {
    openNow.current = open
  })
  const reload = useCallback((itemId: string) => {
    request.current += 1
    const mine = request.current
    void openNow.current({ itemId }).then((outcome) => {
      if (request.current !== mine) return
      setError(outcome.ok ? null : outcome.problem.message)
      if (!outcome.ok) return
      const read = outcome.data
      setDetail(read)
      setSurvivorId(read.survivorId)
      setChoices({})
      setSplitChoice({
        touchpointIds: new Set(read.splitTouches.filter(({ isOffered }) => isOffered).map(({ id }) => id)),
        identity: /recycled/.test(read.item.reason) ? "goes" : "shared",
      })
    })
  }, [])
  useEffect(() => {
    setError(null)
    if (currentId === null) {
      setDetail(null)
      return
    }
    // Holding J down passes what lies between, without claiming each of it.
    const timer = setTimeout(() => reload(currentId), PASSING_MS)
    return () => clearTimeout(timer)
  }, [currentId, reload])
  const shown = detail?.item.id === currentId ? detail : null
  return {
    detail: shown,
    error,
    reload,
    survivorId,
    keep: setSurvivorId,
    swap: () => setSurvivorId((now) => shown?.item.leads.find(({ id }) => id !== now)?.id ?? now),
    choices,
    choose: (field: LeadField, leadId: string) => setChoices((before) => ({ ...before, [field]: leadId })),
    preview: shown ? previewFields(shown.surviving, shown.sides, choices) : {},
    splitChoice,
    setSplitChoice,
  }
}

/** Letters are answers, except while typing or a dialog is open. */
export function useReviewKeys(keys: Record<string, () => void>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return
      if (document.querySelector("[role=dialog], [role=alertdialog]")) return
      const act = keys[event.key.toLowerCase()]
      if (!act) return
      event.preventDefault()
      act()
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  })
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && target.type !== "radio" && target.type !== "checkbox"))
