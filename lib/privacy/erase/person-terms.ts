import { sql } from "drizzle-orm"
import { idsIn } from "@/db/sql"
import { getCountryCallingCode, isSupportedCountry } from "libphonenumber-js/max"
import { z } from "zod"
import type { Transaction } from "@/db/client"
import { normalisePhone } from "@/lib/core/identity/phone"
import { digitsOf } from "@/lib/core/identity/text"
import type { PersonTerms } from "@/lib/core/privacy/quotes"

const Claim = z.object({ kind: z.string(), value: z.string() })
type Claim = z.infer<typeof Claim>

/**
 * What a person is known by, for the search for quotes. A value that another lead or a colleague has too is theirs as
 * well, so it is left out; so is a name, or a word of one, that another lead goes by.
 */
export async function personTerms(tx: Pick<Transaction, "execute">, leadIds: readonly string[]): Promise<PersonTerms> {
  const ids = idsIn(leadIds)
  const { rows } = await tx.execute(sql`
    with claimed as (
      select kind, value from lead_identities where lead_id in ${ids}
      union select kind, raw from lead_identities where lead_id in ${ids}
      union select c->>'kind', c->>'value' from touchpoints, jsonb_array_elements(case jsonb_typeof(claims) when 'array' then claims else '[]' end) c where lead_id in ${ids}
      union select 'conversation', external_id from conversations where lead_id in ${ids}
    )
    select kind, value from claimed c where value is not null
      and not exists (select 1 from lead_identities i where i.kind = c.kind and i.value = c.value and i.lead_id not in ${ids})
      and not exists (select 1 from users u where lower(u.email) = lower(c.value))`)
  const claims = rows.map((row) => Claim.parse(row))
  const others = await heldByOthers(tx, ids, claims)
  const phones = claims
    .filter(({ kind }) => kind === "phone")
    .flatMap(({ value }) => phonesIn(value).filter(({ e164 }) => !others.has(e164)))
  return {
    phones: phones.map(({ code, national }) => ({ code, national })),
    emails: claims.filter(({ kind, value }) => kind === "email" && !others.has(value)).map(({ value }) => value.trim().toLowerCase()),
    ids: claims.filter(({ kind }) => kind !== "phone" && kind !== "email").map(({ value }) => value),
    ...(await namesOf(tx, ids)),
  }
}

type Ids = ReturnType<typeof sql>

/** The raw text of an identity is spelled like nobody else's; its number may be another lead's all the same. */
async function heldByOthers(tx: Pick<Transaction, "execute">, ids: Ids, claims: readonly Claim[]): Promise<Set<string>> {
  const keys = claims.flatMap(({ kind, value }) =>
    (kind === "phone" ? phonesIn(value).map(({ e164 }) => e164) : [value]).map((one) => ({ kind, value: one })),
  )
  const { rows } = await tx.execute<{ value: string }>(sql`
    select distinct i.value from lead_identities i
    join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as v(kind text, value text) on i.kind = v.kind and i.value = v.value
    where i.lead_id not in ${ids}`)
  return new Set(rows.map(({ value }) => value))
}

/** A number that cannot be read is looked for by its digits. */
const phonesIn = (text: string): { e164: string; code: string; national: string }[] =>
  normalisePhone(text).map((phone) => {
    if (!phone.ok) return { e164: text, code: "", national: digitsOf(phone.digits).replace(/^0+/, "") }
    const code = phone.country && isSupportedCountry(phone.country) ? getCountryCallingCode(phone.country) : ""
    return { e164: phone.e164, code, national: phone.nsn }
  })

async function namesOf(tx: Pick<Transaction, "execute">, ids: Ids): Promise<Pick<PersonTerms, "names" | "words">> {
  const { rows } = await tx.execute<{ name: string | null }>(sql`
    select name from leads where id in ${ids}
    union select value from lead_field_values where lead_id in ${ids} and field = 'name'
    union select claimed_name from touchpoints where lead_id in ${ids}
    union select unnest(names) from lead_identities where lead_id in ${ids}`)
  const full = [...new Set(rows.flatMap(({ name }) => plainName(name)))]
  const words = full.flatMap((name) => name.split(" "))
  const candidates = [...new Set([...full.filter((name) => name.includes(" ")), ...words])]
  const { rows: own } = await tx.execute<{ name: string }>(sql`
    select n as name from jsonb_array_elements_text(${JSON.stringify(candidates)}::jsonb) n
    where not exists (select 1 from leads l where l.search_text like '%' || n || '%' and l.state = 'active' and l.id not in ${ids})
      and not exists (select 1 from users u where lower(u.name) like '%' || n || '%')`)
  const found = own.map(({ name }) => name)
  return { names: found.filter((name) => name.includes(" ")), words: found.filter((name) => !name.includes(" ")) }
}

/** Letters alone: what is looked for is put into a pattern. */
function plainName(name: string | null): string[] {
  const plain = (name ?? "")
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}]+/gu, " ")
    .trim()
  return plain === "" ? [] : [plain]
}
