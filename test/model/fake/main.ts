/**
 * `npm run fake-model [-- PORT]`: the fake model by itself, to try `refine` without a key.
 */
import { byName, faults, manners } from "./Behaviours.ts"
import { startFakeServer } from "./FakeServer.ts"

const names = ["fake", ...[...Object.keys(faults), ...Object.keys(manners)].map((name) => `fake-${name}`)]
const server = await startFakeServer(byName, { port: Number(process.argv[2] ?? 4010), models: names })

console.log(`The fake model listens at ${server.url}. Try, in another terminal:

  npx pipewright refine --diff --model compatible:fake --base-url ${server.url}/v1 FILE

\`fake\` takes the first suggestion of every problem. Others misbehave (with -once at the end: the first time only):
  ${names.slice(1).join(", ")}`)
