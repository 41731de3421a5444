/**
 * Golden decisions about pairs: they must not change unnoticed. Each case gives two records, the hours between them,
 * the expected answer and, where opinions differ, other accepted answers. A change of a rule or weight shows here
 * first.
 */
export type GoldenAnswer = "update" | "review" | "new"
export type GoldenRecord = { name?: string; phone?: string; email?: string }
export type GoldenCase = {
  what: string
  a: GoldenRecord
  b: GoldenRecord
  hours: number
  hint?: string
  expected: GoldenAnswer
  acceptable?: GoldenAnswer[]
}

export const FAR = 500
export const M = "0501234567"
export const M_ONE = "0501234568"

export const one = (
  what: string,
  a: string,
  b: string,
  expected: GoldenAnswer = "review",
  acceptable: GoldenAnswer[] = [],
): GoldenCase => ({
  what,
  a: { name: a, phone: M },
  b: { name: b, phone: M_ONE },
  hours: FAR,
  expected,
  acceptable,
})
export const same = (what: string, a: string, b: string, expected: GoldenAnswer, acceptable: GoldenAnswer[] = []): GoldenCase => ({
  what,
  a: { name: a, phone: M },
  b: { name: b, phone: M },
  hours: FAR,
  expected,
  acceptable,
})
export const near = (
  what: string,
  a: string,
  email: string,
  b: string,
  expected: GoldenAnswer,
  acceptable: GoldenAnswer[] = [],
): GoldenCase => ({
  what,
  a: { name: a, email },
  b: { name: b, phone: "+971501234567" },
  hours: 6,
  expected,
  acceptable,
})
export const format = (what: string, a: string, b: string, expected: GoldenAnswer = "update", hint?: string): GoldenCase => ({
  what,
  a: { name: "Sana Raza", phone: a },
  b: { name: "Sana Raza", phone: b },
  hours: FAR,
  expected,
  ...(hint ? { hint } : {}),
})
export const mail = (
  what: string,
  name: string,
  a: string,
  b: string,
  expected: GoldenAnswer,
  acceptable: GoldenAnswer[] = [],
): GoldenCase => ({
  what,
  a: { name, email: a },
  b: { name, email: b },
  hours: FAR,
  expected,
  acceptable,
})
