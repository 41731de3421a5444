import { redirect } from "next/navigation"
import type { Role } from "@/lib/core/lead-states"
import { requireViewer } from "@/lib/web/session"

/** Where a day begins: with whom to call, with what to decide, or with how the whole team stands. */
const HOMES: Record<Role, string> = {
  agent: "/queue",
  senior_agent: "/queue",
  reviewer: "/duplicates",
  manager: "/board",
  admin: "/board",
}

export default async function HomePage() {
  const { role } = await requireViewer()
  redirect(HOMES[role])
}
