import { expectationNames } from '../../expectations/index.ts';
import type { PlatformFile } from '../shape.ts';
import { type Mistakes, nameMistakes } from './mistake.ts';

/** Checks that each sentence is judged by a known expectation, or says why nothing judges it. */
export function* contractMistakes({ contract }: PlatformFile): Mistakes {
  for (const [id, { expectation, notJudged }] of Object.entries(contract)) {
    const path = ['contract', id];
    if ((expectation === null) === (notJudged === null)) {
      const message = 'a sentence has either "expectation", which judges it, or "notJudged", a reason';
      yield { path, message };
    }
    if (expectation !== null)
      yield* nameMistakes([...path, 'expectation'], 'expectation', expectation, expectationNames);
  }
}
