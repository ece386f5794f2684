import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { NoticeEntry } from '../model/entry.ts';
import type { ConnectionFacts } from '../model/facts.ts';

/** Puts something that concerns a scenario, and no single request, into the journal. */
export function noticeTo(journal: Journal, clock: Clock) {
  return (scenario: string, label: string, notice: NoticeEntry['notice'], says: string): void => {
    journal.append({ kind: 'notice', at: clock.now(), scenario, label, notice, says });
  };
}

/** Says which connection brought bytes that are no complete request; `code` is Node's. */
export function describeBadRequest(
  { connection, address }: Pick<ConnectionFacts, 'connection' | 'address'>,
  code: string,
): string {
  return `connection ${connection} from ${address}: ${code}`;
}
