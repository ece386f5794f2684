import type { Clock } from '../lib/clock.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Playable } from '../engine/compiled-scenario.ts';
import type { Tell } from './answer-source.ts';
import { Recorder } from '../tape/recorder.ts';
import { Reel } from '../tape/tape-writer.ts';
import { createVeils } from '../tape/secret-masker.ts';

export interface Recorders {
  /** For one run; `null`: its scenario records nothing. */
  of(scenario: Scenario, tell: Tell): Recorder | null;
  /** Writes out what was heard. */
  close(): Promise<void>;
}

/** Keys that the scenario itself holds, which an answer may repeat. */
function secretsOf({ upstream, stub }: Scenario): string[] {
  const ofUpstream = upstream.kind === 'proxy' && upstream.key !== null ? [upstream.key] : [];
  return [...ofUpstream, ...(stub.keys ?? []), ...stub.revokedKeys];
}

/**
 * One reel for each tape, whoever records to it. Those of the given scenarios are opened now: it throws
 * `UsageError` where one cannot be.
 */
export function createRecorders(
  clock: Clock,
  given: readonly Playable[],
  onError: (message: string) => void,
): Recorders {
  const reels = new Map<string, Reel>();
  function reelOf(file: string): Reel {
    const reel = reels.get(file) ?? new Reel(file, onError);
    reels.set(file, reel);
    return reel;
  }
  for (const { scenario } of given) if (scenario.record !== null) reelOf(scenario.record);
  return {
    of(scenario, tell) {
      const { record, upstream, inUse } = scenario;
      if (record === null) return null;
      return new Recorder({
        reel: reelOf(record),
        veilOf: createVeils(inUse.platform, secretsOf(scenario)),
        clock,
        origin: upstream.kind === 'proxy' ? 'upstream' : 'ours',
        skipped: (says) => tell('tape-skipped', says),
      });
    },
    async close() {
      await Promise.all([...reels.values()].map((reel) => reel.close()));
    },
  };
}
