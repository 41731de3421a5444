import { and, inArray, lt } from "drizzle-orm"
import { imports } from "@/db/schema"
import { ACTIVE_IMPORT_STATES } from "@/lib/core/imports/states"
import { enqueue, scheduledJob, type Job } from "@/lib/platform/jobs/job"
import { workOnImportJob } from "@/lib/imports/setup/import-job-name"
import { workOnImport } from "./work-on-import"

const STALE_MS = 90_000

/** Checks, runs or reverts one import. When asked to end, it queues the rest for the next worker. */
const work: Job<{ importId: string }> = {
  ...workOnImportJob,
  run: async (ctx, { importId }, signal) => {
    const { isLeft } = await workOnImport(ctx, importId, { signal })
    if (isLeft) await enqueue(ctx.db, workOnImportJob, { importId }, { key: `import:${importId}` })
  },
}

/** Resumes an import whose worker died. */
const rescue = scheduledJob({
  name: "import:rescue",
  schedule: "* * * * *",
  run: async (ctx) => {
    const stale = await ctx.db
      .select({ importId: imports.id })
      .from(imports)
      .where(and(inArray(imports.state, [...ACTIVE_IMPORT_STATES]), lt(imports.progressAt, new Date(ctx.now().getTime() - STALE_MS))))
    for (const { importId } of stale) await enqueue(ctx.db, workOnImportJob, { importId }, { key: `import:${importId}` })
  },
})

export const IMPORT_JOBS = [work, rescue] as unknown as readonly Job[]
