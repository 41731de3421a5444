import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { AUDIT_EMPTIED } from "./write-audit"

/**
 * A defect of the log, by the id of the entry; for a broken seal, the position of the seal. `head`: the known head is in
 * the chain no more, so its end was removed or it was rebuilt. `empty`: there is no entry although there are users. `dated`:
 * it says another time than the one at which it was recorded.
 */
export type AuditFinding = { kind: "changed" | "removed" | "inserted" | "dated" | "emptied" | "seal" | "head" | "empty"; id: number }

/** `erased` counts the entries that were emptied for privacy. */
type AuditReport = { entries: number; erased: number; seals: number; head: string | null; findings: AuditFinding[] }

/**
 * Verifies every entry against its hashes and every seal against its entries and the previous seal. An entry without
 * its salt was erased for privacy: its existence is still proved, its content is not. It needs the entry that the
 * database writes when one is emptied, and its id in what the erasure of a person says that it emptied. Entries after the last seal
 * are checked against their own hashes only.
 *
 * A chain whose end was removed is a valid chain, so `knownHead`, the hash in hex of a seal that was noted elsewhere, must be in it.
 */
export async function verifyAudit(db: Database, { knownHead = null }: { knownHead?: string | null } = {}): Promise<AuditReport> {
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
  const emptied = await db.execute<{ id: string; is_explained: boolean }>(sql`
    with listed as (
      select jsonb_array_elements_text(l.change -> 'entries') as id from audit_log l
      where l.action = ${AUDIT_EMPTIED} and jsonb_typeof(l.change -> 'entries') = 'array' and (l.actor_id = 'migration'
        or exists (select 1 from audit_log e where e.lead_id = l.lead_id and e.action in ('lead.erased', 'lead.expired'))))
    select e.id, e.id::text in (select id from listed) and e.id::text in (
      select subject from audit_log where action = 'audit.emptied') as is_explained
    from audit_log e where e.change_salt is null and e.change_hash <> audit_change_hash(''::bytea, '{}') order by e.id`)
  const dated = await db.execute<{ id: string }>(sql`select id from audit_log where at <> audit_time(at, recorded_at) order by id`)
  const seals = await db.execute<{ position: number }>(sql`
    select position from (
      select s.position, s.hash, row_number() over (order by s.position) as place,
        sha256(coalesce(lag(s.hash) over (order by s.position), ''::bytea)
          || coalesce((select string_agg(r.row_hash, ''::bytea order by r.id) from audit_log r where r.id = any(s.row_ids)), ''::bytea)) as expected
      from audit_seals s
    ) chain where hash <> expected or position <> place order by position`)
  const { rows } = await db.execute<{ entries: number; seals: number; head: string | null; is_cut: boolean; is_empty: boolean }>(sql`
    select (select count(*)::int from audit_log) as entries,
      ${knownHead}::text is not null and not exists (select 1 from audit_seals where encode(hash, 'hex') = lower(${knownHead}::text)) as is_cut,
      exists (select 1 from users) and not exists (select 1 from audit_log) as is_empty, (select count(*)::int from audit_seals) as seals,
      (select encode(hash, 'hex') from audit_seals order by position desc limit 1) as head`)
  const finding =
    (kind: AuditFinding["kind"]) =>
    (row: { id: string }): AuditFinding => ({ kind, id: Number(row.id) })
  const { is_cut, is_empty, ...counts } = rows[0] ?? { entries: 0, seals: 0, head: null, is_cut: knownHead !== null, is_empty: false }
  return {
    ...counts,
    erased: emptied.rows.length,
    findings: [
      ...changed.rows.map(finding("changed")),
      ...removed.rows.map(finding("removed")),
      ...inserted.rows.map(finding("inserted")),
      ...dated.rows.map(finding("dated")),
      ...emptied.rows.filter((row) => !row.is_explained).map(finding("emptied")),
      ...seals.rows.map(({ position }): AuditFinding => ({ kind: "seal", id: position })),
      ...(is_cut ? [{ kind: "head" as const, id: 0 }] : []),
      ...(is_empty ? [{ kind: "empty" as const, id: 0 }] : []),
    ],
  }
}
