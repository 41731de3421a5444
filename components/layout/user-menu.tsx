"use client"

import { LogOut } from "lucide-react"
import { signOut } from "next-auth/react"
import { Menu, MenuHeading, MenuItem } from "@/components/ui/menu"

const ROLES: Record<string, string> = {
  agent: "Agent",
  senior_agent: "Senior agent",
  manager: "Manager",
  reviewer: "Reviewer",
  admin: "Admin",
}

export const UserMenu = ({ name, role }: { name: string; role: string }) => (
  <Menu
    trigger={
      <button type="button" className="flex h-8 items-center gap-2 rounded-md px-2 text-sm hover:bg-hover">
        <span className="max-w-24 truncate sm:max-w-40">{name}</span>
        <span className="text-xs text-ink-3 max-sm:hidden">{ROLES[role] ?? role}</span>
      </button>
    }
  >
    <MenuHeading>{ROLES[role] ?? role}</MenuHeading>
    <MenuItem onSelect={() => void signOut({ callbackUrl: "/sign-in" })}>
      <LogOut aria-hidden className="size-4" /> Sign out
    </MenuItem>
  </Menu>
)
