import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import type { Clock } from '../lib/clock.ts';
import type { Scenario } from '../model/scenario.ts';
import { Recorder } from '../tape/recorder.ts';
import { createSecretMaskers } from '../tape/secret-masker.ts';
import { TapeWriter } from '../tape/tape-writer.ts';
import type { AddNotice } from './answer-source.ts';

export interface Recorders {
  /** Opens the tape of a scenario that is read later; throws `UsageError` where it cannot be. */
  open(scenario: Pick<Scenario, 'record'>): void;
  /** For one run; `null`: its scenario records nothing. */
  of(scenario: Scenario, addNotice: AddNotice): Recorder | null;
  /** Writes out what was recorded. */
  close(): Promise<void>;
}

/** Keys that the scenario itself holds, which an answer may repeat. */
export function secretsOf({ upstream, upstreams, stub, admission }: Scenario): string[] {
  const backends = [upstream, ...upstreams.map(({ options }) => options)];
  const ofUpstream = backends.flatMap((each) =>
    each.kind === 'proxy' && each.key !== null ? [each.key] : [],
  );
  const listed = (admission.keys ?? []).flatMap(({ secret, rotation }) => [secret, rotation?.to ?? secret]);
  const ofStub = [...(stub.keys ?? []), ...stub.revokedKeys, ...stub.otherWorkspaceKeys];
  return [...ofUpstream, ...listed, ...ofStub];
}

/**
 * One writer for each tape, shared by the runs that record to it. The tapes of the given scenarios are
 * opened now; throws `UsageError` where one cannot be.
 */
export function createRecorders(
  clock: Clock,
  given: readonly CompiledScenario[],
  onError: (message: string) => void,
): Recorders {
  const writers = new Map<string, TapeWriter>();
  function writerOf(file: string): TapeWriter {
    const writer = writers.get(file) ?? new TapeWriter(file, onError);
    writers.set(file, writer);
    return writer;
  }
  const open: Recorders['open'] = ({ record }) => {
    if (record !== null) writerOf(record);
  };
  for (const { scenario } of given) open(scenario);
  return {
    open,
    of(scenario, addNotice) {
      const { record, upstream, inUse } = scenario;
      if (record === null) return null;
      return new Recorder({
        writer: writerOf(record),
        maskerOf: createSecretMaskers(inUse.platform, secretsOf(scenario)),
        clock,
        origin: upstream.kind === 'proxy' ? 'upstream' : 'ours',
        skipped: (says) => addNotice('tape-skipped', says),
      });
    },
    async close() {
      await Promise.all([...writers.values()].map((writer) => writer.close()));
    },
  };
}
