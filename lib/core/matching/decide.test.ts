import { describe, expect, it } from "vitest"
import type { Decision } from "@/lib/core/matching/decide"
import { MemoryStore, type Outcome } from "@/lib/core/matching/testing/memory-store"
import { readProfile, type Profile } from "@/lib/core/matching/profile"
import { DEFAULT_MATCH_SETTINGS, type MatchSettings } from "@/lib/core/matching/settings"

const HOUR_MS = 3_600_000
const PRETEND = { leads: 20_000, windowLeads: 200 }

type Typed = { name?: string; phone?: string; email?: string }
const event = (id: string, hours: number, { name, phone, email }: Typed): Profile =>
  readProfile({
    id,
    at: hours * HOUR_MS,
    names: [name],
    phones: phone ? [{ raw: phone }] : [],
    emails: email ? [email] : [],
  })

function stream(events: Profile[], settings: Partial<MatchSettings> = {}): { store: MemoryStore; outcomes: Outcome[] } {
  const store = new MemoryStore({ ...DEFAULT_MATCH_SETTINGS, ...settings }, PRETEND)
  return { store, outcomes: events.map((one) => store.receive(one)) }
}
function last(events: Profile[], settings: Partial<MatchSettings> = {}): Decision {
  const outcome = stream(events, settings).outcomes.at(-1)
  if (!outcome) throw new Error("no event")
  return outcome.decision
}

const A = { name: "Zhanna Orlova", phone: "0501234567" }

describe("an address with a space in it", () => {
  const whole = { name: "Huda Nasser", email: "ali.falconer@mail.example" }
  const spaced = { name: "Rajesh Kumar", email: "ali falconer@mail.example" }
  const question = { outcome: "review", leadId: null, flags: [{ kind: "pair", leadId: "a", reason: "email_spacing" }] }

  it.each([
    ["after the address that it may mean", whole, spaced],
    ["before it", spaced, whole],
    ["after itself", spaced, spaced],
    ["behind a name", { name: "Ali Falconer", email: "falconer@mail.example" }, spaced],
  ])("%s joins nobody, and is a question", (_, first, second) => {
    expect(last([event("a", 0, first), event("b", 500, second)])).toMatchObject(question)
  })

  it("is no question where nobody has an address that it may mean", () => {
    expect(last([event("a", 0, { ...whole, email: "other@mail.example" }), event("b", 500, spaced)])).toMatchObject({
      outcome: "new",
      flags: [],
    })
  })

  it("does not keep a known phone from joining its lead", () => {
    const decision = last([event("p", 0, A), event("a", 0, whole), event("b", 500, { ...A, email: spaced.email })])
    expect(decision).toMatchObject({ outcome: "update", leadId: "p", flags: [{ leadId: "a", reason: "email_spacing" }] })
  })
})

describe("rule 1 and 2: an equal personal value joins", () => {
  it("the same phone joins, and keeps the name it agrees with", () => {
    expect(last([event("a", 0, A), event("b", 500, { name: "Жанна Орлова", phone: "+971501234567" })])).toMatchObject({
      outcome: "update",
      leadId: "a",
      reason: "same_phone",
      flags: [],
      agreesWithName: 0,
    })
  })

  it("the same e-mail joins", () => {
    const first = event("a", 0, { name: "Zhanna Orlova", email: "zh.orlova@gmail.com" })
    expect(last([first, event("b", 500, { email: "ZhOrlova@googlemail.com" })])).toMatchObject({
      outcome: "update",
      leadId: "a",
      reason: "same_email",
    })
  })

  it("a contradicting name joins with a split item", () => {
    const decision = last([event("a", 0, A), event("b", 500, { name: "Rajesh Kumar", phone: "0501234567" })])
    expect(decision).toMatchObject({
      outcome: "split",
      leadId: "a",
      flags: [{ kind: "split", leadId: "a", reason: "name_contradicts" }],
    })
  })

  it("a new name on a number silent for more than 90 days is called recycled", () => {
    const decision = last([event("a", 0, A), event("b", 91 * 24, { name: "Rajesh Kumar", phone: "0501234567" })])
    expect(decision).toMatchObject({ outcome: "split", reason: "number_recycled" })
  })

  it("the second name is asked about only once", () => {
    const other = { name: "Rajesh Kumar", phone: "0501234567" }
    expect(last([event("a", 0, A), event("b", 5, other), event("c", 9, other)])).toMatchObject({
      outcome: "update",
      leadId: "a",
      flags: [],
      agreesWithName: 1,
    })
  })

  it("a contradiction is held as a lead of its own when the setting says so", () => {
    const decision = last([event("a", 0, A), event("b", 500, { name: "Rajesh Kumar", phone: "0501234567" })], {
      contradiction: "hold",
    })
    expect(decision).toMatchObject({
      outcome: "review",
      leadId: null,
      flags: [{ kind: "pair", leadId: "a", reason: "name_contradicts" }],
    })
  })
})

describe("rule 3: phone and e-mail name two leads", () => {
  it("joins the phone's lead and flags the pair", () => {
    const events = [
      event("a", 0, A),
      event("b", 5, { name: "Zhanna Orlova", email: "zh.orlova@mail.ru" }),
      event("c", 500, { name: "Zhanna Orlova", phone: "0501234567", email: "zh.orlova@mail.ru" }),
    ]
    const apart = [events[0], event("b", 300, { name: "Zh. Orlova", email: "zh.orlova@mail.ru" }), events[2]].flatMap((one) => one ?? [])
    expect(last(apart)).toMatchObject({
      outcome: "update",
      leadId: "a",
      flags: [{ kind: "pair", leadId: "b", reason: "linked_by_event" }],
    })
  })
})

describe("an event that names both leads of an open question", () => {
  const events = [
    event("a", 0, A),
    event("b", 5, { name: "Zhanna Orlova", email: "zh.orlova@mail.ru" }),
    event("c", 500, { name: "Zhanna Orlova", phone: "0501234567", email: "zh.orlova@mail.ru" }),
    event("d", 510, { name: "Zhanna Orlova", phone: "0501234567", email: "zh.orlova@mail.ru" }),
  ]

  it("becomes its reason, once", () => {
    expect(last(events.slice(0, 2))).toMatchObject({ flags: [{ kind: "pair", leadId: "a", reason: "time_window" }] })
    expect(last(events.slice(0, 3))).toMatchObject({
      outcome: "update",
      leadId: "a",
      flags: [{ kind: "pair", leadId: "b", reason: "linked_by_event" }],
    })
    expect(last(events)).toMatchObject({ outcome: "update", leadId: "a", flags: [] })
  })
})

describe("rules 4 and 5: what goes to review", () => {
  it("explains itself in bits that add up", () => {
    const decision = last([event("a", 0, A), event("b", 500, { name: "Жанна Орлова", phone: "0501234568" })])
    expect(decision).toMatchObject({
      outcome: "review",
      leadId: null,
      flags: [{ kind: "pair", leadId: "a", reason: "similar_phone" }],
    })
    const evidence = decision.flags[0]?.evidence
    const sum = evidence?.parts.reduce((total, part) => total + part.bits, 0)
    expect(evidence?.totalBits).toBeCloseTo(sum ?? Number.NaN, 9)
    expect(evidence?.parts.map((part) => part.feature)).toEqual(["prior", "time", "phone", "name", "name"])
    expect(evidence?.probability).toBeGreaterThan(0.9)
  })

  it("needs more the more leads are in the window", () => {
    const events = [
      event("a", 0, { name: "Marites Soriano", email: "ms81@gmail.com" }),
      event("b", 5, { name: "Marites Soriano", phone: "0501234567" }),
    ]
    const bits = (windowLeads: number): number => {
      const store = new MemoryStore(DEFAULT_MATCH_SETTINGS, { leads: 20_000, windowLeads })
      const flags = events.map((one) => store.receive(one)).at(-1)?.decision.flags ?? []
      return flags[0]?.evidence.totalBits ?? Number.NEGATIVE_INFINITY
    }
    expect(bits(50)).toBeGreaterThan(bits(500))
    expect(bits(1_000_000)).toBe(Number.NEGATIVE_INFINITY)
  })

  it("never raises more than three review items", () => {
    const twins = ["4568", "4569", "4560", "4561", "4562"].map((tail, index) =>
      event(`a${index}`, index, { name: "Zhanna Orlova", phone: `050123${tail}` }),
    )
    expect(last([...twins, event("b", 500, A)]).flags.length).toBeLessThanOrEqual(3)
  })
})

describe("shared and rejected", () => {
  const family = ["Ahmed Darwish", "Mariam Khoury", "Rajesh Kumar"].map((name, index) =>
    event(`f${index}`, index, { name, phone: "0501234567" }),
  )

  it("a number seen with three people's names no longer decides alone", () => {
    expect(last([...family, event("x", 20, { phone: "0501234567" })])).toMatchObject({
      outcome: "new",
      flags: [],
      sameLine: ["f0"],
    })
    expect(last([...family, event("x", 20, { name: "Rajesh Kumar", phone: "0501234567" })])).toMatchObject({
      outcome: "update",
      reason: "same_line_and_name",
    })
  })

  it("a label by a reviewer outweighs the count", () => {
    const store = new MemoryStore(DEFAULT_MATCH_SETTINGS, PRETEND)
    store.receive(event("a", 0, A))
    store.label("+971501234567", "household")
    expect(store.receive(event("b", 5, { name: "Rajesh Kumar", phone: "0501234567" })).decision).toMatchObject({
      outcome: "new",
      flags: [],
    })
    store.label("+971501234567", "personal")
    expect(store.receive(event("c", 6, { phone: "0501234567" })).decision.outcome).toBe("update")
  })

  it("a rejected pair does not return, unless a value becomes equal", () => {
    const store = new MemoryStore(DEFAULT_MATCH_SETTINGS, PRETEND)
    store.receive(event("a", 0, A))
    const near = { name: "Zhanna Orlova", phone: "0501234568" }
    expect(store.receive(event("b", 500, near)).decision.flags).toHaveLength(1)
    store.reject("a", "b")
    expect(store.receive(event("c", 600, near)).decision).toMatchObject({ outcome: "update", leadId: "b", flags: [] })
    expect(store.receive(event("d", 700, { ...near, phone: "0501234567" })).decision).toMatchObject({
      outcome: "update",
      leadId: "a",
    })
  })

  it("an event that carries a value of each lead reopens a rejected pair", () => {
    const store = new MemoryStore(DEFAULT_MATCH_SETTINGS, PRETEND)
    store.receive(event("a", 0, A))
    store.receive(event("b", 300, { name: "Zhanna Orlova", email: "zh.orlova@mail.ru" }))
    store.reject("a", "b")
    const both = { name: "Zhanna Orlova", phone: "0501234567", email: "zh.orlova@mail.ru" }
    expect(store.receive(event("c", 500, both)).decision).toMatchObject({
      leadId: "a",
      flags: [{ leadId: "b", reason: "linked_by_event" }],
    })
  })
})
