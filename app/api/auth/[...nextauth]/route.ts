import { authRoute } from "@/lib/web/auth-route"

type Context = { params: Promise<{ nextauth: string[] }> }

const handler = async (request: Request, { params }: Context): Promise<Response> => await authRoute(request, (await params).nextauth)

export { handler as GET, handler as POST }
