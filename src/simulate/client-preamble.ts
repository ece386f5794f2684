import { faultListsOf } from '../engine/fault-lists.ts';
import { findFault } from '../faults/index.ts';
import { quoted } from '../lib/shell.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { OneHttp } from '../model/http-version.ts';
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

type Preamble = Pick<ConnectionFacts, 'tls' | 'sni' | 'alpn' | 'protocol'>;

/** What `curl https://localhost` and `curl http://127.0.0.1` send first. */
const preambles: Readonly<Record<Scheme, Preamble>> = {
  http: { tls: false, sni: null, alpn: [] },
  https: { tls: true, sni: 'localhost', alpn: ['h2', 'http/1.1'] },
};

/** Whether a rule has a fault that exists on HTTP/2 alone. */
function needsHttp2(rule: Rule): boolean {
  return faultListsOf(rule)
    .flat()
    .some(({ fault }) => findFault(fault)?.only === 'HTTP/2');
}

/**
 * The version of HTTP that curl speaks with this gateway: by ALPN HTTP/2 where it can, without TLS where the
 * sample is told to, since a rule needs it.
 */
function httpOf(scenario: Scenario): OneHttp {
  const { versions, rules } = scenario;
  const wants = schemeOf(scenario) === 'https' || rules.some(needsHttp2);
  return versions === '1.1-and-2' && wants ? 'HTTP/2' : 'HTTP/1.1';
}

/** What the sample's connection begins with. */
export function preambleOf(scenario: Scenario): Preamble {
  const preamble = preambles[schemeOf(scenario)];
  return httpOf(scenario) === 'HTTP/2' ? { ...preamble, protocol: 'h2' } : preamble;
}

/** What curl is told beside the request; `root`: a file of the root that it shall trust. */
export function curlOptionsOf(scenario: Scenario, root: string | null): readonly string[] {
  if (schemeOf(scenario) === 'https') return root === null ? [] : ['--cacert', quoted(root)];
  return httpOf(scenario) === 'HTTP/2' ? ['--http2-prior-knowledge'] : [];
}
