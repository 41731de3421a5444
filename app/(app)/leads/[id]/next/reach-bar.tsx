import { History, Mail, MessageCircle, Phone } from "lucide-react"
import { whatsappLink } from "@/components/queue/choices"
import { buttonClass } from "@/components/ui/button"

/** On a phone, what one opened the lead for comes first: to call, to write, or to read what was said. */
export const ReachBar = ({ phone, email }: { phone: string | undefined; email: string | undefined }) => (
  <div className="flex flex-wrap gap-2 lg:hidden">
    {phone ? (
      <>
        <a href={`tel:${phone}`} className={buttonClass("primary")}>
          <Phone aria-hidden className="size-4" /> Call
        </a>
        <a href={whatsappLink(phone)} target="_blank" rel="noreferrer" className={buttonClass()}>
          <MessageCircle aria-hidden className="size-4" /> WhatsApp
        </a>
      </>
    ) : null}
    {email ? (
      <a href={`mailto:${email}`} className={buttonClass()}>
        <Mail aria-hidden className="size-4" /> E-mail
      </a>
    ) : null}
    <a href="#timeline" className={buttonClass()}>
      <History aria-hidden className="size-4" /> Timeline
    </a>
  </div>
)
