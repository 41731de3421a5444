import { link } from "@/e2e/simulators/hubspot/api/associations"
import { settleIndex, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { applyPlan, planWrite } from "@/e2e/simulators/hubspot/account/records"

/** Seeds an account with people for first loads: created by an import, and in the search index at once. */
const FIRST = [
  "Layla",
  "Omar",
  "Fatima",
  "Yousef",
  "Priya",
  "Ahmed",
  "Sara",
  "Daniel",
  "Mariam",
  "Arjun",
  "Noura",
  "Khalid",
  "Elena",
  "Hassan",
  "Aisha",
  "Wei",
]
const LAST = [
  "Haddad",
  "Al Mansoori",
  "Khan",
  "Nair",
  "Rahman",
  "Hosseini",
  "Petrov",
  "Al Suwaidi",
  "Fernandes",
  "Iyer",
  "Saleh",
  "Chen",
  "Qureshi",
  "Darwish",
]
const BY = { changeSource: "IMPORT", sourceId: "import:1" }

export function seedPortal(portal: Portal, counts: { contacts: number; deals: number }): { contacts: string[]; deals: string[] } {
  const pick = <T>(list: readonly T[]): T => list[portal.random.between(0, list.length - 1)] as T
  const write = (type: "contacts" | "deals", properties: Record<string, string>) =>
    applyPlan(portal, planWrite(portal, type, null, { properties, author: BY, version: "import" }))
  const offset = portal.tables.contacts.ids.length
  const contacts = Array.from({ length: counts.contacts }, (_, index) => {
    const firstname = pick(FIRST)
    const lastname = pick(LAST)
    const number = offset + index
    return write("contacts", {
      firstname,
      lastname,
      email: `${firstname}.${lastname.replaceAll(" ", "")}${number}@mail.example`.toLowerCase(),
      phone: `+9715${portal.random.between(0, 8)}${String(1_000_000 + ((number * 7_919) % 9_000_000))}`,
      lifecyclestage: "lead",
    })
  })
  const stages = portal.pipelines[0]?.stages ?? []
  const deals = Array.from({ length: counts.deals }, (_, index) => {
    const contact = contacts.length > 0 ? contacts[index % contacts.length] : undefined
    const stage = pick(stages)
    const deal = write("deals", {
      dealname: `${contact?.values["firstname"] ?? "Walk-in"} ${contact?.values["lastname"] ?? ""} rental ${index + 1}`,
      dealstage: stage.id,
      amount: `${portal.random.between(3, 60) * 100}.00`,
    })
    if (contact) link(portal, deal, contact, [3], BY)
    return deal
  })
  settleIndex(portal, Number.POSITIVE_INFINITY)
  return { contacts: contacts.map((record) => record.id), deals: deals.map((record) => record.id) }
}
