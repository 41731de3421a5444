import { findPhrases, indexPhrases, type PhraseIndex } from "@/lib/core/scoring/phrases"
import { wordsOf } from "@/lib/core/scoring/words"

/** Words that name no model and no class. "Nissan Patrol" and "SUV" are specific; "any car" is not. */
export const GENERIC_VEHICLES: readonly string[] = [
  ..."a an the of for or and any anything something whatever whichever some one no none nothing other others another all".split(" "),
  ..."car cars vehicle vehicles auto rent rental hire rentacar type kind class".split(" "),
  "any model",
  "which model",
  ..."not sure dont know mind care matter doesnt undecided unknown preference open".split(" "),
  ..."cheap cheapest cheaper best good nice price lowest low available similar please need want i n na tbd tbc test".split(" "),
  ..."أي اي شي شيء سيارة سيارات مركبة سياره غير محدد مش عارف لا أعرف متوفر* متاح* رخيص* أرخص إيجار تأجير".split(" "),
  ..."любая любой машина машину авто автомобиль не знаю".split(" "),
]

const indexes = new WeakMap<readonly string[], PhraseIndex<null>>()

function indexOf(generic: readonly string[]): PhraseIndex<null> {
  const known = indexes.get(generic)
  if (known) return known
  const index = indexPhrases(generic.map((phrase) => [phrase, null] as const))
  indexes.set(generic, index)
  return index
}

/** Whether a model or class remains after the generic words are removed. */
export function namesVehicle(value: string, generic: readonly string[]): boolean {
  const words = wordsOf(value)
  const covered = new Set<number>()
  for (const { from, to } of findPhrases(indexOf(generic), words)) for (let at = from; at < to; at += 1) covered.add(at)
  return words.some(({ text }, at) => !covered.has(at) && text.length > 1 && /\p{L}/u.test(text))
}
