"use client"

import { useEffect, useState } from "react"
import type { FoundLead, SearchLeads } from "./search-leads"

const PAUSE_MS = 120
const SHORTEST_QUERY = 2

type Search = { query: string; found: FoundLead[]; state: "idle" | "searching" | "done" | "failed" }
const NOTHING: Search = { query: "", found: [], state: "idle" }

/** Searches a moment after the last key. What was found before stays until the next answer, so nothing jumps. */
export function useLeadSearch(query: string, search: SearchLeads): Omit<Search, "query"> {
  const [result, setResult] = useState(NOTHING)
  const wanted = query.trim()
  useEffect(() => {
    if (wanted.length < SHORTEST_QUERY) return
    const cancel = new AbortController()
    const timer = setTimeout(() => {
      search(wanted, cancel.signal).then(
        (found) => setResult({ query: wanted, found, state: "done" }),
        () => {
          if (!cancel.signal.aborted) setResult({ query: wanted, found: [], state: "failed" })
        },
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      cancel.abort()
    }
  }, [wanted, search])
  if (wanted.length < SHORTEST_QUERY) return NOTHING
  return result.query === wanted ? result : { found: result.found, state: "searching" }
}
