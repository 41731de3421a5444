import type { ActivityRow, ActivityType, RowResult } from "@/lib/crm/provider"
import { hasCode, rowResultOf } from "./errors"
import { ACTIVITY_KEY } from "./mapping"
import { chunks } from "./soql"
import type { Transport } from "./transport"
import { sendCollection } from "./write-rows"

/** What was said and done is a completed task of the contact, under a key of ours. */
const SUBJECT_MAX = 255
const DESCRIPTION_MAX = 32_000

export async function logActivities(
  transport: Transport,
  type: ActivityType,
  rows: readonly ActivityRow[],
): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>()
  const send = async (part: readonly ActivityRow[], withDeal: boolean): Promise<ActivityRow[]> => {
    const path = `/composite/sobjects/Task/${ACTIVITY_KEY}`
    const outcomes = await sendCollection(
      transport,
      `activities.${type}`,
      path,
      "Task",
      part.map((row) => taskOf(type, row, withDeal)),
    )
    return part.filter((row, at) => {
      const outcome = outcomes[at]
      const lostDeal = withDeal && row.dealId !== null && outcome?.ok === false && hasCode(outcome.problems, "INVALID_CROSS_REFERENCE_KEY")
      if (lostDeal) return true
      results.set(
        row.key,
        outcome?.ok
          ? { outcome: "ok", id: outcome.id, isNew: outcome.isNew, updatedAt: null }
          : rowResultOf(outcome?.problems ?? [], ACTIVITY_KEY),
      )
      return false
    })
  }
  for (const part of chunks(rows)) {
    // The deal may be gone: the entry stands with the contact alone.
    const loose = await send(part, true)
    if (loose.length > 0) await send(loose, false)
  }
  return results
}

const taskOf = (
  type: ActivityType,
  { key, at, title, body, contactId, dealId, call }: ActivityRow,
  withDeal: boolean,
): Record<string, unknown> => ({
  [ACTIVITY_KEY]: key,
  WhoId: contactId,
  ...(withDeal && dealId !== null ? { WhatId: dealId } : {}),
  Subject: title.slice(0, SUBJECT_MAX),
  Description: body.slice(0, DESCRIPTION_MAX),
  Status: "Completed",
  ActivityDate: at.toISOString().slice(0, 10),
  TaskSubtype: type === "call" ? "Call" : "Task",
  ...(call ? { CallType: call.isInbound ? "Inbound" : "Outbound", CallDisposition: call.wasAnswered ? "Answered" : "No answer" } : {}),
  ...(call && call.durationMs !== null ? { CallDurationInSeconds: Math.round(call.durationMs / 1000) } : {}),
})
