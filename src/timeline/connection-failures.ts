import type { ConnectionEntry, OpeningEntry } from '../model/entry.ts';
import type { Timeline } from '../model/timeline.ts';
import { attemptsOf } from './endings.ts';
import { faultsOf } from './result.ts';

/** Connections that met a fault before any request could be sent. */
export interface ConnectionFailures {
  readonly failed: readonly (ConnectionEntry | OpeningEntry)[];
  /** Names of the faults, without duplicates. */
  readonly faults: readonly string[];
  /** Whether the client connected again after the first of them. */
  readonly again: boolean;
  /** Whether a request was answered after the last of them. */
  readonly answered: boolean;
}

/** `null`: no connection failed. */
export function connectionFailuresOf(timeline: Timeline): ConnectionFailures | null {
  const { connections, openings } = timeline;
  const failedOpenings = openings.filter((opening) => faultsOf(opening).length > 0);
  const failed = [...connections, ...failedOpenings].sort((a, b) => a.at - b.at);
  const [first] = failed;
  if (first === undefined) return null;
  const last = failed.at(-1) ?? first;
  const attempts = attemptsOf(timeline).map(({ attempt }) => attempt);
  const came = attempts.some(({ entry }) => entry.connection > first.connection);
  return {
    failed,
    faults: [...new Set(failed.flatMap(faultsOf))],
    again: [...connections, ...openings].some(({ connection }) => connection > first.connection) || came,
    answered: attempts.some(({ at, result }) => at >= last.at && result.kind === 'answered'),
  };
}
