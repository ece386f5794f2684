import type { IncomingMessage } from 'node:http';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { NoticeEntry } from '../model/entry.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import { hideSecrets } from '../secrets/redact.ts';
import type { Library } from './library.ts';
import type { ResolvedRun } from './resolve-run.ts';

/** Puts something that concerns a scenario, and no single request, into the journal. */
export function noticeTo(journal: Journal, clock: Clock) {
  return (scenario: string, label: string, notice: NoticeEntry['notice'], says: string): void => {
    journal.append({ kind: 'notice', at: clock.now(), scenario, label, notice, says });
  };
}

/** Maximum number of characters of a target that no scenario answers. */
const maxTarget = 256;

interface RefusalParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly library: Library;
}

/** Puts a request that the gateway answers in its own name into journal and log. */
export function noteRefusal(
  { method, url = '' }: IncomingMessage,
  { answer: { status }, says }: Extract<ResolvedRun, { kind: 'refused' }>,
  { journal, clock, log, library }: RefusalParts,
): void {
  const target = hideSecrets(url);
  const shown = target.length > maxTarget ? `${target.slice(0, maxTarget)}…` : target;
  const text = `${method} ${shown} refused: ${says}`;
  noticeTo(journal, clock)(library.primary.scenario.name, '', 'request-refused', `${status} ${text}`);
  log.info({ status }, text);
}

/** Says which connection brought bytes that are no complete request; `code` is Node's. */
export function describeBadRequest(
  { connection, address }: Pick<ConnectionFacts, 'connection' | 'address'>,
  code: string,
): string {
  return `connection ${connection} from ${address}: ${code}`;
}
