import type { Journal } from '../journal/journal.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { GatewayParts } from './gateway.ts';
import type { Library } from './library.ts';
import { noticeTo } from './notices.ts';
import type { SharedStore, SharedStoreParts } from './shared-store.ts';

interface Parts {
  /** `null`: no test moves the clock. */
  readonly movable: object | null;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly log: Log;
  readonly library: Library;
}

/** A gateway that counts for itself loads nothing of it. */
export async function openStore(
  { settings: { store = null }, clock: given }: GatewayParts,
  { movable, clock, journal, log, library }: Parts,
): Promise<SharedStore | null> {
  if (store === null) return null;
  const { SharedStore: Opened } = await import('./shared-store.ts');
  const notice = noticeTo(journal, clock);
  const tell: SharedStoreParts['tell'] = (what, says) =>
    notice(library.primary.scenario.name, '', what, says);
  // A clock that a test moves is not that of the store.
  const isOwn = movable === null && (given === undefined || given === systemClock);
  return Opened.open({ settings: store, clock, time: isOwn ? 'server' : 'given', log, tell });
}
