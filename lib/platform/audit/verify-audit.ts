import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"

/** A defect of the log, by the id of the entry; for a broken seal, the position of the seal. */
export type AuditFinding = { kind: "changed" | "removed" | "inserted" | "seal"; id: number }

export type AuditReport = { entries: number; seals: number; head: string | null; findings: AuditFinding[] }

/**
 * Verifies every entry against its hashes and every seal against its entries and the previous seal. An entry without
 * its salt was erased for privacy: its existence is still proved, its content is not. Entries after the last seal are
 * checked against their own hashes only.
 */
export async function verifyAudit(db: Database): Promise<AuditReport> {
  const changed = await db.execute<{ id: string }>(sql`
    select id from audit_log r
    where r.row_hash <> audit_row_hash(r)
      or case when r.change_salt is null then r.change <> '{}' else r.change_hash <> audit_change_hash(r.change_salt, r.change) end
    order by id`)
  const removed = await db.execute<{ id: string }>(sql`
    select s.id from (select unnest(row_ids) as id from audit_seals) s left join audit_log r on r.id = s.id where r.id is null order by 1`)
  const inserted = await db.execute<{ id: string }>(sql`
    select r.id from audit_log r left join (select unnest(row_ids) as id from audit_seals) s on s.id = r.id
    where s.id is null and r.id <= (select max(row_ids[cardinality(row_ids)]) from audit_seals) order by 1`)
  const seals = await db.execute<{ position: number }>(sql`
    select position from (
      select s.position, s.hash, row_number() over (order by s.position) as place,
        sha256(coalesce(lag(s.hash) over (order by s.position), ''::bytea)
          || coalesce((select string_agg(r.row_hash, ''::bytea order by r.id) from audit_log r where r.id = any(s.row_ids)), ''::bytea)) as expected
      from audit_seals s
    ) chain where hash <> expected or position <> place order by position`)
  const { rows } = await db.execute<{ entries: number; seals: number; head: string | null }>(sql`
    select (select count(*)::int from audit_log) as entries, (select count(*)::int from audit_seals) as seals,
      (select encode(hash, 'hex') from audit_seals order by position desc limit 1) as head`)
  const finding =
    (kind: AuditFinding["kind"]) =>
    (row: { id: string }): AuditFinding => ({ kind, id: Number(row.id) })
  return {
    ...(rows[0] ?? { entries: 0, seals: 0, head: null }),
    findings: [
      ...changed.rows.map(finding("changed")),
      ...removed.rows.map(finding("removed")),
      ...inserted.rows.map(finding("inserted")),
      ...seals.rows.map(({ position }): AuditFinding => ({ kind: "seal", id: position })),
    ],
  }
}
