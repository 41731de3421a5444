import type { ImportField } from "./fields"

/**
 * Exports of other tools, recognised by their headers. A tool's own column is mapped as that tool means it; every other
 * column is guessed as in any file.
 */
type KnownExport = Pick<Export, "tool" | "contacts"> & { columns: (ImportField | null | undefined)[] }

type Export = {
  tool: string
  /** A CRM and a network know a number that the numbering plan may not know yet. */
  contacts?: "crm" | "provider"
  /** Each of these matches some header. */
  needs: readonly RegExp[]
  /** A header of another tool whose other headers are the same. */
  lacks?: RegExp
  /** The first pattern that matches a header says its field; null keeps the column on the timeline. */
  columns: readonly (readonly [RegExp, ImportField | null])[]
}

const EXPORTS: readonly Export[] = [
  {
    tool: "WhatsApp chat",
    contacts: "provider",
    needs: [/^whats ?app date$/, /^whats ?app chat$/],
    columns: [
      [/^whats ?app date$/, "occurred_at"],
      [/^whats ?app name$/, "name"],
      [/^whats ?app number$/, "phone"],
      [/^whats ?app chat$/, "message"],
    ],
  },
  {
    tool: "Meta lead ads",
    needs: [/^created time$/, /^(ad|adset|campaign|form) (id|name)$/, /^(full name|first name|phone number|phone|email)$/],
    columns: [
      [/^id$|^lead id$/, "external_id"],
      [/^created time$/, "occurred_at"],
      [/^campaign name$/, "utm_campaign"],
      [/^platform$/, "utm_source"],
      [/^(ad|adset|campaign|form) (id|name)$|^is organic$|^lead status$|^retailer item id$/, null],
      [/^full name$/, "name"],
      [/^phone number$|^phone$|^whats ?app number$/, "phone"],
    ],
  },
  {
    tool: "Google Contacts",
    needs: [/^(given name|first name|name)$/, /^(phone|e mail) 1 (value|type|label)$/],
    columns: [
      [/^(given|first) name$/, "first_name"],
      [/^(family|last) name$/, "last_name"],
      [/^phone \d+ value$/, "phone"],
      [/^e mail \d+ value$/, "email"],
      [/^organi[sz]ation( 1)? name$|^organi[sz]ation name$/, "company"],
      [/^address 1 country$/, "country"],
      [/^notes$/, "notes"],
      [/ (type|label)$|^(middle|additional|nick) ?name$|^birthday$|^labels$|^group membership$/, null],
    ],
  },
  {
    tool: "HubSpot",
    contacts: "crm",
    needs: [
      /^record id( contact)?$/,
      /^(first name|email)$/,
      /^(contact owner|lifecycle stage|last activity date|country region|(original|latest) traffic source)$/,
    ],
    lacks: /^(account name|lead source|created time|mailing country)$/,
    columns: [
      [/^record id( contact)?$/, "external_id"],
      [/^phone number$|^mobile phone number$|^whats ?app phone number$/, "phone"],
      [/^create date$/, "occurred_at"],
      [/^(primary )?(associated )?company( name)?$/, "company"],
      [/^country region( code)?$|^country$/, "country"],
      [/^email$|^additional email addresses$/, "email"],
      [/^(original|latest) (traffic )?source$/, "utm_source"],
      [/^contact owner$|^lifecycle stage$|^lead status$|date$|^associated /, null],
    ],
  },
  {
    tool: "HubSpot",
    contacts: "crm",
    needs: [/^(record|deal) id$/, /^deal (name|stage|owner)$/, /^associated contacts?$/],
    columns: [
      [/^(record|deal) id$/, "external_id"],
      [/^associated contacts?$/, "name"],
      [/^associated company( primary)?$/, "company"],
      [/^create date$/, "occurred_at"],
      [/^amount$/, "budget"],
      [/^deal |^pipeline$|date$|^associated /, null],
    ],
  },
  {
    tool: "Zoho CRM",
    contacts: "crm",
    needs: [
      /^(lead|contact) owner$/,
      /^(lead source|account name|secondary email|modified time|created time)$/,
      /^(created time|modified time|record id)$/,
    ],
    lacks: /^(create date|created date|lifecycle stage|company account)$/,
    columns: [
      [/^(record|lead|contact) id$/, "external_id"],
      [/^(phone|mobile|other phone|home phone)$/, "phone"],
      [/^(email|secondary email)$/, "email"],
      [/^created time$/, "occurred_at"],
      [/^lead source$/, "utm_source"],
      [/^(company|account name)$/, "company"],
      [/^(country|mailing country)$/, "country"],
      [/^description$/, "notes"],
      [/^full name$|^lead name$|^contact name$/, null],
      [/owner|status$|time$|^salutation$/, null],
    ],
  },
  {
    tool: "Pipedrive",
    contacts: "crm",
    needs: [/^(person|lead|deal) /, /^person (name|phone|email)/],
    columns: [
      [/^person name$/, "name"],
      [/^person phone/, "phone"],
      [/^person email/, "email"],
      [/^(organization name|person organization|lead organization|deal organization)$/, "company"],
      [/^(lead|deal|person) id$/, "external_id"],
      [/^(lead|deal|person) (lead |deal |person )?(created|add time|created date|lead created)$/, "occurred_at"],
      [/^(lead|deal) (source|source channel|source origin)$/, "utm_source"],
      [/^person marketing status$/, "consent"],
      [/^(lead|deal) value$/, "budget"],
      [/^(lead|deal|person|organization) /, null],
    ],
  },
  {
    tool: "Pipedrive",
    contacts: "crm",
    needs: [/^name$/, /^person created$/],
    columns: [
      [/^person created$/, "occurred_at"],
      [/^id$/, "external_id"],
      [/^organi[sz]ation$/, "company"],
      [/^(owner|label|labels|closed deals|open deals|next activity date|won deals|lost deals)$/, null],
    ],
  },
  {
    tool: "Salesforce",
    contacts: "crm",
    needs: [
      /^(first name|firstname|last name|lastname|name)$/,
      /^(lead owner|leadsource|lead source|company account|ownerid|lead status)$/,
      /^(company account|create date|createddate|created date|mobile ?phone|mobile)$/,
    ],
    columns: [
      [/^(lead id|contact id|id)$/, "external_id"],
      [/^(phone|mobile|mobile ?phone|other phone|home phone)$/, "phone"],
      [/^company account$|^company$|^account name$/, "company"],
      [/^create date$|^createddate$|^created date$/, "occurred_at"],
      [/^lead source$|^leadsource$/, "utm_source"],
      [/^(mailing )?country$/, "country"],
      [/^firstname$/, "first_name"],
      [/^lastname$/, "last_name"],
      [/^lead owner$|^ownerid$|^lead status$|^status$|^title$|^rating$/, null],
    ],
  },
]

/** `headers` in small letters, words only. */
export function knownExport(headers: readonly string[]): KnownExport | null {
  const found = EXPORTS.find(({ needs, lacks }) => {
    const has = (pattern: RegExp): boolean => headers.some((header) => pattern.test(header))
    return needs.every(has) && !(lacks && has(lacks))
  })
  if (!found) return null
  return { ...found, columns: headers.map((header) => found.columns.find(([pattern]) => pattern.test(header))?.[1]) }
}
