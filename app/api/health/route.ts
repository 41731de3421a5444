/** The process is up; says nothing about what it depends on. */
export const GET = (): Response => Response.json({ status: "ok" })
