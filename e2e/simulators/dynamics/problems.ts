/** A refusal: its code decides, and its status and text help people. */
export class DvProblem extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = "DvProblem"
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const refused = (status: number, code: string, message: string, headers?: Record<string, string>): DvProblem =>
  new DvProblem(status, code, message, headers)

export const errorBody = ({ code, message }: DvProblem): unknown => ({ error: { code, message } })

export const notThere = (table: string, id: string): DvProblem => refused(404, "0x80040217", `${table} With Id = ${id} Does Not Exist`)

export const undeclared = (name: string): DvProblem =>
  refused(
    400,
    "0x0",
    `An undeclared property '${name}' which only has property annotations in the payload but no property value was found.`,
  )
