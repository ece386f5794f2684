import type { Part } from '../config/validate.ts';
import { findFault } from '../faults/index.ts';
import type { HttpVersions, OneHttp } from '../model/http-version.ts';
import type { FaultList, Rule } from '../model/scenario.ts';

const hints: Readonly<Record<OneHttp, string>> = {
  'HTTP/1.1': 'clients that speak HTTP/2 with this gateway ("http2: true") do not meet this rule',
  'HTTP/2': 'nobody meets this rule without "http2: true", or serve --http2',
};

/** Why not every connection meets the faults; `null`: it does. */
function missedBecause(uses: FaultList, versions: HttpVersions): string | null {
  const missed: OneHttp = versions === '1.1' ? 'HTTP/2' : 'HTTP/1.1';
  const foreign = uses.find(({ fault }) => findFault(fault)?.only === missed);
  return foreign === undefined ? null : `${foreign.fault} exists on ${missed} alone: ${hints[missed]}`;
}

/** Warns of faults of a version of HTTP that is not spoken, or not by every client. `part`: the rules. */
export function warnOfVersions(part: Part, rules: readonly Rule[], versions: HttpVersions): void {
  for (const [index, { injection }] of rules.entries()) {
    const lists =
      injection.kind === 'faults'
        ? [{ place: part.at(index, 'faults'), uses: injection.faults }]
        : injection.items.map((uses, at) => ({ place: part.at(index, 'sequence', at), uses }));
    for (const { place, uses } of lists) {
      const because = missedBecause(uses, versions);
      if (because !== null) place.warn(because);
    }
  }
}
