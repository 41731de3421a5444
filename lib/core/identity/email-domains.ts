/**
 * What we know about mail domains, as closed tables. Correcting a domain by guessing its ending is how emirates.net.ae
 * becomes an Australian address; here only a listed popular domain is ever suggested, and real neighbours are spared.
 */
import { wordSet } from "@/lib/core/identity/text"

/** One mailbox, several domain names: the value is the name that is kept. */
const SAME_MAILBOX: Readonly<Record<string, string>> = {
  "googlemail.com": "gmail.com",
  "ya.ru": "yandex.ru",
  "yandex.com": "yandex.ru",
  "yandex.by": "yandex.ru",
  "yandex.kz": "yandex.ru",
  "yandex.ua": "yandex.ru",
  "protonmail.com": "proton.me",
  "protonmail.ch": "proton.me",
  "pm.me": "proton.me",
}

export const mailboxDomain = (domain: string): string => (Object.hasOwn(SAME_MAILBOX, domain) ? SAME_MAILBOX[domain] : undefined) ?? domain

/** All domain names of one mailbox. */
export function domainsOfMailbox(domain: string): string[] {
  const kept = mailboxDomain(domain)
  return [kept, ...Object.keys(SAME_MAILBOX).filter((other) => SAME_MAILBOX[other] === kept)]
}

/** Gmail's mailboxes have no dots, however they are typed. */
export const ignoresDots = (domain: string): boolean => mailboxDomain(domain) === "gmail.com"

/** Forwarding services: real people, whose address says nothing about their other addresses. */
export const RELAY_DOMAINS = wordSet(`
  privaterelay.appleid.com duck.com mozmail.com simplelogin.com simplelogin.co aleeas.com slmails.com addy.io anonaddy.me
  anonaddy.com passmail.net passinbox.com reply.facebook.com`)

/** Mail providers of private people; a domain that is not here usually belongs to a company. */
export const FREE_DOMAINS = wordSet(`
  gmail.com yahoo.com hotmail.com outlook.com live.com icloud.com me.com mac.com msn.com aol.com ymail.com rocketmail.com
  mail.com gmx.com gmx.de gmx.net web.de zoho.com proton.me yandex.ru mail.ru bk.ru inbox.ru list.ru rambler.ru qq.com
  163.com 126.com sina.com foxmail.com rediffmail.com emirates.net.ae eim.ae yahoo.ae hotmail.ae live.ae yahoo.co.uk
  yahoo.co.in yahoo.in yahoo.fr yahoo.de hotmail.co.uk hotmail.fr hotmail.de live.co.uk live.fr outlook.fr outlook.de
  outlook.sa btinternet.com wp.pl o2.pl seznam.cz orange.fr free.fr laposte.net libero.it email.com fastmail.com hey.com
  maktoob.com`)

// Long enough that one wrong letter still shows which name was meant.
const CORRECTABLE = [
  ...wordSet(`
  gmail.com yahoo.com hotmail.com outlook.com icloud.com googlemail.com rediffmail.com protonmail.com rocketmail.com
  fastmail.com maktoob.com btinternet.com emirates.net.ae`),
]
// Too short for that: only a wrong ending is corrected.
const ENDING_ONLY = ["live.com", "msn.com", "aol.com", "ymail.com", "mail.com", "gmx.com", "zoho.com", "me.com", "qq.com"]

const REAL_NEIGHBOURS = wordSet(`
  ymail mail email hmail fmail tmail vmail zmail qmail umail gmali yaho yahoo hotmail outlook icloud cloud iclouds yandex
  fastmails fatmail castmail pocketmail rocketmails maktub`)
const WRONG_ENDINGS = wordSet(`
  con cm co cim om vom xom cpm comm ccom coom cop cmo ocm come c0m col coma`)

/** The popular domain that was meant, or null when the domain is known, real, or not close to just one of them. */
export function domainMeant(domain: string): string | null {
  if (FREE_DOMAINS.has(domain) || RELAY_DOMAINS.has(domain) || mailboxDomain(domain) !== domain) return null
  const dot = domain.indexOf(".")
  const name = domain.slice(0, dot)
  const ending = domain.slice(dot + 1)
  const isEndingWrong = WRONG_ENDINGS.has(ending)
  if (isEndingWrong && ENDING_ONLY.includes(`${name}.com`)) return `${name}.com`
  if (REAL_NEIGHBOURS.has(name) && !isEndingWrong) return null
  const meant = CORRECTABLE.filter((popular) => isMeant(popular, name, ending, isEndingWrong))
  return meant.length === 1 ? (meant[0] ?? null) : null
}

function isMeant(popular: string, name: string, ending: string, isEndingWrong: boolean): boolean {
  const dot = popular.indexOf(".")
  const isNameClose = withinOneEdit(name, popular.slice(0, dot))
  return isNameClose && (ending === popular.slice(dot + 1) || (isEndingWrong && popular.endsWith(".com")))
}

/** Equal, or one insertion, deletion, substitution or swap of neighbours away. */
export function withinOneEdit(left: string, right: string): boolean {
  if (left === right) return true
  if (Math.abs(left.length - right.length) > 1) return false
  let start = 0
  while (start < left.length && left[start] === right[start]) start++
  let end = 0
  const shorter = Math.min(left.length, right.length)
  while (end < shorter - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end++
  const a = left.slice(start, left.length - end)
  const b = right.slice(start, right.length - end)
  if (a.length <= 1 && b.length <= 1) return true
  return a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]
}
