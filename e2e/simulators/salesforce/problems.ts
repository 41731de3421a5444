import type { SfRecord } from "./org"

/** Refusals in the shapes of the real API: one or several errors of a row, which become one HTTP answer or one entry of many. */
export type RowError = { code: string; message: string; fields?: string[] }

export class SfProblem extends Error {
  readonly status: number
  readonly errors: RowError[]
  /** The records that a duplicate rule found, and the key under which this API version says so. */
  readonly duplicates: { records: SfRecord[]; key: string } | null

  constructor(status: number, errors: RowError[], duplicates: SfProblem["duplicates"] = null) {
    super(errors.map(({ message }) => message).join("; "))
    this.name = "SfProblem"
    this.status = status
    this.errors = errors
    this.duplicates = duplicates
  }
}

export const problem = (status: number, code: string, message: string, fields?: string[]): SfProblem =>
  new SfProblem(status, [fields ? { code, message, fields } : { code, message }])

/** Errors of a call: always a list. */
export const errorBody = ({ errors, duplicates }: SfProblem, version: string): unknown[] =>
  errors.map(({ code, message, fields }) => ({
    ...(duplicates ? { [duplicates.key]: duplicateResult(duplicates.records, message, version) } : {}),
    message,
    errorCode: code,
    ...(fields ? { fields } : {}),
  }))

/** Errors of a row in a collection: the code has another name, and matches are left out. */
export const rowErrors = ({ errors }: SfProblem): unknown[] =>
  errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields: fields ?? [] }))

const duplicateResult = (records: readonly SfRecord[], errorMessage: string, version: string): unknown => ({
  allowSave: true,
  duplicateRule: `Standard_${records[0]?.type ?? "Lead"}_Duplicate_Rule`,
  duplicateRuleEntityType: records[0]?.type,
  errorMessage,
  matchResults: [
    {
      entityType: records[0]?.type,
      errors: [],
      matchEngine: "FuzzyMatchEngine",
      matchRecords: records.map(({ id, type }) => ({
        additionalInformation: [],
        fieldDiffs: [],
        matchConfidence: 100,
        record: { attributes: { type, url: `/services/data/${version}/sobjects/${type}/${id}` }, Id: id },
      })),
      rule: "Standard_Match_Rule_v1_0",
      size: records.length,
      success: true,
    },
  ],
})
