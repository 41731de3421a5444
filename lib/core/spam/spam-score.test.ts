import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { HOLD_FROM, holdReason, spamScore, spamSignals, type FormPost } from "./spam-score"

const post = (given: Partial<FormPost> = {}): FormPost => ({
  trap: null,
  texts: ["I need a Nissan Patrol from Friday to Monday, delivery to Marina"],
  names: ["Layla Haddad"],
  emails: ["layla@example.com"],
  filledInMs: null,
  recentPosts: 1,
  ...given,
})

describe("what customers write is not held", () => {
  test.each<[string, Partial<FormPost>]>([
    ["a plain enquiry", {}],
    ["in Arabic", { texts: ["أريد سيارة دفع رباعي لمدة أسبوع"], names: ["محمد المنصوري"] }],
    ["in Cyrillic capitals", { texts: ["НУЖНА МАШИНА НА НЕДЕЛЮ"], names: ["СВЕТЛАНА"] }],
    ["with a link to the car", { texts: ["This one please: https://www.falcon-cars.example/fleet/patrol"] }],
    ["from a throwaway mailbox", { emails: ["x@mailinator.com"] }],
    ["filled in by the browser in a second", { filledInMs: 900 }],
    ["the twentieth of a mobile network", { recentPosts: 20 }],
    ["with a name of few vowels", { names: ["Krzysztof Brzęczyszczykiewicz", "Ng Schwartz"] }],
    ["with a company in mixed case", { texts: ["We are McDonaldsFZ and PricewaterhouseCoopers"] }],
    ["with a clock that is ahead of ours", { filledInMs: -500 }],
  ])("%s", (_, given) => expect(holdReason(post(given))).toBeNull())
})

describe("what is held, and the reason that is shown", () => {
  test.each<[string, Partial<FormPost>, RegExp]>([
    ["a filled hidden field", { trap: "Acme" }, /hidden field/],
    ["several links", { texts: ["https://a.example https://b.example www.c.example"] }, /3 links/],
    ["markup", { texts: ["<a href='https://a.example'>cars</a>"] }, /link markup/],
    ["an advertisement with a link", { texts: ["Get backlinks at https://a.example"] }, /a link; an advertisement \("backlinks"\)/],
    [
      "random letters from a throwaway mailbox",
      { names: ["xKjHgTrWqPz"], emails: ["a@mailinator.com"] },
      /mailinator\.com.*random letters/,
    ],
    ["a flood from one address", { recentPosts: 30 }, /30 posts from one address/],
    ["many posts, each sent at once", { recentPosts: 12, filledInMs: 400 }, /0\.4 s; 12 posts/],
  ])("%s", (_, given, reason) => expect(holdReason(post(given))).toMatch(reason))
})

test("a signal more never lowers the score, and what is held has at least the points", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("https://a.example", "casino", "[url=x]", "bcdfghjklmn"))
  const posts = fc.record({
    trap: fc.option(fc.string({ minLength: 1 })),
    texts: fc.array(text),
    names: fc.array(text),
    emails: fc.array(fc.constantFrom("a@mailinator.com", "a@example.com", "?")),
    filledInMs: fc.option(fc.integer({ min: -10_000, max: 100_000 })),
    recentPosts: fc.integer({ min: 1, max: 100 }),
  })
  fc.assert(
    fc.property(posts, (one) => {
      const score = spamScore(spamSignals(one))
      expect(holdReason(one) !== null).toBe(score >= HOLD_FROM)
      expect(spamScore(spamSignals({ ...one, trap: "x" }))).toBeGreaterThanOrEqual(score)
      expect(spamScore(spamSignals({ ...one, recentPosts: one.recentPosts + 30 }))).toBeGreaterThanOrEqual(score)
    }),
  )
})
