import { v5 as uuidOf } from "uuid"
import type { ActivityRow, ActivityType, RowResult } from "@/lib/crm/provider"
import { failedPart, type Part } from "./batch"
import { TAG } from "./mapping"
import { chunks } from "./reads"
import type { Transport } from "./transport"

/** A call is a phone call, everything else a note of the contact. Their ids come from our keys, so that a second one is refused. */
const NAMESPACE = "6f1d6f2e-5c0e-4f0a-9a68-6a0a2f9d3c11"
const ROWS = 30
const SUBJECT_MAX = 200
const CALL_MAX = 2_000
const NOTE_MAX = 100_000
const MADE = 2
const RECEIVED = 4

export async function logActivities(
  transport: Transport,
  type: ActivityType,
  rows: readonly ActivityRow[],
): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>()
  for (const part of chunks(rows, ROWS)) {
    const answers = await transport.batch(
      `activities.${type}`,
      part.map((row) => createPart(type, row)),
    )
    part.forEach((row, at) => {
      const answer = answers[at]
      // Its id is taken by itself: it was logged before.
      const isThere = answer?.status === 412
      const result: RowResult = { outcome: "ok", id: idOf(row), isNew: !isThere, updatedAt: null }
      results.set(row.key, isThere ? result : (failedPart(answer) ?? result))
    })
    const logged = part.filter(({ key }) => results.get(key)?.outcome === "ok")
    if (type === "call") await transport.batch("activities.complete", logged.map(completePart))
  }
  return results
}

const idOf = ({ key }: ActivityRow): string => uuidOf(key, NAMESPACE)

function createPart(type: ActivityType, row: ActivityRow): Part {
  const { title, body, contactId, call, at } = row
  const subject = title.slice(0, SUBJECT_MAX)
  const headers = { "If-None-Match": "*" }
  if (type !== "call")
    return {
      method: "PATCH",
      path: `annotations(${idOf(row)})?tag=${TAG}`,
      headers,
      body: { subject, notetext: body.slice(0, NOTE_MAX), "objectid_contact@odata.bind": `/contacts(${contactId})` },
    }
  return {
    method: "PATCH",
    path: `phonecalls(${idOf(row)})?tag=${TAG}`,
    headers,
    body: {
      subject,
      description: body.slice(0, CALL_MAX),
      directioncode: call?.isInbound === false,
      scheduledend: at.toISOString(),
      ...(call?.durationMs == null ? {} : { actualdurationminutes: Math.round(call.durationMs / 60_000) }),
      "regardingobjectid_contact_phonecall@odata.bind": `/contacts(${contactId})`,
    },
  }
}

const completePart = (row: ActivityRow): Part => ({
  method: "PATCH",
  path: `phonecalls(${idOf(row)})?tag=${TAG}`,
  headers: { "If-Match": "*" },
  body: { statecode: 1, statuscode: row.call?.isInbound === false ? MADE : RECEIVED },
})
