/** `line` 0 means the whole file, or folder. The message says what is wrong and where the code belongs. */
export type Problem = { path: string; line: number; message: string }

export const sayProblem = ({ path, line, message }: Problem): string => `${line > 0 ? `${path}:${line}` : path}: ${message}`
