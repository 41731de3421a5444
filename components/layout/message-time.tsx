import type { ReactNode } from "react"
import { MessageTime } from "@/components/ui/time"

/** Fills a message that says when: `<time>{at, date, clock}</time>`. */
export const timeOf = (iso: string) => ({ at: new Date(iso), time: (text: ReactNode) => <MessageTime iso={iso}>{text}</MessageTime> })
