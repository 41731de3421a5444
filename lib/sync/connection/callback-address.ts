import { publicBaseUrl } from "@/lib/platform/env"

/** Where a CRM sends a person back to; the app over there has to name it exactly so. */
export const callbackAddress = (): string => new URL("/api/connections/callback", publicBaseUrl()).href
