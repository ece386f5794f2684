import type { PlatformFile } from '../shape.ts';
import { contractMistakes } from './contract.ts';
import { documentedMistakes } from './documented.ts';
import { errorMistakes } from './errors.ts';
import { fillInMistakes } from './fill-ins.ts';
import { type Mistakes, nameMistakes } from './mistake.ts';
import { refusalMistakes } from './refusals.ts';
import { routeMistakes } from './routes.ts';

function* prefixMistakes({ credential: { prefix, prefixes } }: PlatformFile): Mistakes {
  if (prefixes.length === 0 || prefixes.some((each) => prefix.startsWith(each))) return;
  const message = `keys that the stub makes begin with "${prefix}", which is none of its prefixes: add it`;
  yield { path: ['credential', 'prefixes'], message };
}

function* priceMistakes({ prices, models }: PlatformFile): Mistakes {
  for (const name of Object.keys(prices))
    yield* nameMistakes(['prices', name], 'model', name, ['default', ...Object.keys(models)]);
  if (Object.keys(prices).length > 0 && !Object.hasOwn(prices, 'default'))
    yield { path: ['prices'], message: 'missing "default": the price of a model that is not named' };
}

/** Mistakes in the references between the parts of a file; each part is already valid by itself. */
export function* crossMistakes(file: PlatformFile): Mistakes {
  yield* documentedMistakes(file);
  for (const [name, { values, default: chosen }] of Object.entries(file.settings))
    yield* nameMistakes(['settings', name, 'default'], 'value', chosen, values);
  yield* prefixMistakes(file);
  yield* priceMistakes(file);
  yield* fillInMistakes(file);
  yield* routeMistakes(file);
  yield* errorMistakes(file);
  yield* refusalMistakes(file);
  yield* contractMistakes(file);
}
