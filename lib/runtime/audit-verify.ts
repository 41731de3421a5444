import { databaseOn } from "@/db/client"
import { verifyAudit, type AuditFinding } from "@/lib/platform/audit/verify-audit"
import { createPool } from "@/lib/platform/database"

/**
 * `npm run audit:verify`: verifies the audit log against its chain of seals. The head of the chain is logged each time
 * it grows; compared with a copy kept elsewhere it also reveals a chain that was rebuilt as a whole.
 */
const WORDS: Record<AuditFinding["kind"], string> = {
  changed: "entry was changed",
  removed: "entry was removed",
  inserted: "entry was inserted after its time was sealed",
  seal: "seal does not fit its entries",
}

const pool = createPool("jobs")
const { entries, seals, head, findings } = await verifyAudit(databaseOn(pool))
for (const { kind, id } of findings) process.stdout.write(`${kind === "seal" ? "seal" : "entry"} ${id}: ${WORDS[kind]}\n`)
process.stdout.write(
  `${entries} entries, ${seals} seals, head ${head ?? "none"}: ${findings.length === 0 ? "intact" : `${findings.length} findings`}\n`,
)
await pool.end()
process.exit(findings.length === 0 ? 0 : 1)
