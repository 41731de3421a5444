import type { ReactNode } from "react"
import { Banner } from "@/components/ui/states"
import { getTranslations } from "@/lib/web/translations"

/** Invented data must not be taken for real. */
export async function DemoBanner() {
  const t = await getTranslations("shell")
  return (
    <Banner>
      <span className="max-sm:hidden">{t.rich("demo", { strong })}</span>
      <span className="sm:hidden">{t.rich("demoShort", { strong })}</span>
    </Banner>
  )
}

const strong = (text: ReactNode) => <strong className="font-medium text-ink">{text}</strong>
