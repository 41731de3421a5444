import { normaliseEmails } from "@/lib/core/identity/email"

/**
 * How much an anonymous form post looks like spam. Each signal adds points, and the signals are shown with their
 * evidence to whoever decides about a held post. A single weak signal holds nothing: a customer may use a throwaway
 * mailbox, or send a link to a car.
 */
export type FormPost = {
  /** What is in the field that people cannot see. */
  trap: string | null
  /** What was written: the message and the answers that have no meaning of their own. */
  texts: readonly string[]
  names: readonly string[]
  emails: readonly string[]
  /** Milliseconds from opening the form to sending it; null when the form does not say. */
  filledInMs: number | null
  /** Posts from this sender in the last ten minutes, this one included. */
  recentPosts: number
}

type SpamSignal = { points: number; text: string }

/** From here on a post is held. */
export const HOLD_FROM = 50

const SPAM_POINTS = {
  trap: 100,
  link: 20,
  manyLinks: 50,
  markup: 50,
  pitch: 30,
  tooFast: 30,
  several: 20,
  flood: 60,
  disposable: 30,
  gibberish: 30,
} as const

const TOO_FAST_MS = 3_000
// A mobile network sends thousands of people from one address.
const SEVERAL_POSTS = 10
const FLOOD_POSTS = 30

export function spamSignals(post: FormPost): SpamSignal[] {
  return [...trapOf(post), ...linksOf(post), ...pitchOf(post), ...paceOf(post), ...mailboxOf(post), ...gibberishOf(post)]
}

export const spamScore = (signals: readonly SpamSignal[]): number => signals.reduce((sum, { points }) => sum + points, 0)

/** Why the post is held, in one line; null when it is not. */
export function holdReason(post: FormPost): string | null {
  const signals = spamSignals(post)
  if (spamScore(signals) < HOLD_FROM) return null
  return `looks like spam (${spamScore(signals)} of ${HOLD_FROM}): ${signals.map(({ text }) => text).join("; ")}`
}

const trapOf = ({ trap }: FormPost): SpamSignal[] =>
  trap === null ? [] : [{ points: SPAM_POINTS.trap, text: "the hidden field was filled in" }]

const MANY_LINKS = 3
const LINK = /https?:\/\/(?:www\.)?|\bwww\.[a-z0-9-]+\.[a-z]{2,}/gi
const MARKUP = /\[(url|link|img)[=\]]|<a\s[^>]*href/i

function linksOf({ texts, names }: FormPost): SpamSignal[] {
  const all = [...texts, ...names].join("\n")
  const links = all.match(LINK)?.length ?? 0
  const points = links < MANY_LINKS ? SPAM_POINTS.link : SPAM_POINTS.manyLinks
  const counted = links === 0 ? [] : [{ points, text: links === 1 ? "a link" : `${links} links` }]
  return MARKUP.test(all) ? [...counted, { points: SPAM_POINTS.markup, text: "link markup" }] : counted
}

/** What is offered to a business by bulk mail, and never asked of a car rental. */
const PITCH =
  /\b(backlinks?|seo (services?|agency|expert|package)|guest posts?|casino|viagra|cialis|crypto(currency)? (investment|trading)|web ?design services?|first page of google|payday loans?|link building)\b/i

function pitchOf({ texts }: FormPost): SpamSignal[] {
  const found = PITCH.exec(texts.join("\n"))?.[0]
  return found === undefined ? [] : [{ points: SPAM_POINTS.pitch, text: `an advertisement ("${found.toLowerCase()}")` }]
}

function paceOf({ filledInMs, recentPosts }: FormPost): SpamSignal[] {
  const isFast = filledInMs !== null && filledInMs >= 0 && filledInMs < TOO_FAST_MS
  const fast = isFast ? [{ points: SPAM_POINTS.tooFast, text: `filled in within ${(filledInMs / 1000).toFixed(1)} s` }] : []
  if (recentPosts < SEVERAL_POSTS) return fast
  const points = recentPosts < FLOOD_POSTS ? SPAM_POINTS.several : SPAM_POINTS.flood
  return [...fast, { points, text: `${recentPosts} posts from one address in ten minutes` }]
}

function mailboxOf({ emails }: FormPost): SpamSignal[] {
  const found = emails.flatMap(normaliseEmails).find((email) => email.ok && email.disposable)
  return found?.ok ? [{ points: SPAM_POINTS.disposable, text: `a disposable mail domain (${found.domain})` }] : []
}

function gibberishOf({ names, texts }: FormPost): SpamSignal[] {
  const words = [...names, ...texts].flatMap((text) => text.split(/\s+/))
  const found = words.find(isGibberish)
  return found === undefined ? [] : [{ points: SPAM_POINTS.gibberish, text: `random letters ("${found.slice(0, 30)}")` }]
}

/**
 * A long word of plain Latin letters with hardly a vowel, or whose case changes again and again. Short words, numbers
 * and other scripts are never judged.
 */
function isGibberish(word: string): boolean {
  if (!/^[A-Za-z]{9,}$/.test(word)) return false
  const vowels = word.match(/[aeiouy]/gi)?.length ?? 0
  const risesInside = word.match(/[a-z](?=[A-Z])/g)?.length ?? 0
  return vowels / word.length < 0.12 || risesInside >= 3
}
