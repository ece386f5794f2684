import { faultListsOf } from '../engine/fault-lists.ts';
import { findFault } from '../faults/index.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { Rule, Scenario } from '../model/scenario.ts';

/**
 * Whether only TLS clients can meet the rule: its `when` requires TLS, or one of its faults acts on TLS
 * records.
 */
function needsTls(rule: Rule): boolean {
  const { tls, sni, alpn } = rule.when;
  if (tls !== undefined) return tls;
  if (sni !== undefined || alpn !== undefined) return true;
  return faultListsOf(rule)
    .flat()
    .some(({ fault }) => findFault(fault)?.layer === 'tls-record');
}

/** The scheme with which the sample request meets the rules. */
export type Scheme = 'http' | 'https';

export function schemeOf({ rules }: Scenario): Scheme {
  return rules.some(needsTls) ? 'https' : 'http';
}

/** What `curl https://localhost` and `curl http://127.0.0.1` send first. */
export const preambles: Readonly<Record<Scheme, Pick<ConnectionFacts, 'tls' | 'sni' | 'alpn'>>> = {
  http: { tls: false, sni: null, alpn: [] },
  https: { tls: true, sni: 'localhost', alpn: ['h2', 'http/1.1'] },
};
