import Link from "next/link"
import { LeadName, leadTitle } from "@/components/lead/lead-name"
import { PhoneNumber } from "@/components/lead/phone-number"
import { Badge } from "@/components/ui/badge"
import { Button, buttonClass } from "@/components/ui/button"
import { Field, Input } from "@/components/ui/field"
import { privacyAddress } from "@/lib/core/filters/privacy"
import type { FoundPerson, HeldData } from "@/lib/privacy/person/find-people"
import { getTranslations } from "@/lib/web/translations"
import { ErasePerson } from "@/components/privacy/erase-person"
import { RestrictPerson } from "@/components/privacy/restrict-person"
import { erasePersonAction, restrictLeadAction } from "./actions"

type Props = { q: string; people: readonly FoundPerson[]; chosen: HeldData | null; mayErase: boolean }

/** The one way to a person's data: search, see what is held, and export, restrict or erase it. */
export async function FindPerson({ q, people, chosen, mayErase }: Props) {
  const t = await getTranslations("privacy.find")
  return (
    <section className="grid gap-3" aria-labelledby="find">
      <div>
        <h2 id="find" className="font-semibold">
          {t("title")}
        </h2>
        <p className="text-sm text-ink-2">{t("hint")}</p>
      </div>
      <form role="search" className="flex flex-wrap items-end gap-2">
        <div className="min-w-0 grow sm:max-w-sm">
          <Field label={t("label")}>
            {(props) => <Input {...props} name="q" defaultValue={q} required maxLength={200} autoComplete="off" />}
          </Field>
        </div>
        <Button type="submit" look="primary">
          {t("submit")}
        </Button>
      </form>
      {q !== "" && people.length === 0 ? <p className="text-sm text-ink-2">{t("none", { q })}</p> : null}
      {people.length > 0 ? (
        <ul className="grid gap-2">
          {people.map((person) => (
            <li key={person.leadId} className="grid gap-2">
              <Person q={q} person={person} isChosen={person.leadId === chosen?.person.leadId} />
              {person.leadId === chosen?.person.leadId ? <Held data={chosen} mayErase={mayErase} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {chosen && people.every(({ leadId }) => leadId !== chosen.person.leadId) ? <Held data={chosen} mayErase={mayErase} /> : null}
    </section>
  )
}

const Contacts = ({ person: { phones, emails } }: { person: FoundPerson }) => (
  <span className="flex min-w-0 flex-wrap gap-x-2 text-xs text-ink-3">
    {phones.map((phone) => (
      <PhoneNumber key={phone} value={phone} />
    ))}
    {emails.map((email) => (
      <bdi key={email} dir="ltr" className="min-w-0 truncate">
        {email}
      </bdi>
    ))}
  </span>
)

const knownOf = ({ name, phones, emails }: FoundPerson) => ({ name, phone: phones[0], email: emails[0] })

async function Person({ q, person, isChosen }: { q: string; person: FoundPerson; isChosen: boolean }) {
  const [t, mark] = [await getTranslations("privacy.find"), await getTranslations("privacy.mark")]
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-line bg-raised px-3 py-2 text-sm">
      <LeadName {...knownOf(person)} className="min-w-0 font-medium" />
      <Contacts person={person} />
      {person.isRestricted ? <Badge tone="danger">{mark("restricted")}</Badge> : null}
      <Link
        href={privacyAddress.href({ q, person: person.leadId })}
        scroll={false}
        aria-current={isChosen ? "true" : undefined}
        className={`${buttonClass("plain", "sm")} ms-auto`}
      >
        {t("show")}
      </Link>
    </div>
  )
}

async function Held({ data: { person, held }, mayErase }: { data: HeldData; mayErase: boolean }) {
  const t = await getTranslations("privacy.find")
  const kindName = await getTranslations("privacy.find.kinds")
  const title = leadTitle(knownOf(person))
  const file = (format: string) => `/api/privacy/${person.leadId}?format=${format}`
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-raised p-3" aria-labelledby="held">
      <h3 id="held" className="text-sm font-semibold">
        {t("held")}: <bdi dir="auto">{title}</bdi>
      </h3>
      <ul className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
        {held.map(({ kind, count }) => (
          <li key={kind} className="flex justify-between gap-3 border-b border-line py-1">
            <span>{kindName(kind)}</span>
            <span className="text-ink-2">{t("records", { count })}</span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2">
        <a href={file("html")} download className={buttonClass("plain", "sm")}>
          {t("html")}
        </a>
        <a href={file("json")} download className={buttonClass("plain", "sm")}>
          {t("json")}
        </a>
        <RestrictPerson leadId={person.leadId} title={title} isRestricted={person.isRestricted} restrict={restrictLeadAction} />
        {mayErase ? <ErasePerson leadId={person.leadId} title={title} erase={erasePersonAction} /> : null}
        <Link href={`/leads/${person.leadId}`} className="text-sm text-accent underline">
          {t("open")}
        </Link>
      </div>
      <p className="text-xs text-ink-3">{t("exportHint")}</p>
    </section>
  )
}
