import { cx } from "./class-names"

const PARTICLES = /^(al|el|bin|ibn|bint|abu|umm|de|dela|la|van|von|der)$/i
const HUES = [20, 65, 110, 155, 200, 245, 290, 335]
const SIZES = { sm: "size-5 text-[0.5625rem]", md: "size-7 text-2xs", lg: "size-9 text-xs" }

/** First letters of the first and the last word; "Nadia Al Suwaidi" is NS, "محمد" its first letter alone. */
function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s-]+/)
    .filter((word) => word !== "" && !PARTICLES.test(word))
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0] ?? name.trim()]
  return letters.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("")
}

/** The same name always gets the same hue. */
function hueOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return HUES[sum % HUES.length] ?? 0
}

/** A picture for a name that is written beside it, or read out by the part that uses this. */
export const Avatar = ({ name, size = "sm" }: { name: string; size?: keyof typeof SIZES }) => (
  <span
    aria-hidden
    style={{ "--hue": hueOf(name) }}
    className={cx("person-tint inline-flex shrink-0 items-center justify-center rounded-full font-semibold", SIZES[size])}
  >
    {initialsOf(name)}
  </span>
)
