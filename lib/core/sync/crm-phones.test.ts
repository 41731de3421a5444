import { expect, test } from "vitest"
import { HUBSPOT_MAPPINGS } from "@/lib/crm/hubspot/mapping"
import { compareRecord, differencesOf } from "./compare-record"

const context = { stageOf: new Map(), meaningOf: new Map(), ownerOf: new Map() }

test.each([
  ["0505550004", "Saudi Arabia", "+966505550004"],
  ["505550004", "SA", "+966505550004"],
  ["9876501234", "India", "+919876501234"],
  ["+971 59 123 4567", "", "+971591234567"],
])("the CRM's phone %s of a contact in %s is the line %s", (phone, country, line) => {
  const given = {
    object: "contact" as const,
    mappings: HUBSPOT_MAPPINGS,
    ours: { phone: { value: line, changedAt: null, accepts: [line] } },
    context,
  }
  const theirs = { values: { phone, country }, stage: null, changedAt: () => new Date(1), stageChangedAt: new Date(1) }
  const base = { phone: { o: line, t: line } }
  expect(compareRecord({ ...given, base, theirs })).toMatchObject({ write: { values: {} }, inbound: [], conflicts: [] })
  expect(differencesOf({ ...given, theirs })).toEqual([])
})
