import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { align, closest } from "./alignment"
import { clustersOf } from "./clusters"
import { preferredSurvivor, previewFields } from "./merge-preview"
import { offerSplit, type OfferedTouch } from "./split-offer"

function marked(left: string, right: string) {
  const show = (stretches: { text: string; isSame: boolean }[]) =>
    stretches.map(({ text, isSame }) => (isSame ? text : `[${text}]`)).join("")
  const { left: one, right: other } = align(left, right)
  return [show(one), show(other)]
}

describe("marking what differs", () => {
  test.each([
    ["+971 50 123 4567", "+971 50 123 4568", "+971 50 123 456[7]", "+971 50 123 456[8]"],
    ["+971 50 123 4567", "+971 50 123 457", "+971 50 123 45[6]7", "+971 50 123 457"],
    ["omar.saleh@gmail.com", "omarsaleh@gmail.com", "omar.saleh@gmail.com", "omarsaleh@gmail.com"],
    ["omar@gmail.com", "omar@gmial.com", "omar@gm[a]il.com", "omar@gmi[a]l.com"],
    ["José Álvarez", "jose alvares", "José Álvare[z]", "jose alvare[s]"],
    ["محمد علي", "محمد عالي", "محمد علي", "محمد ع[ا]لي"],
    ["Omar", "Katarzyna", "Omar", "Katarzyna"],
  ])("%s against %s", (left, right, one, other) => {
    expect(marked(left, right)).toEqual([one, other])
  })

  test("no character of either value is lost, and equal values have no mark", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (left, right) => {
        const both = align(left, right)
        expect(both.left.map(({ text }) => text).join("")).toBe(left)
        expect(both.right.map(({ text }) => text).join("")).toBe(right)
        expect(align(left, left).left.every(({ isSame }) => isSame)).toBe(true)
      }),
    )
  })

  test("a value is compared with the most similar one", () => {
    expect(closest("+971501234567", ["+97142223333", "+971501234568"])).toBe("+971501234568")
    expect(closest("x", [])).toBeNull()
  })
})

describe("clusters", () => {
  test("a chain of pairs is one cluster, whatever the order of its items", () => {
    const items = [{ leads: ["c", "d"] }, { leads: ["a", "b"] }, { leads: ["x"] }, { leads: ["b", "c"] }]
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
        const found = clustersOf(shuffled).map(({ leads, items: own }) => [leads.toSorted().join(""), own.length])
        expect(found.toSorted()).toEqual([
          ["abcd", 3],
          ["x", 1],
        ])
      }),
    )
  })
})

describe("the split suggestion", () => {
  const touch = (id: string, given: Partial<OfferedTouch>): OfferedTouch => ({
    id,
    name: null,
    claims: ["phone:+971501112222"],
    conversationId: null,
    occurredAt: "2026-03-01T08:00:00Z",
    ...given,
  })
  const question = {
    touchpointId: "q",
    name: "Katarzyna Nowak",
    leadName: "Omar Saleh",
    contested: "phone:+971501112222",
    isRecycled: false,
  }
  const asked = touch("q", { name: "Katarzyna Nowak", claims: ["phone:+971501112222", "email:k@x.com"], conversationId: "talk" })

  test("takes every touch under the other name, its conversation, and identities only it used", () => {
    const touches = [
      touch("omar", { name: "Omar Saleh" }),
      asked,
      touch("short", { name: "Kate Nowak" }),
      touch("talked", { conversationId: "talk" }),
      touch("mailed", { claims: ["email:k@x.com"] }),
      touch("called", {}),
    ]
    expect(offerSplit(question, touches).toSorted()).toEqual(["mailed", "q", "short", "talked"])
  })

  test("takes what came by a resold number since the new owner has it", () => {
    const touches = [asked, touch("before", { occurredAt: "2025-01-01T08:00:00Z" }), touch("after", { occurredAt: "2026-03-02T08:00:00Z" })]
    expect(offerSplit({ ...question, isRecycled: true }, touches)).toEqual(["q", "after"])
  })

  test("leaves what the lead's own person also used", () => {
    const touches = [
      touch("omar", { name: "Omar Saleh", conversationId: "talk", claims: ["email:k@x.com"] }),
      asked,
      touch("x", { conversationId: "talk" }),
    ]
    expect(offerSplit(question, touches)).toEqual(["q"])
  })
})

describe("the preview", () => {
  const value = (text: string) =>
    ({ value: text, trust: "stated", observedAt: "2026-01-01", channel: null, touchpointId: null, userId: null }) as const
  test("a choice of the reviewer beats survivorship, and an empty one changes nothing", () => {
    const sides = [
      { leadId: "a", fields: { name: value("Omar"), company: value("Falcon") } },
      { leadId: "b", fields: { name: value("Omar Saleh") } },
    ]
    const preview = previewFields({ name: value("Omar Saleh"), company: value("Falcon") }, sides, { name: "a", company: "b" })
    expect([preview.name?.value, preview.name?.trust, preview.company?.value]).toEqual(["Omar", "person", "Falcon"])
  })

  test("the lead to keep is the owned, further, fuller, older one, in that order", () => {
    const lead = { kind: "lead", stageId: "new_lead", ownerId: null as string | null, touches: 1, firstTouchAt: "2026-02-01" }
    const keep = (...given: Partial<typeof lead>[]) => preferredSurvivor(given.map((one, at) => ({ ...lead, ...one, id: String(at) })))?.id
    expect(keep({ stageId: "booked" }, { ownerId: "u" })).toBe("1")
    expect(keep({ stageId: "lost", touches: 9 }, {})).toBe("1")
    expect(keep({}, { touches: 2 })).toBe("1")
    expect(keep({}, { firstTouchAt: "2026-01-01" })).toBe("1")
  })
})
