import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { HOUR_MS } from "@/lib/core/time"
import { compareContacts, compareProfiles, mayMatter, type Comparison } from "@/lib/core/matching/compare"
import { decide } from "@/lib/core/matching/decide"
import { generateEvents, seededRandom } from "@/lib/core/matching/golden/generator"
import { readProfile, type Profile } from "@/lib/core/matching/profile"
import { exactTie, reviewReason } from "@/lib/core/matching/rules"
import { DEFAULT_MATCH_SETTINGS as SETTINGS } from "@/lib/core/matching/settings"
import { MemoryStore } from "@/lib/core/matching/testing/memory-store"

/**
 * What the matcher says about thousands of generated pairs, line by line: making it faster must change none of them. A
 * change of the model is written down anew with `vitest -u`, and its diff shows whom it touches.
 */
const PEOPLE = 900
const STRANGERS_EACH = 2

test("whoever is left out for want of anything in common could not have been joined or asked about", () => {
  const random = seededRandom(12)
  const store = new MemoryStore(SETTINGS, { leads: 20_000, windowLeads: 200 })
  let leftOut = 0
  for (const event of [...generateEvents(PEOPLE, random).map(({ profile }) => profile), ...lookAlikes(random)]) {
    for (const other of [...store.candidatesFor(event), ...[...store.leads.values()].slice(-5)]) {
      const stats = store.stats()
      if (mayMatter(event, other, compareContacts(event, other, stats, SETTINGS), stats, SETTINGS)) continue
      leftOut += 1
      const comparison = compareProfiles(event, other, stats, SETTINGS)
      const tie = exactTie(comparison)
      expect([tie, reviewReason(comparison, tie, SETTINGS)]).toEqual(["none", null])
    }
    store.receive(event)
  }
  expect(leftOut).toBeGreaterThan(1_000)
})

test("every comparison and every decision over thousands of pairs is as written down", async () => {
  const random = seededRandom(11)
  const store = new MemoryStore(SETTINGS, { leads: 20_000, windowLeads: 200 })
  const lines: string[] = []
  const everything = createHash("sha256")
  const met: Profile[] = []
  for (const event of [...generateEvents(PEOPLE, random).map(({ profile }) => profile), ...lookAlikes(random)]) {
    const strangers = Array.from({ length: STRANGERS_EACH }, () => met[Math.floor(random() * met.length)]).filter(
      (one) => one !== undefined,
    )
    for (const other of [...store.candidatesFor(event), ...strangers]) {
      const comparison = compareProfiles(event, other, store.stats(), SETTINGS)
      everything.update(JSON.stringify(comparison))
      lines.push(`${event.id},${other.id},${lineOf(comparison)}`)
    }
    const alone = decide(event, strangers, store.stats(), SETTINGS)
    everything.update(JSON.stringify(alone))
    const { decision } = store.receive(event)
    everything.update(JSON.stringify(decision))
    lines.push(`${event.id},${decision.outcome},${decision.leadId ?? ""},${decision.reason},${decision.flags.length}`)
    met.push(event)
  }
  expect(lines.length).toBeGreaterThan(5_000)
  await expect([...lines, `all evidence,${everything.digest("hex")}`].join("\n")).toMatchFileSnapshot("decisions.csv")
})

function lineOf(comparison: Comparison): string {
  const { phone, email, name, evidence } = comparison
  const tie = exactTie(comparison)
  return [
    phone.relation,
    email.relation,
    name.bits.toFixed(2),
    evidence.totalBits.toFixed(2),
    tie,
    reviewReason(comparison, tie, SETTINGS) ?? "",
  ].join()
}

const FIRST = ["Mohammed", "Ahmed", "Ali", "Omar", "Khalid", "Fatima", "Sara", "Maryam", "Hassan", "Yousef"]
const LAST = ["Khan", "Al Mansoori", "Hussain", "Ahmed", "Ali", "Hassan", "Ibrahim", "Saleh", "Rahman", "Malik"]

/** A store whose people share ten first and ten family names, some of them mistyped. */
function lookAlikes(random: () => number): Profile[] {
  const pick = (of: readonly string[]): string => of[Math.floor(random() * of.length)] ?? ""
  const slip = (word: string): string => (random() < 0.2 ? word.slice(0, 2) + word.slice(3) : word)
  return Array.from({ length: 250 }, (_, at) => {
    const [first, last] = [slip(pick(FIRST)), slip(pick(LAST))]
    const digits = String(Math.floor(random() * 1e7)).padStart(7, "0")
    const local = `${first}${pick([".", "_", ""])}${last}`.toLowerCase().replace(/ /g, "") + (random() < 0.5 ? digits.slice(0, 2) : "")
    return readProfile({
      id: `a${at}`,
      at: (1_500 + at / 20) * HOUR_MS,
      names: [`${first} ${last}`],
      phones: random() < 0.5 ? [{ raw: `+97150${digits}` }] : [],
      emails: random() < 0.6 ? [`${local}@gmail.com`] : [],
    })
  })
}
