/** Aborted when this process is asked to end; the role then finishes its work and exits. */
export function endSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort())
  return controller.signal
}
