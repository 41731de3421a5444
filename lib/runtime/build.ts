import { buildApp, isBuildFresh } from "./build-state"

/** Builds the app unless the build is current. */
if (!(await isBuildFresh(process.cwd()))) await buildApp(process.cwd())
process.exit(0)
