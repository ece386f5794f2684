import { join } from 'node:path';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { createGateway } from '../gateway/create-gateway.ts';
import type { Clock } from '../lib/clock.ts';
import type { LogLevel, LogTarget } from '../lib/log.ts';
import type { Entry } from '../model/entry.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { type ChildParts, type Interrupts, runChild } from './child.ts';
import { environmentOf } from './environment.ts';
import { MarkScanner, withMarks } from './marks.ts';
import type { Ran } from './merge.ts';
import type { Roots } from './roots.ts';

/** What is the same for each run of a drill. */
export interface RunSetting {
  readonly command: ChildParts['command'];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly overrides: ScenarioOverrides;
  readonly roots: Roots;
  readonly token: string;
  readonly clock: Clock;
  readonly timeLimitMs: number;
  readonly maxAttempts: number;
  readonly log: { readonly level: LogLevel; readonly target: LogTarget };
  /** Keeps the journals; `null`: memory alone. */
  readonly journalFolder: string | null;
  readonly interrupts: Interrupts;
}

/** One run: a scenario, and which of its repetitions, from 1. */
export interface RunParts {
  readonly compiled: CompiledScenario;
  readonly repetition: number;
  readonly onOutput: ChildParts['onOutput'];
  onRequest(): void;
}

/** For the kernel to tell us who has left with the command: such an answer was not cut off by us. */
const settleMs = 50;
/** For answers that are under way to whoever the command left behind. */
const graceMs = 250;

async function gatewayFor(
  compiled: CompiledScenario,
  label: string,
  setting: RunSetting,
  onEntry: (entry: Entry) => void,
) {
  const { overrides, log, roots, token, journalFolder } = setting;
  const journalFile =
    journalFolder === null ? null : join(journalFolder, `${compiled.scenario.name}.${label}.jsonl`);
  const { gateway } = await createGateway({
    scenarios: [compiled],
    overrides,
    settings: {
      ...{ host: '127.0.0.1', port: 0, controlHost: '127.0.0.1', controlPort: 0 },
      ...{ labels: 'shown', journalFile, outcomeToken: token, onEntry },
    },
    certificates: { caDir: roots.folder, corporateRoot: roots.corporateRoot },
    logging: { ...log, json: false },
  });
  return gateway;
}

/** Runs the command against a gateway of its own, to the end of both. */
export async function runOnce(parts: RunParts, setting: RunSetting): Promise<Ran> {
  const { command, env, roots, token, clock, timeLimitMs, maxAttempts, interrupts } = setting;
  const { compiled, marks } = withMarks(parts.compiled);
  const { scenario } = compiled;
  const label = `r${parts.repetition}`;
  const enough = new AbortController();
  let attempts = 0;
  const gateway = await gatewayFor(compiled, label, setting, ({ kind }) => {
    if (kind !== 'request') return;
    parts.onRequest();
    attempts += 1;
    if (attempts >= maxAttempts) enough.abort();
  });
  const scanner = new MarkScanner(marks);
  const scan = { out: scanner.stream(), err: scanner.stream() };
  const running = runChild({
    ...{ command, clock, timeLimitMs, interrupts, enough: enough.signal },
    env: environmentOf({ scenario, label, gateway, token, roots }, env),
    onOutput(stream, chunk) {
      scan[stream](chunk);
      parts.onOutput(stream, chunk);
    },
  });
  // However it came out, the gateway is closed before anybody is told.
  await running.catch(() => {});
  await new Promise<void>((resolve) => clock.after(settleMs, resolve));
  await gateway.close(graceMs);
  const { journal } = gateway;
  const end = { ...(await running), output: scanner.seen };
  return { entries: journal.entries(), dropped: journal.dropped, end };
}
