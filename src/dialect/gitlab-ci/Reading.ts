/**
 * How GitLab reads YAML: version 1.1 by libyaml, with merge keys and a tag of its own.
 */
import { type Reading, yaml12 } from "../../document/Reading.ts"

export const reading: Reading = {
  ...yaml12,
  yaml: "1.1",
  merge: true,
  flow: "anywhere",
  repeats: true,
  tags: ["!reference"]
}
