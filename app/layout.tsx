import type { Metadata, Viewport } from "next"
import { cookies, headers } from "next/headers"
import { NuqsAdapter } from "nuqs/adapters/next/app"
import type { ReactNode } from "react"
import { TeamLocale } from "@/components/layout/team-locale"
import { Toaster } from "@/components/ui/toaster"
import { NONCE_HEADER } from "@/lib/web/content-security"
import "./globals.css"

export const metadata: Metadata = {
  title: { default: "Onelead", template: "%s · Onelead" },
  description: "One lead, whatever the channel.",
}
export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#191b1f" },
  ],
}

/** Before the first paint, and only for those who never chose: follow the system. */
const FOLLOW_SYSTEM = `if(!/(^|; )theme=/.test(document.cookie)&&matchMedia("(prefers-color-scheme: dark)").matches)document.documentElement.classList.add("dark")`

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [store, given] = await Promise.all([cookies(), headers()])
  const theme = store.get("theme")?.value
  return (
    <html lang="en" dir="ltr" className={theme === "dark" ? "dark" : undefined} suppressHydrationWarning>
      <body className="min-h-dvh">
        <script nonce={given.get(NONCE_HEADER) ?? undefined} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: FOLLOW_SYSTEM }} />
        <TeamLocale>
          <NuqsAdapter>{children}</NuqsAdapter>
          <Toaster />
        </TeamLocale>
      </body>
    </html>
  )
}
