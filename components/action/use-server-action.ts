"use client"

import { useAction, type SingleInputActionFn } from "next-safe-action/hooks"
import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from "next/navigation"
import { useId, useRef, useState } from "react"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { v4 as newKey } from "uuid"
import { problemOf, problemOfThrown, type ActionResult, type Problem } from "./problem"
import { dropUnsent, holdUnsent } from "./unsent"

/** A server action as a screen calls it. A part that several screens use gets it as a prop of this type. */
export type ServerAction<Input, Data = unknown> = (input: Input) => Promise<ActionResult<Data>>

type Outcome<Data> = { ok: true; data: Data } | { ok: false; problem: Problem }

type Options<Input, Data> = {
  /**
   * Where a problem is told, once: in a toast, or by the form itself from `problem`. The toast also keeps a call that
   * did not reach the server, for a retry; a form keeps its own input.
   */
  shows?: "toast" | "form"
  /** Said of input that does not fit, instead of what the schema says of its first field. */
  invalid?: string
  onSuccess?: (data: Data, input: Input) => void | Promise<void>
}

/**
 * The one way a screen calls a server action: next-safe-action's `useAction`, with what every call needs. It is pending
 * until the page shows what the action changed, its promise never rejects, and whatever went wrong is told once.
 */
export function useServerAction<Input, Data>(action: ServerAction<Input, Data>, options: Options<Input, Data> = {}) {
  const t = useTranslations("action")
  const id = useId()
  const [problem, setProblem] = useState<Problem | null>(null)
  /**
   * Each call keeps its key until it has gone through or is given up, so a retry after a lost answer is known as the same
   * request, and the same input entered again is not.
   */
  const keys = useRef(new Map<string, string>())
  const underWay = useRef(new Map<string, Promise<Outcome<Data>>>())
  const { executeAsync: send, isPending, hasSucceeded } = useAction(action as SingleInputActionFn<never, undefined, never, Data>)

  const toldOf = (found: Problem): Problem => {
    const { reason, message } = found
    return {
      ...found,
      message: reason === "refused" ? message : reason === "invalid" ? options.invalid || message || t("invalid") : t(reason),
    }
  }
  const showToast = (found: Problem, key: string, retry: () => void) => {
    if (found.reason === "offline" || found.reason === "noAnswer")
      return holdUnsent(key, { retry, giveUp: () => void keys.current.delete(key) }, found.reason)
    const isOutdated = found.reason === "outdated"
    toast.error(found.message, isOutdated ? { action: { label: t("reload"), onClick: () => window.location.reload() } } : {})
  }
  const perform = async (input: Input, call: Pick<Options<Input, Data>, "shows"> & { retry?: () => void } = {}): Promise<Outcome<Data>> => {
    const shows = call.shows ?? options.shows ?? "toast"
    const key = `${id} ${JSON.stringify(input)}`
    const idempotencyKey = keys.current.get(key) ?? newKey()
    keys.current.set(key, idempotencyKey)
    setProblem(null)
    const found = await (send as ServerAction<Input, Data>)(withKey(input, idempotencyKey)).then(
      (answer) => ({ answer, problem: problemOf(answer) }),
      (error: unknown) => ({
        answer: undefined,
        problem: problemOfThrown(error, { isOnline: navigator.onLine, isOutdated: isUnrecognizedAction(error) }),
      }),
    )
    if (!found.problem) {
      keys.current.delete(key)
      dropUnsent(key)
      const data = found.answer?.data as Data
      await options.onSuccess?.(data, input)
      return { ok: true, data }
    }
    const told = toldOf(found.problem)
    setProblem(told)
    if (shows === "toast") showToast(told, key, call.retry ?? (() => void executeAsync(input, call)))
    return { ok: false, problem: told }
  }
  /**
   * The same call while the first is under way is the same request: a double click creates one thing. A caller that shows a
   * change before it is made gives its own `retry`, and may choose where its problem is shown.
   */
  const executeAsync: typeof perform = (input, call) => {
    const key = JSON.stringify(input)
    const running = underWay.current.get(key) ?? perform(input, call).finally(() => underWay.current.delete(key))
    underWay.current.set(key, running)
    return running
  }
  return {
    execute: (input: Input): void => void executeAsync(input),
    executeAsync,
    isPending,
    hasSucceeded,
    problem,
    /** What the form itself finds wrong, before anything is sent. */
    refuse: (found: { message?: string; fields?: Record<string, string> }) =>
      setProblem({ reason: "invalid", message: found.message ?? "", fields: found.fields ?? {} }),
  }
}

const withKey = <Input>(input: Input, idempotencyKey: string): Input =>
  typeof input === "object" && input !== null && !Array.isArray(input) ? { ...input, idempotencyKey } : input
