import { useRunningDemo } from "./running-demo"

/** `npm run import -- leads.csv`. The environment is read once, by the first module that asks: the demo's comes before all of them. */
if (!process.env["DATABASE_URL"]) await useRunningDemo()
await import("./import-file")
