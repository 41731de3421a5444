import { publicBaseUrl } from "@/lib/platform/env"
import { openApiDocument } from "@/lib/web/openapi/openapi"

export const dynamic = "force-dynamic"

export const GET = (): Response => Response.json(openApiDocument(publicBaseUrl().origin))
