import type { Actor, Ctx } from "./context"
import type { Role } from "@/lib/core/lead-states"
import { AppError } from "./errors"

/**
 * The permission table. Verbs and queries check it in their first line; pages only to hide what would be refused
 * anyway. Agents see every lead (two agents must never call one person unknowingly) but change only their own and
 * unassigned ones; seniors, managers and admins change any.
 */
const GRANTS = {
  "lead.read": ["agent", "senior_agent", "manager", "reviewer", "admin"],
  "context.read": ["agent", "senior_agent", "manager", "reviewer", "admin"],
  "lead.create": ["agent", "senior_agent", "manager", "reviewer", "admin"],
  "lead.edit": ["agent", "senior_agent", "manager", "reviewer", "admin"],
  "lead.edit_any": ["senior_agent", "manager", "reviewer", "admin"],
  "lead.move": ["agent", "senior_agent", "manager", "admin"],
  "lead.override_gate": ["manager", "admin"],
  "lead.assign": ["senior_agent", "manager", "admin"],
  "lead.export": ["manager", "admin"],
  "lead.erase": ["admin"],
  "privacy.manage": ["manager", "admin"],
  "intake.read": ["manager", "reviewer", "admin"],
  "intake.quarantine": ["agent", "senior_agent", "manager", "reviewer", "admin"],
  "intake.replay": ["manager", "admin"],
  "queue.read_any": ["manager", "admin"],
  "duplicates.review": ["reviewer", "manager", "admin"],
  "import.run": ["manager", "admin"],
  "hooks.manage": ["admin"],
  "metrics.read": ["admin"],
  "reports.own": ["agent", "senior_agent", "manager", "admin"],
  "reports.team": ["manager", "admin"],
  "settings.read": ["manager", "admin"],
  "sync.read": ["manager", "admin"],
  "sync.manage": ["admin"],
  "settings.manage": ["admin"],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof GRANTS

/** What only a signed-in person may do, whatever scope a key has. */
const NEVER_BY_KEY: ReadonlySet<Permission> = new Set<Permission>([
  "settings.read",
  "settings.manage",
  "sync.manage",
  "lead.erase",
  "privacy.manage",
])

/** What an API key may do, by scope. `full` is everything but settings, the CRM connection and privacy. */
const SCOPE_GRANTS: Record<string, readonly Permission[]> = {
  full: (Object.keys(GRANTS) as Permission[]).filter((permission) => !NEVER_BY_KEY.has(permission)),
  read: ["lead.read", "context.read"],
  write: ["lead.read", "context.read", "lead.create", "lead.edit", "lead.edit_any", "lead.move"],
  /** For a chatbot on a public page: one person at a time, never the list. */
  context: ["context.read"],
  /** For a scraper. */
  metrics: ["metrics.read"],
}

export function can(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "system") return true
  if (actor.kind === "user") return (GRANTS[permission] as readonly Role[]).includes(actor.role)
  return actor.scopes.some((scope) => SCOPE_GRANTS[scope]?.includes(permission))
}

export function requirePermission(ctx: Pick<Ctx, "actor">, permission: Permission): void {
  if (!can(ctx.actor, permission)) throw new AppError("forbidden", `You may not do this (${permission}).`)
}

/** An agent changes own and unassigned leads; a holder of `lead.edit_any` changes all. */
export const mayChangeLead = (actor: Actor, lead: { ownerId: string | null }): boolean =>
  can(actor, "lead.edit_any") || (can(actor, "lead.edit") && actor.kind === "user" && (lead.ownerId === null || lead.ownerId === actor.id))

export function requireLeadChange(ctx: Pick<Ctx, "actor">, lead: { ownerId: string | null }): void {
  if (!mayChangeLead(ctx.actor, lead)) throw new AppError("forbidden", "This lead belongs to another agent.")
}
