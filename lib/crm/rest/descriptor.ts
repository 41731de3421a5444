import type { CrmObject, CrmPipeline, CrmProperty, CrmSchema, StageRef } from "@/lib/core/sync/crm-schema"
import type { CrmCall, CrmToken } from "@/lib/crm/hooks"
import type {
  ActivityRow,
  ActivityType,
  ChangesFrom,
  ChangesPage,
  CrmAccount,
  FailureKind,
  OwnProperty,
  ProvisionPlan,
  ReadShape,
  RowResult,
  WriteRow,
} from "@/lib/crm/provider"
import type { Codec } from "./codecs"

/**
 * A CRM as the one REST provider works it: data where CRMs differ by a value, a short function where they differ by an act. The
 * provider has the rest: the budget, the token, errors as the engine knows them, batches and their halves, keys and names,
 * values in the types of their fields, merges that are followed, entries that stand once.
 */
export type RestCrm = {
  access: {
    baseUrl(account: CrmAccount, token: CrmToken | null): string
    headers(account: CrmAccount, token: CrmToken | null): Record<string, string>
    /** Null where the account's key is good for every call. */
    signIn: ((account: CrmAccount, newest: CrmToken | null, now: Date) => Promise<CrmToken>) | null
  }
  quotaOf(headers: Headers, ask: Ask): CrmCall["quota"]
  /** What is wrong with the whole account; null where it is with what was asked; undefined where the status says it all. */
  failureOf(answer: RestAnswer, ask: Ask): FailureKind | null | undefined
  /** What the CRM says of a refusal. */
  wordsOf(body: unknown): string
  objects: Record<CrmObject, RestObject>
  deal: {
    stageOf(raw: Raw): StageRef | null
    putStage(body: Raw, stage: StageRef): void
    putContact(body: Raw, contactId: string): void
  }
  /** By the type that the schema names. */
  codecs: Readonly<Record<string, Codec>>
  /** Of a contact: the property that is `true` for who wants no marketing mail. */
  optOut: string | null
  /** How many records one call reads, and writes. */
  batch: { read: number; write: number }
  read(api: RestApi, object: CrmObject, ids: readonly string[], fields: readonly string[]): Promise<Raw[]>
  /** Records that may have one of these keys. */
  findByKeys(api: RestApi, object: CrmObject, keys: readonly string[], fields: readonly string[]): Promise<Raw[]>
  findPeople(api: RestApi, people: { emails: readonly string[]; phones: readonly string[] }, fields: readonly string[]): Promise<Raw[]>
  dealsOf(api: RestApi, contactIds: readonly string[]): Promise<{ contactId: string; dealId: string }[]>
  list(api: RestApi, object: CrmObject, after: string | null, fields: readonly string[]): Promise<{ raws: Raw[]; after: string | null }>
  /** Deals that keep one of these ids as their contact's: the id kept, and the contact they stand with now. */
  dealsMarked(api: RestApi, markField: string, ids: readonly string[]): Promise<{ mark: string; contactId: string }[]>
  changes(rest: Rest, object: CrmObject, from: ChangesFrom, shape: ReadShape): Promise<ChangesPage>
  count: ((api: RestApi, object: CrmObject) => Promise<number>) | null
  /** One result for each row, in order. A call that refuses all of them is a `RestError`: they are sent again in halves. */
  write(api: RestApi, object: CrmObject, act: "create" | "update", rows: readonly OutRow[]): Promise<RowResult[]>
  /** What a refused call of one row says of it. */
  refusalOf(api: RestApi, object: CrmObject, error: RestError): RowResult
  /** The other is gone afterwards. */
  merge: Partial<Record<CrmObject, (api: RestApi, primaryId: string, otherId: string) => Promise<void>>>
  activities: {
    /** The texts of entries of this type with this contact since then. */
    textsOf(api: RestApi, type: ActivityType, contactId: string, since: Date): Promise<string[]>
    log(api: RestApi, type: ActivityType, row: ActivityRow): Promise<string>
  }
  schema: {
    fields(api: RestApi, object: CrmObject): Promise<CrmProperty[]>
    pipelines(api: RestApi): Promise<CrmPipeline[]>
    owners(api: RestApi): Promise<CrmSchema["owners"]>
    /** The owner of records that have no owner here; null where a record need have no owner. */
    ownUser: ((api: RestApi) => Promise<string>) | null
    /** What the CRM calls the account, where several answer at one address. */
    accountId?(api: RestApi): Promise<string | null>
  }
  /** Has changes told to this address; it is asked for again before it ends. Null where no call does that. */
  subscribe: ((api: RestApi, address: string) => Promise<void>) | null
  ownProperties: readonly OwnProperty[]
  provision: {
    makeField(api: RestApi, property: OwnProperty): Promise<void>
    /** What a person does where our user may not. */
    fieldByHand(property: OwnProperty): string
    /** What was made of our pipeline. Null where the account's own is used. */
    makePipeline: ((api: RestApi, plan: ProvisionPlan) => Promise<string[]>) | null
  }
}

export type RestObject = {
  /** The property that holds our key. */
  key: string
  owner: string
  /** Read of every record, by the CRM's names. */
  always: readonly string[]
  headOf(raw: Raw): RecordHead
  /** Where a value stands in a record; under the property's name unless said otherwise. */
  get?(raw: Raw, property: CrmProperty): unknown
  put?(body: Raw, property: CrmProperty, value: unknown): void
  /** What a record cannot be without, or cannot be given as it is. */
  prepare?(values: Record<string, string>, isNew: boolean): Record<string, string>
}

type RecordHead = { id: string; name: string | null; emails: string[]; phones: string[]; createdAt: Date; updatedAt: Date }

/** A record, or what is written of one, as the CRM has it. */
export type Raw = Record<string, unknown>
export type OutRow = { row: WriteRow; body: Raw }

export type Ask = {
  operation: string
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  path: string
  query?: Readonly<Record<string, string | number | boolean | null>>
  headers?: Record<string, string>
  body?: unknown
  /** Of a method that writes: it only reads. */
  isRead?: boolean
  bucket?: string
  /** In the CRM's own unit. */
  cost?: number
}

/** `body`: null of an answer without one. */
export type RestAnswer = { status: number; body: unknown; headers: Headers; isHtml: boolean }

/** What the functions of a CRM have in their hands. */
export type RestApi = {
  account: CrmAccount
  schema: CrmSchema | null
  now(): Date
  send(ask: Ask): Promise<RestAnswer>
  /** By its name here; a text of that name until the account has been read. */
  property(object: CrmObject, name: string): CrmProperty
}

export type Rest = { crm: RestCrm; api: RestApi }

/** A refusal of what was asked, as opposed to one of the whole account. */
export class RestError extends Error {
  readonly status: number
  readonly body: unknown
  /** In the CRM's words, without contact details. */
  readonly words: string

  constructor(operation: string, { status, body }: Pick<RestAnswer, "status" | "body">, words: string) {
    super(`${operation}: ${status}`)
    this.name = "RestError"
    this.status = status
    this.body = body
    this.words = words
  }
}

/** The CRM's code for a property. */
export const codeOf = ({ remote, name }: CrmProperty): string => remote ?? name
