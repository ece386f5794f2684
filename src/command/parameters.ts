import { z } from 'zod';
import { defaultPlaceOf, placeNames } from '../answer/framing/position.ts';

/** What a fault or an expectation takes, as the tables of the documentation tell it. */
export interface Parameter {
  readonly name: string;
  /** Spelled as in a scenario; `null`: it has to be given, or the description says what holds without it. */
  readonly default: string | null;
  /** The words that it takes; none: the description says what it takes. */
  readonly words: readonly string[];
  readonly description: string;
}

type Property = Exclude<z.core.JSONSchema._JSONSchema, boolean>;

function wordsOf({ enum: words, const: word, anyOf = [] }: Property): readonly string[] {
  if (words !== undefined) return words.map(String);
  if (word !== undefined) return [String(word)];
  return anyOf.flatMap((each) => (typeof each === 'boolean' ? [] : wordsOf(each)));
}

/** Five parameters say where in an answer a fault acts; one is listed and stands for all. */
function placeOf(params: z.ZodType): readonly Parameter[] {
  const place = defaultPlaceOf(params);
  if (place === null) return [];
  return [{ name: 'a position', default: place, words: [], description: 'Where in the answer.' }];
}

export function parametersOf(params: z.ZodType): readonly Parameter[] {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  const place = placeOf(params);
  const others = Object.entries(properties).filter(
    ([name]) => place.length === 0 || !placeNames.includes(name),
  );
  const listed = others.map(([name, given]): Parameter => {
    const property = typeof given === 'boolean' ? {} : given;
    const { default: value = null, description = '' } = property;
    return {
      ...{ name, words: wordsOf(property), description },
      default: value === null ? null : typeof value === 'string' ? value : JSON.stringify(value),
    };
  });
  return [...place, ...listed];
}
