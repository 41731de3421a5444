import { buildApp, isBuildFresh } from "./build-state"

/** Builds the app unless the build is of these very sources. */
if (!(await isBuildFresh(process.cwd()))) await buildApp(process.cwd())
process.exit(0)
