import type { Problem } from "./problem"

/** Where a form says what is wrong as a whole; its fields say their own. */
export const FormProblem = ({ problem }: { problem: Problem | null }) => (
  <p role="alert" className="min-h-5 text-sm text-danger">
    {problem?.message}
  </p>
)
