"use client"

import { Moon, Sun } from "lucide-react"
import { useTranslations } from "use-intl/react"
import { IconButton } from "@/components/ui/button"

/** Kept in a cookie, so that the server paints the right theme at once. */
export function switchTheme(): void {
  const isDark = document.documentElement.classList.toggle("dark")
  document.cookie = `theme=${isDark ? "dark" : "light"}; path=/; max-age=31536000; samesite=lax`
}

export function ThemeToggle() {
  const t = useTranslations("shell")
  return (
    <IconButton label={t("theme")} onClick={switchTheme}>
      <Sun aria-hidden className="hidden size-4 dark:block" />
      <Moon aria-hidden className="size-4 dark:hidden" />
    </IconButton>
  )
}
