import type { FormField } from "./form-fields"
import { plainKey } from "./plain-key"

/**
 * The vocabulary of form keys, in English and Arabic. Phrases may be written in any way; rules see keys as `plainKey` writes them. A key is looked up whole and without its
 * filler words (PHRASES), and failing that by the words in it (RULES).
 */
export const PHRASES: Readonly<Record<FormField, string>> = {
  name: "name|contact|full name|fullname|complete name|first and last name|first last name|name surname|contact name|contact person|customer|client|guest|driver|name of customer|good name|what should we call you|الاسم|اسم|الاسم الكامل|الاسم بالكامل|اسم العميل|اسمك|الاسم الثلاثي",
  first_name: "first name|firstname|fname|listing fname|fn|first|given name|given names|forename|name first|الاسم الاول",
  middle_name: "middle name|middlename|middle|name middle|اسم الاب",
  last_name: "last name|lastname|lname|listing lname|ln|last|surname|family name|name last|اسم العائلة|العائلة|اللقب|الاسم الاخير|الكنيه",
  phone:
    "phone|phones|tel|telephone|mobile|cell|cellphone|gsm|msisdn|whatsapp|whats app|wa|phonenumber|phoneno|phonenum|mobilenumber|mobileno|mobilephone|telno|contactno|contactnumber|contactphone|whatsappno|whatsappnumber|wa no|wa number|contact number|contact no|mob|mob no|ph|الهاتف|هاتف|رقم|الرقم|رقم الهاتف|رقم الجوال|جوال|الجوال|جوالك|موبايل|الموبايل|رقم الموبايل|واتساب|واتس اب|الواتساب|رقم الواتساب|المتحرك|رقم التواصل|تلفون|التلفون|رقم التلفون|تليفون|التليفون|رقم التليفون|رقم تليفونك|المحمول|رقم المحمول|رقم الاتصال",
  email:
    "email|e mail|emails|mail|em|email id|emailid|e mail id|mail id|mailid|email ids|email address line|emailaddress|mail address|البريد|البريد الالكتروني|بريد الكتروني|ايميل|الايميل|بريدك الالكتروني|بريدك",
  message:
    "message|msg|comments|comment|enquiry|inquiry|question|request|query|textarea|additional information|additional info|special requests|how can we help|requirements|الرساله|رساله|رسالتك|الاستفسار|استفسار|استفسارك|التعليق|طلبك|التفاصيل",
  vehicle:
    "vehicle|car|model|cars|vehicles|car model|vehicle model|make and model|السياره|سياره|السيارات|المركبه|الموديل|اسم السياره|نوع السياره",
  vehicle_class:
    "vehicle class|car class|class|category|car category|vehicle category|car type|vehicle type|body type|فئة السيارة|الفئة|فئة",
  pickup_date:
    "pickup date|pick up date|pickup|pick up|start date|from date|date from|rental start|rental from|hire from|start|check in|collection date|delivery date|pickup datetime|pick up datetime|start datetime|booking start|booking start date|booking from|تاريخ بداية الايجار|تاريخ بدء الايجار|تاريخ الاستلام|تاريخ البدء|تاريخ البدايه|من تاريخ|الاستلام",
  pickup_time: "pickup time|pick up time|start time|from time|time from|وقت الاستلام",
  return_date:
    "return date|drop off date|dropoff date|end date|to date|date to|rental end|rental to|rental till|rental until|hire to|return|drop off|dropoff|check out|return datetime|drop off datetime|dropoff datetime|end datetime|booking end|booking end date|booking until|تاريخ نهاية الايجار|تاريخ انتهاء الايجار|تاريخ التسليم|تاريخ الارجاع|تاريخ الاعاده|تاريخ الانتهاء|تاريخ النهايه|الى تاريخ|التسليم",
  return_time: "return time|drop off time|dropoff time|end time|to time|time to|وقت التسليم|وقت الارجاع",
  budget: "budget|daily budget|price range|الميزانيه|ميزانيتك|السعر",
  company: "company|company name|organisation|organization|business name|employer|الشركه|شركه|اسم الشركه|المؤسسة|جهة العمل",
  country:
    "country|nationality|country of residence|country of origin|country region|residence|البلد|الدوله|الجنسيه|بلد|بلد الاقامه|دوله الاقامه|بلد المنشا",
  emirate: "emirate|city|town|الاماره|المدينه|مدينه|مدينتك",
  language: "language|preferred language|اللغه|لغه",
  referred_by: "referred by|referredby|recommended by|من طرف|بواسطه",
  notes: "notes|note|remarks|remark|ملاحظات|الملاحظات",
  form: "form|form name|form title|form id|formname|formid|اسم النموذج",
  submitted_at:
    "submitted at|submittedat|submitted|submission date|submission time|date created|created at|created on|created time|created date|create date|date added|added on|added time|added at|submitted on|submit date|submission date time|date submitted|entry date|enquiry date|inquiry date|date of enquiry|date of inquiry|lead created date|lead created time|timestamp|ts",
  page_url: "page url|page|pageurl|page uri|source url|current url|url|permalink",
  landing_page: "landing page|landingpage|landing url|entry page",
  referrer: "referrer|referer|http referer|referrer url",
}

/** Say nothing about what a field holds; dropped before a key is looked up again. */
export const FILLERS = new Set(
  `s c x cust txt mf acf et pb number numbers your my me you we us our the a an of for to on at in is are was what whats which who please enter select choose insert write give tell
  no label nolabel untitled field fields form forms fieldset input text textarea box select option value answer values answers question item items meta data payload body
  contact lead customer client user guest visitor person personal driver renter hirer applicant booker details detail info information main primary preferred best current valid required optional
  wpforms wpcf7 cf7 elementor gravity fluent ninja formidable jotform typeform hubspot webflow contactform q hidden intl full dynamic submitted screen step page1 reach call
  رجاء ادخل يرجى حقل خاص بك الخاص ما هو هي`
    .split(/\s+/)
    .filter((word) => word !== ""),
)

/** A value of one of these people is not the sender's. */
export const OTHER_PEOPLE = new RegExp(
  String.raw`\b(?:agent|sales|salesperson|salesman|dealer|friend|friends|referrer|referral|referee|emergency|spouse|wife|husband|colleague|manager|recipient|receiver|admin|administrator|owner|assigned|assignee|supplier|vendor|broker|reseller|staff|support|company phone|hotel|author|operator|consultant|advisor|notify|notification|notifications|webmaster|branch|passenger|passengers|parent|parents|mother|father|guardian|brother|sister|son|daughter|child|relative|kin|witness|guarantor|sponsor|reply to|replyto|cc|bcc)\b` +
    String.raw`|\b(?:created|modified|updated|added|entered|handled|closed|approved|edited|changed|uploaded|verified|taken|deleted) ?by\b` +
    String.raw`|\b(?:second|third|2nd|3rd|additional|another|other|co|extra) (?:driver|person|guest|traveller|traveler)\b` +
    String.raw`|^(?:shipping|delivery)(?: address| contact)? (?:phone|mobile|tel|telephone|e ?mail|number|contact|name|first name|last name|full name)\b` +
    String.raw`|^to (?:e ?mail|mail|name|address|phone|number)\b|صديق|طواري|وكيل|مندوب|مشرف`,
)

/** A mailer's own address in a flat key; an object `from` or `sender` holds who wrote. */
export const OTHER_SENDER = /^(?:from|sender) (?:e ?mail|mail|name|address)$/

/** Words that make a field about a phone or an address, and no phone or address. */
export const ABOUT =
  /\b(?:consent|agree|agreed|agreement|opt|optin|subscribe|subscribed|newsletter|marketing|terms|privacy|gdpr|accept|permission|verified|verification|confirmed|type|brand|hash|display|preference|method|via|by|allow|notify|notifications|otp|extension|ext|prefix|code|country|model|plan|software|available|availability)\b/

/** Words of other scripts have no `\b`; they are written as `plainKey` writes keys. */
const anyOf = (latin: RegExp, words: string): RegExp => new RegExp([latin.source, ...words.split("|").map(plainKey)].join("|"))

/** In order: the first that fits a key's words is what the key means. */
export const RULES: readonly [RegExp, FormField][] = [
  [anyOf(/\b(?:e ?mail|email ?address|mailto|courriel|mel)\b/, "ايميل|بريد|почта|ईमेल|ای میل|correo electronico"), "email"],
  [
    anyOf(
      /\b(?:phone|phones|mobile|mobil|movil|telephone|telefon|telefono|telefone|handy|celular|portable|tel|cell|cellphone|whatsapp|whats ?app|msisdn|gsm|phone ?number|mobile ?number|contact ?number|mob)\b/,
      "هاتف|جوال|موبايل|واتس|تلفون|تليفون|محمول|متحرك|телефон|फ़ोन|मोबाइल|फोन|فون|موبائل",
    ),
    "phone",
  ],
  [/\b(?:company|business|organi[sz]ation|employer)\b|شركه|موسسه/, "company"],
  [/\b(?:first|given|fore) ?names?\b|الاسم الاول/, "first_name"],
  [/\bmiddle ?name\b/, "middle_name"],
  [/\b(?:last|family) ?name\b|\bsurname\b|العايله/, "last_name"],
  [/\b(?:pick ?up|start|from|collection|check ?in)\b.*\btime\b|وقت الاستلام/, "pickup_time"],
  [/\b(?:return|drop ?off|end|check ?out)\b.*\btime\b|وقت (?:التسليم|الارجاع)/, "return_time"],
  [
    /\b(?:pick ?up|start|from|collection|check ?in)\b.*\b(?:date|day)\b|\bwhen\b.*\b(?:need|pick|start)\b|تاريخ (?:الاستلام|البدء|البدايه)/,
    "pickup_date",
  ],
  [
    /\b(?:return|drop ?off|end|check ?out)\b.*\b(?:date|day)\b|\bwhen\b.*\b(?:return|bring)\b|تاريخ (?:التسليم|الارجاع|الاعاده|الانتهاء)/,
    "return_date",
  ],
  [/\brental\b.*\b(?:date|day)\b/, "pickup_date"],
  [/\b(?:car|vehicle)\b.*\b(?:class|category|type|size)\b/, "vehicle_class"],
  [/\b(?:car|vehicle|cars|vehicles|suv)\b|سياره|مركبه/, "vehicle"],
  [/\bbudget\b|ميزانيه/, "budget"],
  [/\b(?:message|comments?|enquiry|inquiry|questions?|requirements|anything else|help you)\b|رساله|استفسار|تعليق/, "message"],
  [anyOf(/\b(?:nationality|country)\b/, "جنسيه|دوله|بلد"), "country"],
  [
    /\b(?:creat(?:ed|ion)|submi(?:tted|ssion)|added|received)\b.*\b(?:date|time|on|at)\b|\b(?:date|time)\b.*\b(?:created|creation|added|submi(?:tted|ssion)|received)\b/,
    "submitted_at",
  ],
  [/\b(?:emirate|city)\b|اماره|مدينه/, "emirate"],
  [/\blanguage\b|لغه/, "language"],
  [/^(?:full |complete |whole )?names?$|^names? surname$|^(?:ال)?اسم(?:ك)?(?: |$)/, "name"],
]

/** Before these words no `name` is a person's, no `number` a phone and no `date` a rental's. */
export const OTHER_THINGS =
  /\b(?:passport|licen[cs]e|licence|plate|registration|chassis|flight|order|invoice|reference|ref|booking|reservation|account|iban|card|id|ids|eid|emirates|birth|dob|expiry|expiration|file|event|campaign|product|user ?name|username|nick|site|website|domain|host|utm|token|nonce|captcha|recaptcha|turnstile|zip|postal|postcode|po box|street|address line|apartment|room|floor|building|age|gender|passengers|seats|quantity|qty|days|nights|duration|location|branch|airport|fax|modified|updated|closed)\b/

/** Numbers and addresses that are no contact; of other fields these words may be part, as in "budget amount". */
export const OTHER_NUMBERS =
  /\b(?:otp|pin|password|amount|price|paid|total|deposit|salary|serial|sr|vat|trn|tax|ticket|quote|quotation|contract|tracking|ip|version|hash|key|secret)\b/

/** A country of one of these is not where the person is from. */
export const OTHER_PLACES =
  /\b(?:pick ?up|drop ?off|shipping|delivery|destination|licen[cs]e|driving|passport|ip|geo|geoip|location|visit|visited|travel|birth|company|issue|issued|issuing|server|page|site|store|branch|return|car|vehicle|bank|card)\b/

/** A bare `name` inside one of these is the thing's name. */
export const NAMED_THINGS =
  /\b(?:campaign|site|website|event|product|page|ad|adset|adgroup|store|shop|workspace|project|team|list|funnel|pipeline|hotel|plan|package|app|organi[sz]er|channel|source|step|question|country|currency|phone|email)\b/

/** Keys around a person's own details that say nothing against it; a bare contact inside anything else is doubtful. */
export const PERSON_PARENTS = new Set(
  `contact contacts lead leads customer client guest visitor person personal driver renter hirer applicant booker invitee individual subscriber profile address home billing
  entry entries submission submissions response responses record records properties property attributes merges human row result results names request raw json body named column columns`.split(
    /\s+/,
  ),
)
