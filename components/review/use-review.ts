"use client"

import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import { toast } from "sonner"
import type { LeadField } from "@/lib/core/lead-event"
import { previewFields, type FieldChoices } from "@/lib/core/review/merge-preview"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import type { ReviewDetail } from "@/lib/duplicates/review/open-item"
import type { SplitChoice } from "./split-form"
import type { ReadTouches } from "./two-timelines"

type Answer<T = unknown> = { data?: T; serverError?: { message: string } } | undefined

export type ReviewActions = {
  open: (input: { itemId: string }) => Promise<Answer<ReviewDetail>>
  decide: (input: { itemId: string; decision: "distinct" | "later" | "shared" }) => Promise<Answer>
  reopen: (input: { itemId: string }) => Promise<Answer>
  merge: (input: { itemId: string; survivorId: string; fields?: FieldChoices }) => Promise<Answer<{ mergeId: string }>>
  undoMerge: (input: { mergeId: string }) => Promise<Answer<{ kept: string[] }>>
  split: (input: { itemId: string; touchpointIds: string[]; identity: SplitChoice["identity"] }) => Promise<Answer<{ splitId: string }>>
  undoSplit: (input: { splitId: string }) => Promise<Answer<{ kept: string[] }>>
  readTouches: ReadTouches
}

/** What U would take back, newest last. */
type Done = { itemId: string } & ({ kind: "merge"; mergeId: string } | { kind: "split"; splitId: string } | { kind: "answer" })

/** The state of a reviewer's desk: which question is open, what was chosen for it, and what can be taken back. */
export function useReview(items: readonly DuplicateView[], initialId: string | null, actions: ReviewActions) {
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const [selectedId, setSelectedId] = useState(initialId)
  const done = useRef<Done[]>([])
  const [canUndo, setCanUndo] = useState(false)
  const { isBusy, run } = useOneAtATime()
  const waiting = useMemo(() => items.filter(({ id }) => !answered.has(id)), [items, answered])
  const currentId = selectedId ?? waiting[0]?.id ?? null
  const openItem = useOpenItem(currentId, actions)

  const neighbour = (step: 1 | -1): string | null => {
    const at = waiting.findIndex(({ id }) => id === currentId)
    if (at < 0) return waiting[0]?.id ?? null
    return waiting[at + step]?.id ?? (step === 1 ? null : currentId)
  }
  const leave = (itemId: string, entry: Done, isPutAside = false) => {
    const next = neighbour(1) ?? waiting.find(({ id }) => id !== itemId)?.id ?? null
    if (!isPutAside) setAnswered((before) => new Set([...before, itemId]))
    done.current.push(entry)
    setCanUndo(true)
    setSelectedId(next === itemId ? null : next)
  }
  const failed = (outcome: Answer): boolean => {
    if (outcome?.serverError) toast.error(outcome.serverError.message)
    return outcome?.serverError !== undefined
  }

  return {
    waiting,
    currentId,
    ...openItem,
    isBusy,
    canUndo,
    select: setSelectedId,
    next: () => setSelectedId(neighbour(1) ?? currentId),
    previous: () => setSelectedId(neighbour(-1)),
    merge: () =>
      run(async () => {
        const { detail, survivorId, choices } = openItem
        if (!detail || detail.item.leads.length !== 2 || survivorId === null || detail.item.kind !== "pair") return
        const itemId = detail.item.id
        const outcome = await actions.merge({ itemId, survivorId, fields: choices })
        if (failed(outcome)) return
        if (outcome?.data) leave(itemId, { itemId, kind: "merge", mergeId: outcome.data.mergeId })
        toast.success("Merged. U takes it back.")
      }),
    split: () =>
      run(async () => {
        const { detail, splitChoice } = openItem
        if (detail?.item.kind !== "split") return
        const itemId = detail.item.id
        const outcome = await actions.split({ itemId, touchpointIds: [...splitChoice.touchpointIds], identity: splitChoice.identity })
        if (failed(outcome)) return
        if (outcome?.data) leave(itemId, { itemId, kind: "split", splitId: outcome.data.splitId })
        toast.success("Split into two leads. U takes it back.")
      }),
    decide: (decision: "distinct" | "later" | "shared") =>
      run(async () => {
        const itemId = openItem.detail?.item.id
        if (!itemId || (decision === "shared" && !openItem.detail?.item.identity)) return
        if (failed(await actions.decide({ itemId, decision }))) return
        leave(itemId, { itemId, kind: "answer" }, decision === "later")
        toast.success(SAID[decision])
      }),
    undo: () =>
      run(async () => {
        const last = done.current.pop()
        setCanUndo(done.current.length > 0)
        if (!last) return
        const outcome = await takeBack(last, actions)
        if (failed(outcome)) return
        setAnswered((before) => new Set([...before].filter((id) => id !== last.itemId)))
        setSelectedId(last.itemId)
        openItem.reload(last.itemId)
        const kept = (outcome?.data as { kept?: string[] } | undefined)?.kept ?? []
        toast.success([UNDONE[last.kind], ...kept].join(" "))
      }),
  }
}

/** A second press while an answer is on its way is not a second answer. */
function useOneAtATime() {
  const busy = useRef(false)
  const [isBusy, setBusy] = useState(false)
  const run = (work: () => Promise<void>): void => {
    if (busy.current) return
    busy.current = true
    setBusy(true)
    void work()
      .catch(() => toast.error("No answer came back. Please try again."))
      .finally(() => {
        busy.current = false
        setBusy(false)
      })
  }
  return { isBusy, run }
}

const SAID = {
  distinct: "Noted: not asked again. U takes it back.",
  later: "Put aside for four hours. U takes it back.",
  shared: "Shared: it never decides alone again. U takes it back.",
}
const UNDONE = { merge: "Both leads stand again.", split: "One lead again.", answer: "The question stands again." }

async function takeBack(last: Done, actions: ReviewActions): Promise<Answer> {
  if (last.kind === "merge") return await actions.undoMerge({ mergeId: last.mergeId })
  if (last.kind === "split") return await actions.undoSplit({ splitId: last.splitId })
  return await actions.reopen({ itemId: last.itemId })
}

const PASSING_MS = 80

/** The open question with all that is known about it, and what the reviewer has chosen for it so far. */
function useOpenItem(currentId: string | null, { open }: ReviewActions) {
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
      setError(outcome?.serverError?.message ?? null)
      const read = outcome?.data
      if (!read) return
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
    // Whoever holds J down passes by what lies between, without claiming each of it.
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

/** Letters are answers, except where somebody types words or a dialog is open. */
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
