import { useEffect, useRef, useState } from "react"
import type { ScoreRules } from "@/lib/core/scoring/rules"
import type { BackTest } from "@/lib/scoring/back-test"

export type BackTestAction = (input: { rules: ScoreRules }) => Promise<{ data?: BackTest; serverError?: { message: string } } | undefined>

const PAUSE_MS = 500

/** Tests the rules a moment after the last change; an answer that comes after a newer question is dropped. */
export function useBackTest(
  run: BackTestAction,
  rules: ScoreRules | null,
): { result: BackTest | null; isRunning: boolean; problem: string | undefined } {
  const [answer, setAnswer] = useState<{ asked: string; result: BackTest | null; problem?: string } | null>(null)
  const newest = useRef("")
  const asked = rules ? JSON.stringify(rules) : ""
  useEffect(() => {
    newest.current = asked
    if (asked === "") return
    const timer = setTimeout(async () => {
      const given = await run({ rules: JSON.parse(asked) as ScoreRules })
      if (newest.current !== asked) return
      const problem = given?.data ? {} : { problem: given?.serverError?.message ?? "The test did not reach the server." }
      setAnswer({ asked, result: given?.data ?? null, ...problem })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [asked, run])
  const isRunning = asked !== "" && answer?.asked !== asked
  return { result: asked === "" ? null : (answer?.result ?? null), isRunning, problem: isRunning ? undefined : answer?.problem }
}
