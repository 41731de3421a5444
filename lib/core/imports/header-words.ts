import type { ImportField } from "@/lib/core/imports/fields"

/** What files call their columns and forms do not call their fields; the rest is in form-words.ts. */
export const HEADER_WORDS: Partial<Record<ImportField, string>> = {
  name: "lead|العميل",
  message: "text",
  occurred_at:
    "date|created|time|occurred at|occurredat|first touch|firsttouchat|lead date|enq date|received|date time|date and time|timestamp utc|enquiry received on|submit time|erstellt am|дата создания|تاریخ|تاريخ الطلب|дата|fecha|datum|التاريخ|تاريخ|تاريخ الانشاء|تاريخ الاستفسار|الوقت",
  company: "account|account name",
  emirate: "state|location",
  language: "lang",
  vehicle_class: "vehicleclass",
  budget: "price|amount|value|deal value|المبلغ",
  referred_by: "referrer name|referral|احاله",
  notes: "description|ملاحظة",
  utm_source: "utm source|source|lead source|original source|المصدر|مصدر",
  utm_medium: "utm medium|medium",
  utm_campaign: "utm campaign|campaign|campaign name|ad campaign|الحملة|حملة",
  external_id: "id|external id|externalid|record id|lead id|contact id|crm id|reference|ref|lead no|lead number|رقم المرجع|المعرف",
}
