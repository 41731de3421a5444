import { useEffect, useEffectEvent, useRef, useState } from "react"
import { useServerAction } from "@/components/action/use-server-action"
import type { ScoreRules } from "@/lib/core/scoring/rules"
import type { BackTest } from "@/lib/scoring/back-test"
import { backTestAction } from "./actions"

const PAUSE_MS = 500

/** Tests the rules a moment after the last change; an answer that comes after a newer question is dropped. */
export function useBackTest(rules: ScoreRules | null): { result: BackTest | null; isRunning: boolean; problem: string | undefined } {
  const [answer, setAnswer] = useState<{ asked: string; result: BackTest | null; problem?: string } | null>(null)
  const { executeAsync } = useServerAction(backTestAction, { shows: "form" })
  const run = useEffectEvent((rules: ScoreRules) => executeAsync({ rules }))
  const newest = useRef("")
  const asked = rules ? JSON.stringify(rules) : ""
  useEffect(() => {
    newest.current = asked
    if (asked === "") return
    const timer = setTimeout(async () => {
      const outcome = await run(JSON.parse(asked) as ScoreRules)
      if (newest.current !== asked) return
      setAnswer(outcome.ok ? { asked, result: outcome.data } : { asked, result: null, problem: outcome.problem.message })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [asked])
  const isRunning = asked !== "" && answer?.asked !== asked
  return { result: asked === "" ? null : (answer?.result ?? null), isRunning, problem: isRunning ? undefined : answer?.problem }
}
