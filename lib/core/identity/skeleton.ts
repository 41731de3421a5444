/**
 * The consonant skeleton of a name: what its spellings share when vowels, doubled letters and close consonants are
 * taken away. Mohammed, Muhammad, محمد and मोहम्मद are all "mmt". A letter that stands for two sounds in the world's
 * spellings (g, j, v, th, dh, kh) gives both, so a token has one to four skeletons; two tokens may be one name when
 * they share any of them. Skeletons find candidates and are one level of comparison; they are never proof.
 *
 * Alphabet: A is any vowel at the start; S is sh/ch, J is j/zh; b, t, k, s, f stand for their voiced partners too.
 */

import { remember } from "@/lib/core/identity/remember"

const SKELETONS_MAX = 4

type Sounds = readonly string[]
type Rule = { pattern: RegExp; sounds: Sounds | ((at: Position) => Sounds) }
type Position = { isStart: boolean; before: string; after: string }

const fixed = (pattern: RegExp, ...sounds: string[]): Rule => ({ pattern, sounds })

// Tried in order at each position; the first that applies consumes its letters. An empty sound is a dropped letter.
const RULES: readonly Rule[] = [
  { pattern: /^ou(?=[aei])/, sounds: (at) => [at.isStart ? "w" : ""] },
  { pattern: /^[aeiou]+/, sounds: (at) => [at.isStart ? "A" : ""] },
  { pattern: /^y/, sounds: (at) => [at.isStart ? "A" : ""] },
  fixed(/^ksh/, "ks"),
  fixed(/^shch|^tsch|^tsh|^sch(?![aeiou]r)|^tch|^chh|^cz|^sh|^sz/, "S"),
  fixed(/^ch(?=[rl])/, "k"),
  fixed(/^ch/, "S"),
  fixed(/^dzh|^zh|^dj|^jh|^dg(?=[ei])/, "J"),
  fixed(/^gh|^ck|^qu|^cq/, "k"),
  fixed(/^ph/, "f"),
  fixed(/^bh/, "b"),
  fixed(/^dt/, "t"),
  fixed(/^th|^dh/, "t", "s"),
  { pattern: /^kh/, sounds: (at) => (at.isStart ? ["k", "h"] : ["k", ""]) },
  fixed(/^ts|^tz/, "s"),
  { pattern: /^x/, sounds: (at) => (at.isStart ? ["ks", "s"] : ["ks"]) },
  fixed(/^c(?=[eiy])/, "s"),
  fixed(/^ng(?![aeiouy])/, "nk"),
  fixed(/^g/, "k", "J"),
  fixed(/^[qck]/, "k"),
  { pattern: /^j/, sounds: soundsOfJ },
  { pattern: /^v/, sounds: (at) => ["f", at.isStart ? "w" : ""] },
  fixed(/^[wh]/, ""),
  fixed(/^z/, "s"),
  fixed(/^d/, "t"),
  fixed(/^p/, "b"),
]

/** At the start j is also the Slavic and German y (Julia, Yulia); in Katja and Sonja it is hardly heard. */
function soundsOfJ(at: Position): Sounds {
  if (at.isStart) return ["J", "A"]
  return /[bcdfgklmnprstvz]$/.test(at.before) && /^ja$/.test(at.after) ? ["J", ""] : ["J"]
}

/** One to four skeletons of a romanised word; the first is the most usual reading. Empty for a word without letters. */
export const skeletonsOf = remember(readSkeletons, 50_000)

function readSkeletons(romanised: string): readonly string[] {
  const word = romanised.replace(/([a-z])\1+/g, "$1")
  let forms = [""]
  let rest = word
  while (rest !== "") {
    const letter = rest[0] ?? ""
    if (letter === "'") {
      rest = rest.slice(1)
      continue
    }
    const before = word.slice(0, word.length - rest.length)
    const at = { isStart: before === "", before, after: rest }
    const rule = isInitialGlide(at) ? undefined : RULES.find(({ pattern }) => pattern.test(rest))
    const length = rule ? (rule.pattern.exec(rest)?.[0].length ?? 1) : 1
    const sounds = rule ? (typeof rule.sounds === "function" ? rule.sounds(at) : rule.sounds) : [letter]
    forms = extend(forms, sounds)
    rest = rest.slice(length)
  }
  return [...new Set(forms)].filter((form) => form !== "").slice(0, SKELETONS_MAX)
}

/** w and h are sounds of their own only at the start of a word. */
const isInitialGlide = (at: Position): boolean => at.isStart && /^[wh]/.test(at.after)

function extend(forms: string[], sounds: Sounds): string[] {
  const extended = sounds.flatMap((sound) => forms.map((form) => form + sound))
  return extended.slice(0, SKELETONS_MAX * 2)
}
