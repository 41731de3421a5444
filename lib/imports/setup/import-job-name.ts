import { z } from "zod"

/** The job that works on an import; the work itself is in import-jobs.ts. */
export const workOnImportJob = { name: "import:work", payload: z.object({ importId: z.uuid() }), attemptsMax: 10 }
