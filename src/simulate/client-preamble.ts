import { faultListsOf } from '../engine/moment.ts';
import { findFault } from '../faults/index.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { Rule, Scenario } from '../model/scenario.ts';

/** Whether a rule can be met by TLS alone: it asks for it, or a fault of it acts on records. */
function needsTls(rule: Rule): boolean {
  const { tls, sni, alpn } = rule.when;
  if (tls !== undefined) return tls;
  if (sni !== undefined || alpn !== undefined) return true;
  return faultListsOf(rule)
    .flat()
    .some(({ fault }) => findFault(fault)?.layer === 'tls-record');
}

/** What the sample has to be spoken in, so that the rules are met. */
export type Scheme = 'http' | 'https';

export function schemeOf({ rules }: Scenario): Scheme {
  return rules.some(needsTls) ? 'https' : 'http';
}

/** What `curl https://localhost` says first, and what `curl http://127.0.0.1` does. */
export const preambles: Readonly<Record<Scheme, Pick<ConnectionFacts, 'tls' | 'sni' | 'alpn'>>> = {
  http: { tls: false, sni: null, alpn: [] },
  https: { tls: true, sni: 'localhost', alpn: ['h2', 'http/1.1'] },
};
