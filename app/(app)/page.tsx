import { redirect } from "next/navigation"
import { requireViewer } from "@/lib/web/session"

/** Everybody's home is the board until their role has a better one. */
export default async function HomePage() {
  await requireViewer()
  redirect("/board")
}
