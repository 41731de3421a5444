import type { Role } from "@/lib/core/lead-states"

/** The sign-ins of the demo. Real mode never has them. */
export const DEMO_PASSWORD = "demo-onelead-2026"

export const DEMO_SIGN_INS: readonly { email: string; name: string; role: Role; title: string }[] = [
  { email: "agent@onelead.demo", name: "Yousef Haddad", role: "agent", title: "Agent: the board and own leads" },
  { email: "senior@onelead.demo", name: "Priya Menon", role: "senior_agent", title: "Senior agent: high-priority leads" },
  { email: "manager@onelead.demo", name: "Nadia Al Suwaidi", role: "manager", title: "Manager: team, export, overrides" },
  { email: "reviewer@onelead.demo", name: "Grace Santos", role: "reviewer", title: "Reviewer: the duplicate queue" },
  { email: "admin@onelead.demo", name: "Omar Al Mazrouei", role: "admin", title: "Admin: everything" },
]

/** For the app's environment: its sign-in page offers them. */
export const demoSignInEnv = (): { ONELEAD_DEMO_SIGN_INS: string } => ({
  ONELEAD_DEMO_SIGN_INS: JSON.stringify({
    password: DEMO_PASSWORD,
    people: DEMO_SIGN_INS.map(({ email, name, title }) => ({ email, name, title })),
  }),
})
