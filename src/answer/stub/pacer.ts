import { drawMs } from '../../lib/distribution.ts';
import { luckOf } from '../../lib/luck.ts';
import { createOccurrences } from '../../lib/occurrences.ts';
import type { RequestFacts } from '../../model/facts.ts';
import type { Pace } from '../../model/pace.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Step } from '../../model/step.ts';
import { frameBytes } from '../framing/frame-bytes.ts';
import type { Head } from '../framing/headers.ts';
import type { Generation } from './generated.ts';

/** The delays of one answer in milliseconds, drawn when each delay begins. */
interface TokenTimes {
  firstTokenMs(): number;
  perTokenMs(): number;
}

/**
 * Number of turns: a model decodes all choices in parallel, so it is the token count of the longest choice.
 */
function turnsOf({ choices }: Generation): number {
  return Math.max(0, ...choices.map(({ tokens }) => tokens));
}

/**
 * Delays the texts of one run like a model. A random delay depends on the
 * seed, the scenario, the request and how often the same request was answered
 * before; only the part of `perStream` depends on the other current answers.
 */
export class Pacer {
  readonly #pace: Pace;
  readonly #scenario: Scenario;
  readonly #occurrenceOf = createOccurrences();
  #underWay = 0;

  constructor(pace: Pace, scenario: Scenario) {
    this.#pace = pace;
    this.#scenario = scenario;
  }

  /**
   * Sends the head at once (assumed), then each turn after
   * its delay. The first turn includes the role chunks.
   */
  async *stream(
    facts: RequestFacts,
    generation: Generation,
    head: Head,
    turns: readonly (readonly Step[])[],
  ): AsyncGenerator<Step> {
    const times = this.#timesOf(facts, generation);
    this.#underWay += 1;
    try {
      yield { ...head, length: turns.reduce((sum, turn) => sum + frameBytes(turn), 0) };
      for (const [index, turn] of turns.entries()) {
        const ms = index === 0 ? times.firstTokenMs() : times.perTokenMs();
        if (ms > 0) yield { kind: 'pause', ms, paced: true };
        yield* turn;
      }
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Waits once, for as long as all delays of the stream together, then sends the whole answer. */
  async *whole(facts: RequestFacts, generation: Generation, steps: readonly Step[]): AsyncGenerator<Step> {
    const tempo = this.#timesOf(facts, generation);
    this.#underWay += 1;
    try {
      const { hangMs } = this.#scenario.limits;
      let ms = tempo.firstTokenMs();
      for (let left = turnsOf(generation) - 1; left > 0 && ms < hangMs; left -= 1) ms += tempo.perTokenMs();
      if (ms > 0) yield { kind: 'pause', ms: Math.min(hangMs, ms) };
      yield* steps;
    } finally {
      this.#underWay -= 1;
    }
  }

  #timesOf({ fingerprint }: RequestFacts, { tokens }: Generation): TokenTimes {
    const { firstToken, perToken, perPromptTokenMs } = this.#pace;
    const { seed, name } = this.#scenario;
    const occurrence = this.#occurrenceOf(fingerprint);
    // `stub/` cannot collide with the draws of a rule: rule ids have no slash.
    const luckFor = (draws: string) => luckOf(seed, name, `stub/${draws}`, fingerprint, occurrence);
    const [first, further] = [luckFor('first-token'), luckFor('per-token')];
    return {
      firstTokenMs: () => this.#slowed(drawMs(firstToken, first) + tokens.prompt * perPromptTokenMs),
      perTokenMs: () => this.#slowed(drawMs(perToken, further)),
    };
  }

  /**
   * Slows a delay by the number of other current answers; this answer is included in `#underWay`, hence -1.
   */
  #slowed(ms: number): number {
    const factor = 1 + (this.#underWay - 1) * this.#pace.perStream;
    return Math.min(this.#scenario.limits.hangMs, ms * factor);
  }
}
