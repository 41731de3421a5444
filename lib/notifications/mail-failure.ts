import { z } from "zod"
import { errorText } from "@/lib/platform/safe-error"

/** `not_now`: the mail never left, and no server has judged it. `unknown`: it may have been taken. */
export type MailFailure = { kind: "not_now" | "refused" | "unknown"; reason: string }

const SmtpError = z.object({ code: z.string().optional(), syscall: z.string().optional(), responseCode: z.number().optional() })
/** `ECONNECTION` is not among them: a server that hangs up after it has the mail is reported by the same code. */
const NEVER_LEFT = new Set(["EDNS", "EAUTH", "ECONNREFUSED", "ENOTFOUND", "ETLS"])

/** A server that says no has not taken the mail. Silence after the mail was handed over may mean either. */
export function mailFailure(error: unknown): MailFailure {
  const known = SmtpError.safeParse(error)
  const { code = "", syscall, responseCode } = known.success ? known.data : {}
  const reason = errorText(error)
  if (responseCode !== undefined && responseCode >= 500) return { kind: code === "EAUTH" ? "not_now" : "refused", reason }
  if (responseCode !== undefined && responseCode >= 400) return { kind: "not_now", reason }
  if (code === "EENVELOPE" || code === "EMESSAGE") return { kind: "refused", reason }
  if (NEVER_LEFT.has(code) || syscall === "connect") return { kind: "not_now", reason }
  return { kind: "unknown", reason }
}
