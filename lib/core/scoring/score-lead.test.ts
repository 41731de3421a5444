import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { LeadFacts } from "./facts"
import { bandOf, SCORE_RULE_IDS, ScoreRules } from "./rules"
import { openRules, scoreLead } from "./score-lead"

const RULES = ScoreRules.parse({})
const NOTHING: LeadFacts = {
  phones: [],
  vehicles: [],
  bookings: [],
  runStartedAt: "2026-03-01T08:00:00.000Z",
  contacts: [],
  replies: [],
  messages: [],
  intent: [],
}
const AT = "2026-03-02T08:00:00.000Z"
const phone = (value: string, strength: "personal" | "shared" | "weak" = "personal") => ({
  identityId: `i-${value}`,
  value,
  strength,
  at: AT,
  touchpointId: null,
})
const vehicle = (value: string, isFromPerson = true) => ({ value, isFromPerson, at: AT, touchpointId: "t-v" })
const booking = (status: "created" | "cancelled" | "completed", bookedAt: string | null = AT) => ({
  bookingId: "B-1",
  status,
  vehicle: "Nissan Patrol",
  bookedAt,
  statusAt: AT,
  touchpointId: null,
})
const contact = (channel: string, touchpointId = `t-${channel}`) => ({ channel, at: AT, touchpointId })
const reply = (at: string, ourAt: string) => ({ kind: "message" as const, at, ourAt, touchpointId: "t-r" })
const message = (text: string, isForm = false) => ({ touchpointId: `m-${text}`, at: AT, text, isForm })

const EVERYTHING: LeadFacts = {
  ...NOTHING,
  phones: [phone("+971501234567")],
  vehicles: [vehicle("Nissan Patrol")],
  bookings: [booking("completed")],
  contacts: [contact("website"), contact("botspace")],
  replies: [reply("2026-03-02T10:00:00.000Z", AT)],
  messages: [message("I want to book")],
}

const pointsOf = (facts: Partial<LeadFacts>, rules = RULES) =>
  Object.fromEntries(scoreLead({ ...NOTHING, ...facts }, rules).parts.map(({ rule, points }) => [rule, points]))

describe("each rule gives its points for its own reason", () => {
  test.each<[string, Partial<LeadFacts>, Record<string, number>]>([
    ["nothing known", {}, {}],
    ["a personal UAE number", { phones: [phone("+971501234567")] }, { valid_uae_phone: 20 }],
    ["a UAE landline", { phones: [phone("+97143334444")] }, { valid_uae_phone: 20 }],
    ["a foreign number", { phones: [phone("+447911123456")] }, {}],
    ["a switchboard", { phones: [phone("+97143334444", "shared")] }, {}],
    ["somebody else's number", { phones: [phone("+971501234567", "weak")] }, {}],
    ["a model", { vehicles: [vehicle("Nissan Patrol")] }, { specific_vehicle: 15 }],
    ["any car", { vehicles: [vehicle("any car")] }, {}],
    ["a model from a profile", { vehicles: [vehicle("Nissan Patrol", false)] }, {}],
    ["a completed rental", { bookings: [booking("completed", null)] }, { rental_history: 25 }],
    ["a booking of an earlier run", { bookings: [booking("created", "2026-02-01T08:00:00.000Z")] }, { rental_history: 25 }],
    ["the booking of this run", { bookings: [booking("created")] }, {}],
    ["a cancelled booking", { bookings: [booking("cancelled", "2026-02-01T08:00:00.000Z")] }, {}],
    ["one channel twice", { contacts: [contact("website", "a"), contact("website", "b")] }, {}],
    ["two channels", { contacts: [contact("website"), contact("ziwo")] }, { multiple_channels: 10 }],
    ["a channel and the rental system", { contacts: [contact("website"), contact("erp")] }, {}],
    ["a reply in time", { replies: [reply("2026-03-09T08:00:00.000Z", AT)] }, { responded_to_follow_up: 15 }],
    ["a reply too late", { replies: [reply("2026-03-09T08:00:00.001Z", AT)] }, {}],
    ["a high-intent word", { messages: [message("book it")] }, { high_intent_words: 15 }],
    ["a high-intent word in Arabic", { messages: [message("أريد الحجز")] }, { high_intent_words: 15 }],
    ["a word taken back", { messages: [message("I don't want to book")] }, {}],
    ["a word in a form", { messages: [message("book it", true)] }, {}],
  ])("%s", (_name, facts, points) => expect(pointsOf(facts)).toEqual(points))

  test("all of it is 100, and high priority", () => {
    expect(scoreLead(EVERYTHING, RULES)).toMatchObject({ score: 100, band: "high" })
  })
})

test("forms are read when the rules say so", () => {
  const rules = ScoreRules.parse({ high_intent_words: { inForms: true } })
  expect(pointsOf({ messages: [message("book it", true)] }, rules)).toEqual({ high_intent_words: 15 })
})

test("above 60 is high priority, below 30 is nurture, and the thresholds themselves are neither", () => {
  expect([0, 29, 30, 60, 61, 100].map((score) => bandOf(score, RULES.thresholds))).toEqual([
    "nurture",
    "nurture",
    "normal",
    "normal",
    "high",
    "high",
  ])
})

test("every part says why and where", () => {
  const { parts } = scoreLead(EVERYTHING, RULES)
  expect(parts.map(({ rule, evidence }) => [rule, evidence])).toEqual([
    ["valid_uae_phone", [{ text: "+971501234567", at: AT, identityId: "i-+971501234567" }]],
    ["responded_to_follow_up", [{ text: "Replied 2 h after we had been in touch", at: "2026-03-02T10:00:00.000Z", touchpointId: "t-r" }]],
    ["specific_vehicle", [{ text: "Nissan Patrol", at: AT, touchpointId: "t-v" }]],
    ["rental_history", [{ text: "Rental completed: Nissan Patrol, B-1", at: AT, bookingId: "B-1" }]],
    [
      "multiple_channels",
      [
        { text: "WhatsApp", at: AT, touchpointId: "t-botspace" },
        { text: "Website form", at: AT, touchpointId: "t-website" },
      ],
    ],
    ["high_intent_words", [{ text: "“I want to book”", at: AT, words: "book", touchpointId: "m-I want to book" }]],
  ])
})

test("missing rules are named with their points, highest first; disabled ones are not", () => {
  const rules = ScoreRules.parse({ rental_history: { enabled: false }, multiple_channels: { points: 0 } })
  const { parts } = scoreLead({ ...NOTHING, phones: [phone("+971501234567")] }, rules)
  expect(openRules(parts, rules).map(({ rule }) => rule)).toEqual(["responded_to_follow_up", "specific_vehicle", "high_intent_words"])
})

test("stored rules without a setting get its default, and nurture cannot begin above high priority", () => {
  expect(ScoreRules.parse({ valid_uae_phone: { points: 5 } })).toMatchObject({
    valid_uae_phone: { enabled: true, points: 5 },
    rental_history: { points: 25 },
  })
  expect(ScoreRules.safeParse({ thresholds: { high: 20, nurture: 40 } }).success).toBe(false)
})

const instant = fc.date({ min: new Date("2026-01-01"), max: new Date("2026-06-01"), noInvalidDate: true }).map((at) => at.toISOString())
const id = fc.uuid()
const anyFacts: fc.Arbitrary<LeadFacts> = fc.record({
  phones: fc.array(
    fc.record({
      identityId: id,
      value: fc.constantFrom("+971501234567", "+97143334444", "+447911123456"),
      strength: fc.constantFrom("personal", "shared", "weak"),
      at: instant,
      touchpointId: fc.option(id),
    }),
  ),
  vehicles: fc.array(
    fc.record({
      value: fc.constantFrom("SUV", "any car", "Tesla Model 3", ""),
      isFromPerson: fc.boolean(),
      at: instant,
      touchpointId: fc.option(id),
    }),
  ),
  bookings: fc.array(
    fc.record({
      bookingId: id,
      status: fc.constantFrom("created", "cancelled", "completed"),
      vehicle: fc.option(fc.constant("SUV")),
      bookedAt: fc.option(instant),
      statusAt: instant,
      touchpointId: fc.option(id),
    }),
  ),
  runStartedAt: fc.option(instant),
  contacts: fc.array(fc.record({ channel: fc.constantFrom("website", "crisp", "ziwo", "erp"), at: instant, touchpointId: id })),
  replies: fc.array(fc.record({ kind: fc.constantFrom("message", "call"), at: instant, ourAt: instant, touchpointId: id })),
  messages: fc.array(
    fc.record({
      touchpointId: id,
      at: instant,
      text: fc.oneof(fc.constantFrom("book it", "not interested", "أريد الحجز", "hello"), fc.string({ unit: "grapheme" })),
      isForm: fc.boolean(),
    }),
  ),
  intent: fc.constant([]),
})
const anyRules = fc
  .record({
    points: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 6, maxLength: 6 }),
    enabled: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    thresholds: fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })),
  })
  .map(({ points, enabled, thresholds: [a, b] }) =>
    ScoreRules.parse({
      ...Object.fromEntries(SCORE_RULE_IDS.map((rule, at) => [rule, { points: points[at], enabled: enabled[at] }])),
      thresholds: { high: Math.max(a, b), nurture: Math.min(a, b) },
    }),
  )

describe("for any facts under any rules", () => {
  test("the parts add up to the score, within 0 and 100, and each has evidence", () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, rules) => {
        const { score, band, parts } = scoreLead(facts, rules)
        expect(score).toBe(
          Math.min(
            100,
            parts.reduce((sum, { points }) => sum + points, 0),
          ),
        )
        expect(band).toBe(bandOf(score, rules.thresholds))
        for (const { evidence, points } of parts) expect([evidence.length > 0, points > 0]).toEqual([true, true])
      }),
    )
  })

  test("more facts never lower the score", () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyRules, (some, more, rules) => {
        const both: LeadFacts = {
          ...some,
          phones: [...some.phones, ...more.phones],
          vehicles: [...some.vehicles, ...more.vehicles],
          bookings: [...some.bookings, ...more.bookings],
          contacts: [...some.contacts, ...more.contacts],
          replies: [...some.replies, ...more.replies],
          messages: [...some.messages, ...more.messages],
        }
        expect(scoreLead(both, rules).score).toBeGreaterThanOrEqual(scoreLead(some, rules).score)
      }),
    )
  })

  test("the order of facts does not matter", () => {
    fc.assert(
      fc.property(anyFacts, anyRules, (facts, rules) => {
        const turned: LeadFacts = {
          ...facts,
          phones: facts.phones.toReversed(),
          vehicles: facts.vehicles.toReversed(),
          bookings: facts.bookings.toReversed(),
          contacts: facts.contacts.toReversed(),
          replies: facts.replies.toReversed(),
          messages: facts.messages.toReversed(),
        }
        const scores = [facts, turned].map((one) => scoreLead(one, rules))
        expect(scores[1]?.score).toBe(scores[0]?.score)
        expect(scores[1]?.parts.map(({ rule, points }) => [rule, points])).toEqual(
          scores[0]?.parts.map(({ rule, points }) => [rule, points]),
        )
      }),
    )
  })

  test("messages read one by one, keeping the findings, score like messages read together", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        let intent: LeadFacts["intent"] = []
        for (const one of facts.messages) {
          const { parts } = scoreLead({ ...facts, messages: [one], intent }, RULES)
          intent = parts.find(({ rule }) => rule === "high_intent_words")?.evidence ?? []
        }
        const whole = scoreLead(facts, RULES).parts.find(({ rule }) => rule === "high_intent_words")?.evidence ?? []
        expect(intent).toEqual(whole)
      }),
    )
  })
})
