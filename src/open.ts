import { createRedactor } from './journal/redact.ts';
import { systemClock } from './lib/clock.ts';
import { createLog, type Log, type LogOptions } from './lib/log.ts';
import { createLibrary, type Library } from './scenario/library.ts';
import type { ScenarioOverrides } from './scenario/load.ts';
import type { Playable } from './scenario/playable.ts';
import { type Gateway, type StartOptions, start } from './start.ts';

/** A gateway that runs, with what its owner goes on using. */
export interface Opened {
  readonly gateway: Gateway;
  readonly library: Library;
  readonly log: Log;
}

/** Starts a gateway for scenarios that were read, on the system's clock; its log tells no key. */
export async function open(
  playables: readonly [Playable, ...Playable[]],
  overrides: ScenarioOverrides,
  logging: Omit<LogOptions, 'clock' | 'redact'>,
  options: Omit<StartOptions, 'library' | 'log' | 'clock'>,
): Promise<Opened> {
  const { text: redact } = createRedactor(playables.map(({ scenario }) => scenario.inUse.platform));
  const log = createLog({ ...logging, clock: systemClock, redact });
  const library = createLibrary(playables, overrides);
  const gateway = await start({ ...options, library, log, clock: systemClock });
  return { gateway, library, log };
}
