import { BoundedMap } from '../../lib/bounded-map.ts';
import type { Route } from '../../model/platform.ts';
import type { Step } from '../../model/step.ts';
import { frameBytes } from '../framing/frame-bytes.ts';
import type { Remember } from './handler.ts';

/** Number of cached answers per route and run. Larger requests and answers (in bytes) are not cached. */
const maxRemembered = 64;
const largestRequest = 4_096;
const largestAnswer = 16_384;

interface Remembered {
  readonly steps: readonly Step[];
  /** What the answer costs each time. */
  readonly tokens: number;
}

/** A cache of answers: tests repeat requests, and a lookup is much faster than making the answer. */
export function createMemory(): Remember {
  const routes = new Map<Route, BoundedMap<string, Remembered>>();
  return (request, handler, run) => {
    const { facts, route } = request;
    if (facts.body === null || facts.body.length > largestRequest) return handler.answer(request, run);
    const answers = routes.get(route) ?? new BoundedMap<string, Remembered>(maxRemembered);
    routes.set(route, answers);
    const body = facts.body.toString('latin1');
    const known = answers.get(body);
    if (known !== undefined) {
      run.meter.spend(known.tokens);
      return known.steps;
    }
    const before = run.meter.tokens;
    const made = handler.answer(request, run);
    // Async answers are not cached: their delays differ each time.
    if (!(Symbol.asyncIterator in made) && frameBytes(made) <= largestAnswer)
      answers.set(body, { steps: made, tokens: run.meter.tokens - before });
    return made;
  };
}
