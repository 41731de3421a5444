/** Imported first: the environment is read once, when the first module asks. */
process.env["SUPPRESSION_SECRET"] ||= "erased people of the benchmarks stay out"
