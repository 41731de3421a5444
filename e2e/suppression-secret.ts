/** Imported first by what ingests in its own process, journeys and benchmarks: the environment is read once, when the first module asks. */
process.env["SUPPRESSION_SECRET"] ||= "erased people of the journeys and benchmarks stay out"
