import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compareProfiles } from "@/lib/core/matching/compare"
import { MemoryStore, type Outcome } from "@/lib/core/matching/testing/memory-store"
import { readProfile, type Profile } from "@/lib/core/matching/profile"
import { DEFAULT_MATCH_SETTINGS } from "@/lib/core/matching/settings"

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

function stream(events: Profile[]): { store: MemoryStore; outcomes: Outcome[] } {
  const store = new MemoryStore(DEFAULT_MATCH_SETTINGS, PRETEND)
  return { store, outcomes: events.map((one) => store.receive(one)) }
}

describe("for any two records", () => {
  const names = fc.constantFrom(
    undefined,
    "Omar Saleh",
    "عمر صالح",
    "Omar",
    "Priya Nair",
    "Mohammed",
    "Иван Петров",
    "Ivan Petrov",
    "王小明",
    "Wang Xiaoming",
  )
  const phones = fc.constantFrom(
    undefined,
    "0501234567",
    "0501234568",
    "+966501234567",
    "9876543210",
    "+919876543210",
    "042345678",
    "050123467",
    "8001234",
  )
  const emails = fc.constantFrom(
    undefined,
    "omar@x.ae",
    "omar.saleh@gmail.com",
    "omar.saleh@gmial.com",
    "info@x.ae",
    "desert4417@mail.ru",
    "desert4417@gmail.com",
    "a@mailinator.com",
  )
  const typed = fc.record({ name: names, phone: phones, email: emails })
  const hours = fc.constantFrom(0, 5, 47, 49, 500, 3000)

  it("the evidence is the same from either side", () => {
    const store = new MemoryStore(DEFAULT_MATCH_SETTINGS, PRETEND)
    fc.assert(
      fc.property(typed, typed, hours, (a, b, gap) => {
        const [one, other] = [event("a", 0, a as Typed), event("b", gap, b as Typed)]
        const there = compareProfiles(one, other, store.stats(), DEFAULT_MATCH_SETTINGS)
        const back = compareProfiles(other, one, store.stats(), DEFAULT_MATCH_SETTINGS)
        expect(back.evidence.totalBits).toBeCloseTo(there.evidence.totalBits, 9)
        expect(back.name.clashes).toBe(there.name.clashes)
        expect(there.evidence.parts.reduce((sum, part) => sum + part.bits, 0)).toBeCloseTo(there.evidence.totalBits, 9)
      }),
    )
  })

  it("the same event twice makes one lead and no review item", () => {
    fc.assert(
      fc.property(typed, (record) => {
        const { store, outcomes } = stream([event("a", 0, record as Typed), event("b", 0, record as Typed)])
        const first = event("a", 0, record as Typed)
        const hasMobile = first.phones.some((phone) => phone.ok && phone.type === "mobile")
        if (!hasMobile) return
        expect(outcomes[1]?.decision).toMatchObject({ outcome: "update", leadId: "a", flags: [] })
        expect(store.leads.size).toBe(1)
      }),
    )
  })

  it("the order of arrival does not change whether two records are joined, reviewed or separate", () => {
    fc.assert(
      fc.property(typed, typed, hours, (a, b, gap) => {
        const outcomeOf = (first: Typed, second: Typed): string =>
          stream([event("a", 0, first), event("b", gap, second)]).outcomes.at(-1)?.decision.outcome ?? ""
        expect(outcomeOf(a as Typed, b as Typed)).toBe(outcomeOf(b as Typed, a as Typed))
      }),
    )
  })
})
