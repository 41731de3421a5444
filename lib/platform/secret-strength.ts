import { ZxcvbnFactory } from "@zxcvbn-ts/core"
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common"
import { dictionary as english } from "@zxcvbn-ts/language-en"
import { standardKey } from "./signature"

/**
 * How long a secret withstands guessing, judged by zxcvbn (patterns, dictionaries, keyboards), for people's passwords
 * and for the installation's own secrets alike.
 */
const zxcvbn = new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs })

type Strength = "guessable" | "weak" | "strong"

/** zxcvbn is quadratic in the length; what is longer than this is judged by its beginning. */
const JUDGED_MAX = 64

/**
 * `hints` hold words an attacker would try first: the person's name, e-mail address, the product's name. They add nothing,
 * so what counts is what is left without them.
 */
export function strengthOf(secret: string, hints: readonly string[] = []): Strength {
  const words = ["onelead", ...hints.flatMap((hint) => hint.toLowerCase().split(/[^\p{L}\p{N}]+/u))].filter((word) => word.length > 2)
  const rest = words.reduce((left, word) => left.replaceAll(word, ""), secret.slice(0, JUDGED_MAX).toLowerCase())
  const score = Math.min(...[secret.slice(0, JUDGED_MAX), rest].map((text) => zxcvbn.check(text).score))
  return score <= 1 ? "guessable" : score === 2 ? "weak" : "strong"
}

const KEY_BYTES_MIN = 16

/** Of a key of the installation: for `whsec_<base64>` what counts is inside, however long it looks. */
export function strengthOfKey(secret: string): Strength {
  if (!secret.startsWith("whsec_")) return strengthOf(secret)
  const key = standardKey(secret)
  return key.byteLength < KEY_BYTES_MIN ? "guessable" : strengthOf(key.toString("latin1"))
}
