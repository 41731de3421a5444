"use client"

import { ChevronDown, CircleUser, LogOut } from "lucide-react"
import { signOut } from "next-auth/react"
import { useRouter } from "next/navigation"
import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { Avatar } from "@/components/ui/avatar"
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu"
import type { Role } from "@/lib/core/lead-states"

/** Leaves the page only once the session has ended on the server. */
async function leave(failed: string): Promise<void> {
  const answer = await signOut({ redirect: false, callbackUrl: "/sign-in" }).catch(() => null)
  if (answer?.url) window.location.assign(answer.url)
  else toast.error(failed)
}

export function UserMenu({ name, email, role }: { name: string; email: string; role: Role }) {
  const t = useTranslations("shell.account")
  const router = useRouter()
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex h-control min-w-0 items-center gap-2 rounded-md px-1.5 text-sm transition-colors hover:bg-hover aria-expanded:bg-hover"
        >
          <Avatar name={name} size="md" />
          <span className="max-w-40 truncate max-sm:sr-only">{name}</span>
          <ChevronDown aria-hidden className="size-3.5 text-ink-3 max-sm:hidden" />
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="font-medium">
          <bdi dir="auto">{name}</bdi>
        </p>
        <p className="text-xs text-ink-2">{email}</p>
        <p className="mt-0.5 text-xs text-ink-3">{t(`roles.${role}`)}</p>
      </div>
      <MenuSeparator />
      <MenuItem onSelect={() => router.push("/account")}>
        <CircleUser aria-hidden className="size-4 text-ink-3" /> {t("open")}
      </MenuItem>
      <MenuItem onSelect={() => void leave(t("signOutFailed"))}>
        <LogOut aria-hidden className="size-4 text-ink-3" /> {t("signOut")}
      </MenuItem>
    </Menu>
  )
}
