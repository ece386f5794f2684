import type { RequestEntry } from '../../model/entry.ts';
import { hedgersOf } from './copies.ts';
import { habitsOf, type RunHabits } from './habits.ts';

/** What requests show of the ways of their clients; found when it is asked for. */
export interface Ways {
  habits(): RunHabits;
  /** Clients that sent a request while another one with its idempotency key was under way. */
  hedgers(): ReadonlySet<string>;
}

export function waysOf(entries: readonly RequestEntry[]): Ways {
  let habits: RunHabits | null = null;
  let hedgers: ReadonlySet<string> | null = null;
  return {
    habits: () => {
      habits ??= habitsOf(entries);
      return habits;
    },
    hedgers: () => {
      hedgers ??= hedgersOf(entries);
      return hedgers;
    },
  };
}
