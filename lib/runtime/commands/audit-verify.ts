import { parseArgs } from "node:util"
import { databaseOn } from "@/db/client"
import { verifyAudit, type AuditFinding } from "@/lib/platform/audit/verify-audit"
import { createPool } from "@/lib/platform/database"

/**
 * `npm run audit:verify [-- --head <hash>]`: verifies the audit log against its chain of seals and prints the head of the
 * chain. The head is logged each time the chain grows; one that was noted elsewhere and is given here must still be in the
 * chain, which reveals an end that was removed and a chain that was rebuilt as a whole. Ends with 1 when anything is found.
 */
const WORDS: Record<AuditFinding["kind"], string> = {
  changed: "entry was changed",
  removed: "entry was removed",
  inserted: "entry was inserted after its time was sealed",
  dated: "entry says another time than the one at which it was recorded",
  emptied: "entry was emptied without an erasure that lists it",
  head: "the given head is not in the chain: its end was removed, or it was rebuilt",
  empty: "the log is empty although there are users",
  seal: "seal does not fit its entries",
}

const SUBJECTS: Partial<Record<AuditFinding["kind"], string>> = { seal: "seal", head: "log", empty: "log" }

const { values } = parseArgs({ options: { head: { type: "string" } } })
const pool = createPool("jobs")
const { entries, erased, seals, head, findings } = await verifyAudit(databaseOn(pool), { knownHead: values.head ?? null })
for (const { kind, id } of findings) process.stdout.write(`${SUBJECTS[kind] ?? "entry"}${id === 0 ? "" : ` ${id}`}: ${WORDS[kind]}\n`)
process.stdout.write(
  `${entries} entries (${erased} erased), ${seals} seals, head ${head ?? "none"}: ${findings.length === 0 ? "intact" : `${findings.length} findings`}\n`,
)
await pool.end()
process.exit(findings.length === 0 ? 0 : 1)
