import { join } from 'node:path';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Clock } from '../lib/clock.ts';
import type { LogLevel, LogTarget } from '../lib/log.ts';
import type { Entry } from '../model/entry.ts';
import type { ScenarioOverrides } from '../scenario/load.ts';
import { namesOfAddresses, variablesFor } from '../simulate/environment.ts';
import { type ChildParts, type Interrupts, runChild } from './child.ts';
import { MarkScanner, withMarks } from './marks.ts';
import type { Ran } from './merge.ts';
import { createOwnGateway, graceMs } from './own-gateway.ts';
import { repetitionOf } from './repetition.ts';
import type { RootFiles, Roots } from './roots.ts';

/** Settings that all runs of a drill share. */
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
  /** Folder for the journals; `null`: they are kept in memory only. */
  readonly journalFolder: string | null;
  /** Called with a sentence for each journal or tape that could not be written to its end. */
  onFileError(message: string): void;
  readonly interrupts: Interrupts;
}

/** One run: a scenario, and the number of its repetition, from 1. */
export interface RunParts {
  readonly compiled: CompiledScenario;
  readonly repetition: number;
  /** What the command is to trust. `without`: not the corporate root, which another run gives it. */
  readonly trusting: 'all' | 'without';
  readonly onOutput: ChildParts['onOutput'];
  onRequest(): void;
}

/**
 * Give the kernel time (ms) to report connections that the exiting command closed: their answers were not
 * cut off by the gateway.
 */
const settleMs = 50;

async function gatewayFor(
  compiled: CompiledScenario,
  label: string,
  { corporateRoot }: RootFiles,
  setting: RunSetting,
  onEntry: (entry: Entry) => void,
) {
  const { overrides, env, log, roots, token, journalFolder, onFileError } = setting;
  const journalFile =
    journalFolder === null ? null : join(journalFolder, `${compiled.scenario.name}.${label}.jsonl`);
  return createOwnGateway({
    ...{ scenarios: [compiled], overrides, env, log, token, journalFile, onEntry, onFileError },
    roots: { folder: roots.folder, corporateRoot },
  });
}

/** Runs the command against a gateway of its own and closes the gateway after it. */
export async function runOnce(parts: RunParts, setting: RunSetting): Promise<Ran> {
  const { command, env, token, clock, timeLimitMs, maxAttempts, interrupts } = setting;
  const { compiled, marks } = withMarks(repetitionOf(parts.compiled, parts.repetition));
  const { scenario } = compiled;
  const isWithout = parts.trusting === 'without';
  const roots = (isWithout ? setting.roots.without : null) ?? setting.roots;
  const label = `r${parts.repetition}${isWithout ? '-without' : ''}`;
  const enough = new AbortController();
  let attempts = 0;
  const gateway = await gatewayFor(compiled, label, roots, setting, ({ kind }) => {
    if (kind !== 'request') return;
    parts.onRequest();
    attempts += 1;
    if (attempts >= maxAttempts) enough.abort();
  });
  const scanner = new MarkScanner(marks);
  const scan = { out: scanner.stream(), err: scanner.stream() };
  const variables = variablesFor({ scenario, label, gateway, token, roots }, env);
  const running = runChild({
    ...{ command, clock, timeLimitMs, interrupts, enough: enough.signal },
    env: { ...env, ...variables },
    onOutput(stream, chunk) {
      scan[stream](chunk);
      parts.onOutput(stream, chunk);
    },
  });
  // The gateway is closed before the result or error of the run is passed on.
  await running.catch(() => {});
  const endedAt = clock.now();
  await new Promise<void>((resolve) => clock.after(settleMs, resolve));
  await gateway.close(graceMs);
  const { journal } = gateway;
  const addressedBy = namesOfAddresses(gateway, variables);
  const end = { ...(await running), output: scanner.seen, endedAt, addressedBy };
  return { entries: journal.entries(), dropped: journal.dropped, end };
}
