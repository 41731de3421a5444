/**
 * A role must not outlive its supervisor. The supervisor opens an IPC channel to every role; when it is gone, however
 * it went, the channel closes and the role ends. Loaded with `--import`, so it also covers processes we did not write.
 */
if (process.channel) {
  process.channel.unref()
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"))
}
