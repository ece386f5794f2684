import type { LimitLevels, ShownRequest, ShownRule, ShownScenario } from '../control/steering.ts';
import type { Entry } from '../model/entry.ts';
import type { ReportDocument } from '../report/document/schema.ts';
import { ask, type Method, type Query, Refusal } from './api.ts';
import type { PageClock } from './clock.ts';
import { Events, type LinkState } from './events.ts';
import type { Filter } from './filter.ts';
import { type ByEntry, judgedBy } from './judged.ts';
import { LevelHistory } from './level-history.ts';
import { every } from './poll.ts';
import type { Mark, Row } from './row.ts';
import { Store } from './store.ts';

/** What `GET /under-way` answers. */
interface UnderWayAnswer {
  readonly now: number;
  readonly count: number;
  /** Answers that are silent at that moment. */
  readonly hanging: number;
  readonly requests: readonly ShownRequest[];
}

/** Whose rules are shown; empty: the default scenario, every label. */
export interface RuleScope {
  readonly scenario: string;
  readonly label: string;
}

const everything: RuleScope = { scenario: '', label: '' };

/** Milliseconds between two questions. */
const [underWayMs, steeringMs, verdictsMs, limitsMs] = [1_000, 2_500, 2_000, 1_000];

/** Keys of each limit that have a gauge. */
const shownKeys = 5;

/** Judging takes the gateway longer the more there is to judge: so many more for each attempt. */
const verdictsMsPerAttempt = 2;

/** All that the page shows, and what it may do to the gateway. `changed` is called after each change. */
export class Live {
  readonly store = new Store();
  readonly clock: PageClock;
  /** `asking`: the token is missing or wrong. */
  phase: 'asking' | 'watching' = 'watching';
  link: LinkState = 'connecting';
  scenario: ShownScenario | null = null;
  rules: readonly ShownRule[] = [];
  scope: RuleScope = everything;
  report: ReportDocument | null = null;
  judged: ByEntry = new Map();
  limits: LimitLevels = { limits: [], otherRuns: 0 };
  readonly levels = new LevelHistory();
  underWay: UnderWayAnswer = { now: 0, count: 0, hanging: 0, requests: [] };
  /** What was done or refused last, for the status line. */
  said = '';
  /** The attempt whose details are open. */
  chosen: Row | null = null;
  /** The gateway's time less that of the browser, in milliseconds. */
  #ahead = 0;
  #judgedUpTo = -1;
  #token: string | null = null;
  #stops: (() => void)[] = [];
  readonly #changed: () => void;

  constructor(clock: PageClock, changed: () => void) {
    this.clock = clock;
    this.#changed = changed;
  }

  start(token: string | null): void {
    this.stop();
    this.#token = token;
    this.phase = 'watching';
    const events = new Events(token, this.clock, {
      onEntries: (entries) => this.#hear(entries),
      onState: (state) => this.#linked(state),
      last: () => this.store.last,
    });
    const verdictsRest = () => verdictsMs + this.store.rows.length * verdictsMsPerAttempt;
    this.#stops = [
      () => events.close(),
      every(
        () => underWayMs,
        this.clock,
        () => this.#quietly(() => this.#readUnderWay()),
      ),
      every(
        () => steeringMs,
        this.clock,
        () => this.#quietly(() => this.readSteering()),
      ),
      every(
        () => (this.limits.limits.length === 0 ? steeringMs : limitsMs),
        this.clock,
        () => this.#quietly(this.#readLimits),
      ),
      every(verdictsRest, this.clock, () => this.#quietly(() => this.#readVerdicts())),
    ];
    void events.run();
    this.#changed();
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** The gateway's time now. */
  now(): number {
    return this.clock.now() + this.#ahead;
  }

  /** Shown in the status line, which screen readers read out. */
  say(text: string): void {
    this.said = text;
    this.#changed();
  }

  choose(row: Row | null): void {
    this.chosen = row;
    this.#changed();
  }

  show(filter: Filter): void {
    this.store.show(filter);
    const { rows } = this.store.view;
    this.say(`Showing ${rows.length} of ${this.store.rows.length} attempts.`);
  }

  markOf({ id, mark }: Row): Mark {
    return this.judged.get(id)?.isEarly === true ? 'early' : mark;
  }

  async look(scope: RuleScope): Promise<void> {
    this.scope = scope;
    await this.#quietly(() => this.readSteering());
    await this.#quietly(this.#readLimits);
  }

  ask<Answer>(method: Method, path: string, query: Query = {}): Promise<Answer> {
    return ask<Answer>(this.#token, method, path, query);
  }

  /** Steers the gateway, says what came of it and shows the new state. */
  async steer(says: string, method: Method, path: string, query: Query = {}): Promise<void> {
    try {
      await this.ask(method, path, query);
      await this.readSteering();
      await this.#readLimits();
      this.say(says);
    } catch (error) {
      this.say(`Failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  readonly readSteering = async (): Promise<void> => {
    const [scenario, { rules }] = await Promise.all([
      this.ask<ShownScenario>('GET', '/scenario'),
      this.ask<{ readonly rules: readonly ShownRule[] }>('GET', '/rules', { ...this.scope }),
    ]);
    this.scenario = scenario;
    this.rules = rules;
    this.#changed();
  };

  readonly #readLimits = async (): Promise<void> => {
    this.limits = await this.ask<LimitLevels>('GET', '/limits', { ...this.scope, keys: shownKeys });
    this.levels.add(this.now(), this.limits.limits);
    this.#changed();
  };

  #hear(entries: readonly Entry[]): void {
    const { notice } = this.store;
    this.store.add(entries);
    const heard = this.store.notice;
    if (heard !== null && heard !== notice) {
      // What was noted long ago is no news.
      if (this.now() - heard.at < 5_000) this.said = `${heard.scenario}: ${heard.says}`;
      if (heard.notice === 'steered' || heard.notice === 'reloaded') void this.#quietly(this.readSteering);
    }
    this.#changed();
  }

  #linked(state: LinkState): void {
    this.link = state;
    if (state === 'refused') this.#refused();
    this.#changed();
  }

  #refused(): void {
    this.stop();
    this.phase = 'asking';
    this.#changed();
  }

  /** A gateway that is away shows in the state of the events. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) this.#refused();
    }
  }

  async #readUnderWay(): Promise<void> {
    const began = this.clock.now();
    const answer = await this.ask<UnderWayAnswer>('GET', '/under-way');
    this.#ahead = answer.now - (began + this.clock.now()) / 2;
    this.underWay = answer;
    this.#changed();
  }

  /** Judging looks at the whole journal, so it is asked for only where the journal has grown. */
  async #readVerdicts(): Promise<void> {
    const { last } = this.store;
    if (last === this.#judgedUpTo) return;
    this.report = await this.ask<ReportDocument>('GET', '/verdicts');
    this.#judgedUpTo = last;
    this.judged = judgedBy(this.report, this.store.rows);
    this.#changed();
  }
}
