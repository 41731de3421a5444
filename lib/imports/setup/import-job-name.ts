import { z } from "zod"

/** What hands an import over to the worker; the work itself is in import-jobs.ts. */
export const workOnImportJob = { name: "import:work", payload: z.object({ importId: z.uuid() }), attemptsMax: 10 }
