import type { Moment } from '../engine/moment.ts';
import type { Run } from '../gateway/run.ts';
import { served } from '../listener/served.ts';
import type { CertificateProfile, ConnectionPlan } from '../model/connection-plan.ts';
import type { Decision, RuleOutcome } from '../model/decision.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import { preambleOf, schemeOf } from './client-preamble.ts';

/** What happens to a connection of the sample before its request. */
export interface SimulatedConnection {
  readonly rules: readonly RuleOutcome[];
  /** In English, one for each fault. */
  readonly faults: readonly string[];
  readonly plan: ConnectionPlan;
  /** The connection on which the request arrives; `null`: none. */
  readonly open: ConnectionFacts | null;
  /** Milliseconds of silence. */
  readonly waitMs: number;
}

/** Bad certificates that curl accepts if it trusts our root; it does not check for a subjectAltName. */
const taken: readonly CertificateProfile[] = ['valid', 'no-san'];

/** Whether curl completes this handshake and sends a request. */
function completes({ handshake, terms }: ConnectionPlan): boolean {
  const { certificate, versions, ciphers, clientCertificate } = terms;
  const shared = versions === 'current' && ciphers === 'current' && clientCertificate === 'not-asked';
  return handshake.kind === 'complete' && shared && taken.includes(certificate);
}

function silenceOf({ welcome, handshake, handshakeDelayMs }: ConnectionPlan): number {
  if (welcome.kind === 'stall') return welcome.ms;
  return handshakeDelayMs + (handshake.kind === 'stall' ? handshake.ms : 0);
}

function rewritten(plan: ConnectionPlan, { faults }: Decision<ConnectionPlan>): ConnectionPlan {
  return faults.reduce((before, fault) => fault.apply(before), plan);
}

/** Evaluates the rules of both moments as the listener does: on accept, and at the client's first bytes. */
export function simulateConnection(run: Run, accepted: ConnectionFacts): SimulatedConnection {
  const scheme = schemeOf(run.scenario);
  const ask = (facts: ConnectionFacts, moment: Moment): Decision<ConnectionPlan> =>
    run.hasConnectionRules
      ? run.engine.welcome(facts, run.elapsed(facts.at), moment)
      : { rules: [], faults: [] };
  const atTheDoor = ask(accepted, 'accept');
  const welcomed = rewritten(served, atTheDoor);
  const opened: ConnectionFacts = { ...accepted, ...preambleOf(run.scenario) };
  const opening = welcomed.welcome.kind === 'serve' ? ask(opened, 'opening') : { rules: [], faults: [] };
  const plan = rewritten(welcomed, opening);
  const isOpen = plan.welcome.kind === 'serve' && (scheme === 'http' || completes(plan));
  const certificate = scheme === 'https' ? plan.terms.certificate : null;
  return {
    rules: [...atTheDoor.rules, ...opening.rules],
    faults: [...atTheDoor.faults, ...opening.faults].map(({ says }) => says),
    plan,
    open: isOpen ? { ...opened, certificate } : null,
    waitMs: silenceOf(plan),
  };
}
