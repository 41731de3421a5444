import type { Problem } from "./problem"

/** Where a form says what is wrong as a whole; its fields say their own. */
export const FormProblem = ({ problem }: { problem: Problem | null }) => (
  <p role="alert" className="text-sm text-danger empty:hidden">
    {problem?.message}
  </p>
)
