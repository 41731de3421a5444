import { plainKey } from "./plain-key"

/**
 * Names of a consent in forms, files and exports of CRMs ("Marketing consent", "SMS opt in"), and of its refusal ("Do Not Call",
 * "HasOptedOutOfEmail"). Beside a refusal a yes withdraws consent, and a no says nothing: nobody agreed by not having refused.
 */
export type ConsentName = {
  /** What it is about, where the name says so. */
  purpose: string | null
  isRefusal: boolean
}

const WAY = "(?:e ?mails?|sms|text|whats ?app|phone|calls?|phone calls|newsletter)"
const GRANT = new RegExp(
  `^(?:(?:accepts?|person|lead|contact|gdpr|pdpl|marketing|promotional|communications?|${WAY}) )*(?:consent|opt ?in|opted ?in|has opted in|permission|subscribed|(?:newsletter )?subscription status|newsletter subscription|marketing status|accepts (?:${WAY} )?marketing|newsletter)(?: (?:to contact|to marketing|marketing|status|given|${WAY}))?$` +
    "|^(?:ال)?موافقه$",
)
const REFUSAL = new RegExp(
  `^(?:(?:hs|has|is|lead|contact|person|customer|user|marketing|${WAY}) )*(?:opt(?:ed|s)? ?out|unsub|unsubscribed?)(?: (?:of|from|all|any|marketing|at|time|date|on|status|${WAY}|information))*$` +
    `|^(?:\\w+ )?do ?not ?(?:call|contact|${WAY}|mail|message|disturb|market|bulk ?e ?mail|allow (?:bulk |any )?${WAY}|send (?:marketing|${WAY}))(?: (?:me|list|flag|status|anymore))?$` +
    `|^(?:dnc|dnd)(?: (?:list|status|flag))?$|^no marketing$|^exclude from (?:marketing|${WAY})$|^عدم الاتصال$|^ne pas contacter$`,
)
/** Nobody writes by fax. */
const OTHERS = /\b(?:fax|postal)\b/
const EVERYTHING = /\bdo ?not ?contact\b|^ne pas contacter$/

export function consentNamed(name: string): ConsentName | null {
  const plain = plainKey(name)
  if (OTHERS.test(plain)) return null
  if (REFUSAL.test(plain)) return { purpose: EVERYTHING.test(plain) ? "marketing and contact" : "marketing", isRefusal: true }
  if (!GRANT.test(plain)) return null
  return { purpose: /\b(?:marketing|promotional|newsletter|subscri\w+)\b/.test(plain) ? "marketing" : null, isRefusal: false }
}
