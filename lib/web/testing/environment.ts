/** Imported first by tests of routes: the environment is read once, when the first module asks. */
export const TEST_SECRET = "a secret of the tests, long enough for a session"
export const ENVIRONMENT_KEY = "ol_key_of_the_environment"
export const METRICS_TOKEN = "token-of-the-scraper"

Object.assign(process.env, {
  DATABASE_URL: process.env["TEST_DATABASE_URL"] ?? "postgres://nobody@127.0.0.1:1/none",
  PUBLIC_BASE_URL: "http://leads.test",
  NEXTAUTH_SECRET: TEST_SECRET,
  ONELEAD_API_KEY: ENVIRONMENT_KEY,
  METRICS_TOKEN,
  LOG_LEVEL: "silent",
})
