/**
 * pipewright itself among its peers: `fix`, with or without the unsafe fixes.
 */
import type { Dialect } from "../../../src/diagnose/Dialect.ts"
import { autoRepair } from "../../../src/pipeline/AutoRepair.ts"
import type { Peer } from "./Peer.ts"

export const pipewrightPeer = (dialects: ReadonlyMap<string, Dialect>, unsafe: boolean): Peer => ({
  name: unsafe ? "pipewright --unsafe" : "pipewright",
  how: unsafe ? "fix --unsafe" : "fix",
  dialects: [...dialects.keys()],
  repair: async (text, id) => {
    const dialect = dialects.get(id)
    return dialect === undefined ? text : autoRepair(text, dialect, { unsafe }).text
  }
})
