/**
 * Words that are one name: Abd al-Rahman, Noor ud Din, Abu Bakr, Dela Cruz. Written together or apart, with the
 * article or its assimilated form, they come out as one word.
 */
import { ARTICLES, NOT_ARABIC_ARTICLE, NOT_ARTICLE, SUN_ARTICLES } from "./name-words"
import { foldArabic } from "./name-arabic"

const ABD = /^abd(?:[aeiou]{0,2})(?:[lrsntzd]|sh)?$/
const ABD_WORD = new Set(["عبد"])
const FATHER_OF = new Set(["abu", "abou", "aboo", "umm", "um", "om", "oum", "ابو", "ام", "أبو", "أم"])
const LINKS = new Set(["ud", "ul", "uz", "us", "ur", "un", "ad", "ed"])
const FAITH = /^(?:[ue]d|[ae]l)?d[ie]+ne?$/
const FAITH_WORD = "الدين"
const GOD_WORDS = new Set(["الله", "اللہ", "allah", "ullah", "ulla"])
const ATTACHED_PARTICLE = /^(?:dela|delos|delas)(?=[a-z]{3,})/

/** Joins the words of compound names; `words` are lower-case in any script and come back so. */
export function joinCompounds(words: readonly string[]): string[] {
  const joined: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    const next = skipArticle(words, index + 1)
    const follower = words[next]
    if (follower !== undefined && (ABD.test(word) || ABD_WORD.has(word))) {
      joined.push(ABD_WORD.has(word) ? `عبد${withoutArabicArticle(follower)}` : `abd${abdCore(follower)}`)
      index = next
    } else if (follower !== undefined && FATHER_OF.has(word)) {
      joined.push(word + (word < "z" ? follower : withoutArabicArticle(follower)))
      index = next
    } else if (joined.length > 0 && endsCompound(words, index)) {
      const start = skipLink(words, index)
      joined.push((joined.pop() ?? "") + withoutArabicArticle(words[start] ?? "").replace(/^(?:[ue]d|[ae]l)(?=d[ie])/, ""))
      index = start
    } else joined.push(word)
  }
  return joined
}

function skipArticle(words: readonly string[], index: number): number {
  const word = words[index] ?? ""
  const isArticle = ARTICLES.has(word) || SUN_ARTICLES.has(word)
  return isArticle && words[index + 1] !== undefined ? index + 1 : index
}

/** "Noor ud Din", "Salah el Din", "Saif Ullah", "نور الدين", "سيف الله". */
function endsCompound(words: readonly string[], index: number): boolean {
  const word = words[index] ?? ""
  if (GOD_WORDS.has(word) || word === FAITH_WORD || FAITH.test(word)) return true
  const next = words[index + 1] ?? ""
  return (LINKS.has(word) && next.length > 1) || (ARTICLES.has(word) && FAITH.test(next))
}

function skipLink(words: readonly string[], index: number): number {
  const word = words[index] ?? ""
  return LINKS.has(word) || ARTICLES.has(word) ? index + 1 : index
}

/** The part of an abd- compound after "abd" and the article, both dropped: "ulrahman" and "urrahman" → "rahman". */
function abdCore(rest: string): string {
  if (/^[aeiou]?l+ah?$/.test(rest)) return "allah"
  const unlinked = rest.replace(/^[aeiou](?=([b-df-hj-np-tv-z])\1|sh?sh|l)/, "")
  if (/^l(?=[aeiou])/.test(unlinked) && unlinked !== rest) return unlinked.slice(1)
  return unlinked.replace(/^l(?=[b-df-hj-np-tv-z])/, "").replace(/^shsh|^([b-df-hj-np-tv-z])\1/, (pair) => pair.slice(pair.length / 2))
}

/** A single word in its canonical form: abd- compounds, attached article and particle. */
export function canonicalWord(word: string): string {
  if (/^abd[aeiou]/.test(word) && word.length > 5) {
    const rest = word.slice(3)
    // "abdullah", "abdelaziz", "abdurrahman" carry the article; "abdi", "abdou" and "abdinasir" do not.
    return `abd${abdCore(rest.replace(/^[aeiou](?=l[aeiou]|[b-df-hj-np-tv-z]{2}|r)/, (vowel) => vowel))}`
  }
  if (word.startsWith("عبد") && word.length > 4) return `عبد${withoutArabicArticle(word.slice(3))}`
  if (word.startsWith("ال")) return withoutArabicArticle(word)
  return withoutLatinArticle(word.replace(ATTACHED_PARTICLE, ""))
}

function withoutArabicArticle(word: string): string {
  if (NOT_ARABIC_ARTICLE.has(foldArabic(word))) return word
  return /^ال.{2,}/.test(word) ? word.slice(2) : word
}

/** Before a vowel the first letters may be the article or the name (Alameri, Alina): see articleReading. */
function withoutLatinArticle(word: string): string {
  return /^(?:al|el)(?=[b-df-hj-np-tv-z])/.test(word) && word.length >= 6 && !NOT_ARTICLE.test(word) ? word.slice(2) : word
}

/**
 * The other reading of a word whose first letters may be the article, or null: "alameri" is kept and may be "ameri",
 * "almeida" is read as "meida" and may be itself.
 */
export function articleReading(word: string, canonical: string): string | null {
  if (canonical !== word) return canonical.length === word.length - 2 && word.endsWith(canonical) ? word : null
  return /^al[aeiou]/.test(word) && word.length >= 6 && !NOT_ARTICLE.test(word) ? word.slice(2) : null
}
