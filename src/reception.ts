import type { Journal } from './journal/journal.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { served } from './listener/served.ts';
import type { ConnectionPlan } from './model/connection-plan.ts';
import type { Decision } from './model/decision.ts';
import type { NoticeEntry } from './model/entry.ts';
import type { ConnectionFacts } from './model/facts.ts';
import type { Runs } from './runs.ts';
import type { Library } from './scenario/library.ts';

export interface ReceptionParts {
  readonly clock: Clock;
  readonly library: Library;
  readonly runs: Runs;
  readonly journal: Journal;
  readonly log: Log;
}

/** Puts something that concerns a scenario, and no single request, into the journal. */
export function noticeTo(journal: Journal, clock: Clock) {
  return (scenario: string, label: string, notice: NoticeEntry['notice'], says: string): void => {
    journal.append({ kind: 'notice', at: clock.now(), scenario, label, notice, says });
  };
}

/** Without rules for connections the scenario's clock waits for the first request. */
const ungreeted: Decision<ConnectionPlan> = { rules: [], faults: [] };

/** The life of a connection before its first request: the default scenario decides how it is treated. */
export function createReception({ clock, library, runs, journal, log }: ReceptionParts) {
  const notice = noticeTo(journal, clock);
  return {
    plan(facts: ConnectionFacts): ConnectionPlan {
      const run = runs.of(library.primary, '');
      const { rules, faults } = run.greets ? run.engine.welcome(facts, run.elapsed(facts.at)) : ungreeted;
      const plan = faults.reduce((rewritten, fault) => fault.apply(rewritten), served);
      const { connection, at, address } = facts;
      journal.append({ kind: 'connection', at, connection, address, rules, welcome: plan.welcome.kind });
      if (plan.welcome.kind !== 'serve')
        log.info({ connection, address }, `connection met ${plan.welcome.kind}`);
      return plan;
    },

    malformed({ connection, address }: ConnectionFacts, code: string): void {
      notice(
        library.primary.scenario.name,
        '',
        'bad-request',
        `connection ${connection} from ${address}: ${code}`,
      );
      log.debug({ connection, address, code }, 'bytes that are no HTTP request');
    },
  };
}
