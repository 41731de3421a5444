import type { SimAnswer } from "@/e2e/simulators/shared/server"

/** Refusals in the one envelope that the API has, of a call and of a row. */
export class ZohoProblem extends Error {
  readonly status: number
  readonly code: string
  readonly details: Record<string, unknown>

  constructor(status: number, code: string, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.name = "ZohoProblem"
    this.status = status
    this.code = code
    this.details = details
  }
}

export const rowOf = ({ code, message, details }: ZohoProblem) => ({ status: "error", code, message, details })
export const refusalOf = (problem: ZohoProblem): SimAnswer => ({ status: problem.status, body: rowOf(problem) })
