import type { Clock } from '../lib/clock.ts';
import { formatCount, formatDuration } from '../lib/units.ts';
import type { Outcome } from '../model/verdict.ts';
import type { Screen } from './screen.ts';

const tickMs = 1_000;

/** Progress of one scenario. */
export interface ScenarioProgress {
  repetition(ordinal: number): void;
  request(): void;
  done(outcome: Outcome): void;
}

/** Progress of a drill: a line for each finished scenario, and a status line for the running ones. */
export class Progress {
  readonly #screen: Screen;
  readonly #clock: Clock;
  readonly #total: number;
  readonly #underWay = new Set<() => string>();
  #done = 0;
  #cancel = () => {};

  constructor(screen: Screen, clock: Clock, total: number) {
    [this.#screen, this.#clock, this.#total] = [screen, clock, total];
  }

  begin(name: string, repeat: number): ScenarioProgress {
    const began = this.#clock.now();
    let requests = 0;
    let repetition = 1;
    const facts = () => {
      const seconds = Math.floor((this.#clock.now() - began) / 1_000) * 1_000;
      return `${formatDuration(seconds).replace(/^0ms$/, '0s')}  ${formatCount(requests, 'request')}`;
    };
    const say = () => `${name}${repeat > 1 ? ` ${repetition}/${repeat}` : ''}  ${facts()}`;
    this.#underWay.add(say);
    this.#tick();
    return {
      repetition: (ordinal) => {
        repetition = ordinal;
      },
      request: () => {
        requests += 1;
        this.#show();
      },
      done: (outcome) => {
        this.#underWay.delete(say);
        this.#done += 1;
        this.#screen.lines('err', `[${this.#done}/${this.#total}] ${name}  ${outcome}  ${facts()}\n`);
        this.#tick();
      },
    };
  }

  #show(): void {
    const running = [...this.#underWay].map((say) => say());
    const ordinal = Math.min(this.#total, this.#done + 1);
    this.#screen.status(running.length === 0 ? '' : `[${ordinal}/${this.#total}] ${running.join(' | ')}`);
  }

  #tick(): void {
    this.#cancel();
    this.#show();
    if (this.#underWay.size > 0) this.#cancel = this.#clock.after(tickMs, () => this.#tick());
  }

  /** Removes the status line; also called after a failure. */
  close(): void {
    this.#cancel();
    this.#underWay.clear();
    this.#screen.status('');
  }
}
