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

/** The silences of one answer, in milliseconds, as long as they are when they begin. */
interface Tempo {
  firstTokenMs(): number;
  perTokenMs(): number;
}

/** A model decodes all choices at the same time: as many turns as the longest has tokens. */
function turnsOf({ choices }: Generation): number {
  return Math.max(0, ...choices.map(({ tokens }) => tokens));
}

/**
 * Makes the texts of one run as slow as a model. A draw depends on the seed, the scenario, the request and
 * how often the same was answered before; only what `perStream` adds depends on what else is under way.
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

  /** Head at once (assumed), then the turns, each in its time; the first brings what precedes a token. */
  async *stream(
    facts: RequestFacts,
    generation: Generation,
    head: Head,
    turns: readonly (readonly Step[])[],
  ): AsyncGenerator<Step> {
    const tempo = this.#tempoOf(facts, generation);
    this.#underWay += 1;
    try {
      yield { ...head, length: turns.reduce((sum, turn) => sum + frameBytes(turn), 0) };
      for (const [index, turn] of turns.entries()) {
        const ms = index === 0 ? tempo.firstTokenMs() : tempo.perTokenMs();
        if (ms > 0) yield { kind: 'pause', ms, paced: true };
        yield* turn;
      }
    } finally {
      this.#underWay -= 1;
    }
  }

  /** One silence, as long as those of the stream together. */
  async *whole(facts: RequestFacts, generation: Generation, steps: readonly Step[]): AsyncGenerator<Step> {
    const tempo = this.#tempoOf(facts, generation);
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

  #tempoOf({ fingerprint }: RequestFacts, { promptTokens }: Generation): Tempo {
    const { firstToken, perToken, perPromptTokenMs } = this.#pace;
    const { seed, name } = this.#scenario;
    const occurrence = this.#occurrenceOf(fingerprint);
    // No rule's id has a slash.
    const luckFor = (draws: string) => luckOf(seed, name, `stub/${draws}`, fingerprint, occurrence);
    const [first, further] = [luckFor('first-token'), luckFor('per-token')];
    return {
      firstTokenMs: () => this.#slowed(drawMs(firstToken, first) + promptTokens * perPromptTokenMs),
      perTokenMs: () => this.#slowed(drawMs(perToken, further)),
    };
  }

  /** The answer itself is under way and does not count. */
  #slowed(ms: number): number {
    const factor = 1 + (this.#underWay - 1) * this.#pace.perStream;
    return Math.min(this.#scenario.limits.hangMs, ms * factor);
  }
}
