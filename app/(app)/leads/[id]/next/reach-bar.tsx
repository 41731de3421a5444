import { History, Mail, MessageCircle, Phone } from "lucide-react"
import { whatsappLink } from "@/components/queue/choices"
import { buttonClass } from "@/components/ui/button"
import { getTranslations } from "@/lib/web/translations"

/** Call, write, and on a phone a jump to what was said. */
export async function ReachBar({ phone, email }: { phone: string | undefined; email: string | undefined }) {
  const t = await getTranslations("lead.reach")
  return (
    <div className="flex flex-wrap gap-2">
      {phone ? (
        <>
          <a href={`tel:${phone}`} className={buttonClass()}>
            <Phone aria-hidden className="size-4" /> {t("call")}
          </a>
          <a href={whatsappLink(phone)} target="_blank" rel="noreferrer" className={buttonClass()}>
            <MessageCircle aria-hidden className="size-4" /> {t("whatsapp")}
          </a>
        </>
      ) : null}
      {email ? (
        <a href={`mailto:${email}`} className={buttonClass()}>
          <Mail aria-hidden className="size-4" /> {t("email")}
        </a>
      ) : null}
      <a href="#timeline" className={`${buttonClass()} lg:hidden`}>
        <History aria-hidden className="size-4" /> {t("timeline")}
      </a>
    </div>
  )
}
