/** Febrl has no time, so its records are also met by two words of the name, which live leads are only inside the window. */
import { hash64 } from "@/lib/core/matching/hash"
import { matchKeys } from "@/lib/core/matching/keys"
import type { Profile } from "@/lib/core/matching/profile"

export function febrlKeys(profile: Profile): bigint[] {
  const [first, ...rest] = profile.names[0]?.tokens ?? []
  const pairs = (first?.skeletons ?? []).flatMap((one) =>
    rest.flatMap((token) => token.skeletons.map((other) => [one, other].toSorted().join("."))),
  )
  return [...matchKeys(profile).map(({ key }) => key), ...new Set(pairs.map((pair) => hash64(`febrl:${pair}`)))]
}
