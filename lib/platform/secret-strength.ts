import { ZxcvbnFactory } from "@zxcvbn-ts/core"
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common"
import { dictionary as english } from "@zxcvbn-ts/language-en"

/**
 * How long a secret withstands guessing, judged by zxcvbn (patterns, dictionaries, keyboards), for people's passwords
 * and for the installation's own secrets alike.
 */
const zxcvbn = new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs })

type Strength = "guessable" | "weak" | "strong"

/** zxcvbn is quadratic in the length; what is longer than this is judged by its beginning. */
const JUDGED_MAX = 64

/** `hints` are words an attacker would try first: the person's name, e-mail address, the product's name. */
export function strengthOf(secret: string, hints: readonly string[] = []): Strength {
  const { score } = zxcvbn.check(secret.slice(0, JUDGED_MAX), ["onelead", ...hints])
  return score <= 1 ? "guessable" : score === 2 ? "weak" : "strong"
}
