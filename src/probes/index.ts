import { attemptsPerCall } from './attempts-per-call.ts';
import { calls } from './calls.ts';
import { command } from './command.ts';
import { errorShare } from './error-share.ts';
import { goodput } from './goodput.ts';
import { http } from './http.ts';
import { hung } from './hung.ts';
import { p95Latency } from './p95-latency.ts';
import { p99Latency } from './p99-latency.ts';
import type { ProbeKind } from './probe.ts';
import { prometheus } from './prometheus.ts';
import { requests } from './requests.ts';
import { spend } from './spend.ts';
import { successShare } from './success-share.ts';
import { verdict } from './verdict.ts';

/** All kinds of probes, in the order in which they are listed. */
export const probeKinds: readonly ProbeKind[] = [
  successShare,
  errorShare,
  p95Latency,
  p99Latency,
  attemptsPerCall,
  goodput,
  hung,
  requests,
  calls,
  spend,
  verdict,
  http,
  prometheus,
  command,
];

export const probeNames: readonly string[] = probeKinds.map(({ name }) => name);

export function findProbeKind(name: string): ProbeKind | undefined {
  return probeKinds.find((kind) => kind.name === name);
}
