import NextAuth from "next-auth"
import { withDeadline } from "@/lib/platform/deadline"
import { authOptions } from "@/lib/web/auth-options"
import { answered } from "@/lib/web/route"

type Context = { params: Promise<{ nextauth: string[] }> }

/** Built per request: the options read the environment, which a build does not have. */
const handler = (request: Request, context: Context): Promise<Response> =>
  answered(() => withDeadline(() => NextAuth(request as never, context as never, authOptions()) as Promise<Response>))

export { handler as GET, handler as POST }
