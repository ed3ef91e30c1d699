/**
 * Large workflows, made to measure how time grows with size: as many jobs as it takes, of the kinds that real ones
 * have, each with needs, a matrix, expressions and a script.
 */

/** A valid workflow of about so many characters. */
export const largeWorkflow = (characters: number): string => {
  const parts = ["name: Large\non:\n  push:\n    branches: [main]\njobs:\n"]
  let size = parts[0]?.length ?? 0
  for (let at = 0; size < characters; at++) {
    const job = jobText(at)
    parts.push(job)
    size += job.length
  }
  return parts.join("")
}

/** The same with so many misspelled keys, spread evenly over its jobs. */
export const largeBrokenWorkflow = (characters: number, errors: number): string => {
  const jobs = largeWorkflow(characters).split(/(?=^ {2}job-\d+:$)/m)
  const stride = Math.max(1, Math.floor((jobs.length - 1) / errors))
  let made = 0
  return jobs
    .map((job, at) => {
      if (at === 0 || at % stride !== 0 || made === errors) return job
      made++
      return job.replace("runs-on:", "run-on:")
    })
    .join("")
}

const jobText = (at: number): string => `  job-${at}:
    name: Job ${at}
    runs-on: \${{ matrix.os }}
${at === 0 ? "" : `    needs: [job-${at - 1}]\n`}    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
        version: [20, 22]
    env:
      NUMBER: "${at}"
    steps:
      # Fetches the sources of job ${at}
      - uses: actions/checkout@v4
      - name: Set up
        uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.version }}
      - id: build
        if: github.event_name == 'push' && success()
        run: |
          npm ci
          echo "result=$NUMBER" >> "$GITHUB_OUTPUT"
      - run: echo "\${{ steps.build.outputs.result }} of ${at}"
        timeout-minutes: 10
`
