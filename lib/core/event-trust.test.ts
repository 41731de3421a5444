import fc from "fast-check"
import { expect, test } from "vitest"
import {
  consentInForce,
  EVENT_TRUSTS,
  isVisitorWord,
  POWERS,
  restrictTimes,
  VISITOR_IDS,
  visitorTrust,
  type ConsentFact,
} from "./event-trust"
import { IDENTITY_KINDS, IDENTITY_SOURCES, TRUST_LEVELS, type LeadEvent } from "./lead-event"

const instant = fc.date({ min: new Date("2024-01-01"), max: new Date("2027-12-31"), noInvalidDate: true })
const fact = fc.record({ given: fc.boolean(), givenAt: instant, trust: fc.constantFrom(...EVENT_TRUSTS) })

test("whatever an anonymous sender adds, a withdrawal stays in force", () => {
  fc.assert(
    fc.property(fc.array(fact), fc.array(instant, { minLength: 1 }), (facts, grants) => {
      const before = consentInForce(facts)
      const attack = grants.map((givenAt): ConsentFact => ({ given: true, givenAt, trust: "public" }))
      const after = consentInForce([...facts, ...attack.filter(({ givenAt }) => facts.every((one) => one.givenAt <= givenAt))])
      if (before === false) expect(after).toBe(false)
    }),
  )
})

test("a withdrawal by anyone ends consent that was given before it", () => {
  fc.assert(
    fc.property(fc.array(fact), fc.constantFrom(...EVENT_TRUSTS), (facts, trust) => {
      const latest = Math.max(0, ...facts.map(({ givenAt }) => givenAt.getTime()))
      expect(consentInForce([...facts, { given: false, givenAt: new Date(latest), trust }])).toBe(false)
    }),
  )
})

test("the order in which consents are read does not matter", () => {
  fc.assert(
    fc.property(fc.array(fact), (facts) => {
      expect(consentInForce(facts.toReversed())).toBe(consentInForce(facts))
    }),
  )
})

test("public input happens within minutes of its arrival, everything else when it says", () => {
  fc.assert(
    fc.property(instant, instant, instant, fc.constantFrom(...EVENT_TRUSTS), (occurredAt, givenAt, receivedAt, trust) => {
      const event = { occurredAt, consents: [{ given: true, givenAt, textVersion: null, purpose: "marketing" }] } as unknown as LeadEvent
      const restricted = restrictTimes(event, trust, receivedAt)
      const { backdateMs } = POWERS[trust]
      if (backdateMs === null) {
        expect(restricted).toBe(event)
        return
      }
      for (const at of [restricted.occurredAt, restricted.consents[0]?.givenAt ?? receivedAt]) {
        expect(at.getTime()).toBeLessThanOrEqual(receivedAt.getTime())
        expect(receivedAt.getTime() - at.getTime()).toBeLessThanOrEqual(backdateMs)
      }
    }),
  )
})

const identity = fc.record({ kind: fc.constantFrom(...IDENTITY_KINDS), source: fc.constantFrom(...IDENTITY_SOURCES) })

test("an event speaks for its person only when a trusted source gives a contact or an account, not a browser", () => {
  fc.assert(
    fc.property(fc.constantFrom(...EVENT_TRUSTS), fc.array(identity, { minLength: 1 }), (trust, identities) => {
      const isTyped = identities.every(({ kind, source }) => VISITOR_IDS.includes(kind) || source === "profile" || source === "message")
      expect(isVisitorWord(trust, identities)).toBe(trust === "public" || isTyped)
    }),
  )
})

test("a visitor's word never ranks with what a person stated, and below a profile's where others told us of the lead", () => {
  const rank = (level: (typeof TRUST_LEVELS)[number]) => TRUST_LEVELS.indexOf(level)
  for (const claimed of TRUST_LEVELS) {
    expect(rank(visitorTrust(claimed, false))).toBeLessThan(rank("stated"))
    expect(rank(visitorTrust(claimed, true))).toBeLessThan(rank("profile"))
  }
})
