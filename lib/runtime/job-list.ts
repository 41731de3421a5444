import { IMPORT_JOBS } from "@/lib/imports/run/import-jobs"
import { FOLLOWUP_JOBS } from "@/lib/followups/jobs"
import { emailJob } from "@/lib/notifications/send-emails"
import { sealAuditJob } from "@/lib/platform/audit/seal-audit"
import { forgetKeysJob } from "@/lib/platform/requests/idempotency"
import { forgetSessionsJob } from "@/lib/team/sessions"
import { forgetDeliveriesJob } from "@/lib/hooks/deliveries"
import type { Job } from "@/lib/platform/jobs/job"
import { finishErasuresJob } from "@/lib/privacy/erase/finish-erasures"
import { retentionJob } from "@/lib/privacy/retention/apply-retention"
import { REPORT_JOBS } from "@/lib/reports/jobs"
import { checkSlaJob } from "@/lib/routing/check-sla"
import { drainOverflowJob } from "@/lib/routing/drain-overflow"
import { NURTURE_JOBS } from "@/lib/nurture/jobs"
import { RESCORE_JOB } from "@/lib/scoring/rescore-job"
import { rereadNamesJob } from "@/lib/leads/edit/reread-names"
import { rereadPhonesJob } from "@/lib/leads/edit/reread-phones"
import { compactCounts, scanJob, sweepWindow } from "@/lib/matching/jobs"
import { reweighJob } from "@/lib/matching/reweigh-items"
import { secondLook } from "@/lib/matching/second-look"
import { compareJob, provisionJob } from "@/lib/sync/jobs"
import { loadJobs } from "@/lib/sync/load/work-on-load"
import { crmDeps } from "./crm-deps"

/** Every job of the product. A job that is not listed here never runs. */
export const JOBS: readonly Job[] = [
  sealAuditJob,
  forgetKeysJob,
  forgetSessionsJob,
  forgetDeliveriesJob,
  finishErasuresJob,
  retentionJob,
  compactCounts,
  sweepWindow,
  secondLook,
  scanJob,
  reweighJob,
  rereadPhonesJob,
  rereadNamesJob,
  RESCORE_JOB,
  ...IMPORT_JOBS,
  ...FOLLOWUP_JOBS,
  emailJob,
  drainOverflowJob,
  checkSlaJob,
  ...REPORT_JOBS,
  ...NURTURE_JOBS,
  compareJob(crmDeps),
  provisionJob(crmDeps),
  ...loadJobs(crmDeps),
]
