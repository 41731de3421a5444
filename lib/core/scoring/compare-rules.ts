import { RULE_TITLES, SCORE_RULE_IDS, type ScoreRules } from "@/lib/core/scoring/rules"

/** The differences between two sets of rules, one line each, in words. */
export const compareRules = (before: ScoreRules, after: ScoreRules): string[] => [
  ...SCORE_RULE_IDS.flatMap((rule) => {
    const [a, b] = [before[rule], after[rule]]
    return [
      ...(a.enabled === b.enabled ? [] : [`${RULE_TITLES[rule]}: switched ${b.enabled ? "on" : "off"}`]),
      ...(a.points === b.points ? [] : [`${RULE_TITLES[rule]}: from ${a.points} to ${b.points} points`]),
    ]
  }),
  ...numberChange("Replies count within", before.responded_to_follow_up.withinDays, after.responded_to_follow_up.withinDays, " days"),
  ...numberChange("High priority above", before.thresholds.high, after.thresholds.high),
  ...numberChange("Nurture below", before.thresholds.nurture, after.thresholds.nurture),
  ...(before.high_intent_words.inForms === after.high_intent_words.inForms
    ? []
    : [after.high_intent_words.inForms ? "Messages in forms are read too" : "Messages in forms are not read"]),
  ...wordChange("Words that name no vehicle", before.specific_vehicle.genericWords, after.specific_vehicle.genericWords),
  ...Object.entries(WORD_LISTS).flatMap(([list, title]) => {
    const key = list as keyof typeof WORD_LISTS
    return wordChange(title, before.high_intent_words.words[key], after.high_intent_words.words[key])
  }),
]

export const WORD_LISTS = {
  english: "High-intent words in Latin letters",
  arabic: "High-intent words in Arabic letters",
  negations: "Words that take back what follows",
  refusals: "Phrases that take back a message",
  exceptions: "Phrases that take nothing back",
} as const satisfies Record<keyof ScoreRules["high_intent_words"]["words"], string>

const numberChange = (title: string, before: number, after: number, unit = ""): string[] =>
  before === after ? [] : [`${title}: from ${before} to ${after}${unit}`]

function wordChange(title: string, before: readonly string[], after: readonly string[]): string[] {
  const [gone, added] = [before.filter((word) => !after.includes(word)), after.filter((word) => !before.includes(word))]
  return [
    ...(added.length > 0 ? [`${title}: added ${added.join(", ")}`] : []),
    ...(gone.length > 0 ? [`${title}: removed ${gone.join(", ")}`] : []),
  ]
}
