import type { Wait } from '../../limits/algorithm.ts';
import type { Charge, KeyName, LimitUsage, Ruling, StoredLimit } from '../limit-store.ts';

/** The answers of the script: a list of texts. */
export function textsOf(answer: unknown): readonly string[] {
  if (!Array.isArray(answer)) throw new Error('the store answered no list');
  return answer.map(String);
}

/** The same for three lists, the last of which may be a single text. */
export function listsOf(answer: unknown): [readonly string[], readonly string[], readonly string[]] {
  const [first, second, third]: readonly unknown[] = Array.isArray(answer) ? answer : [];
  return [textsOf(first), textsOf(second), [String(third)]];
}

function waitOf(text = ''): Wait {
  if (text === 'never') return Number.POSITIVE_INFINITY;
  return text === 'when-one-ends' || text === 'when-topped-up' ? text : Number(text);
}

const levelOf = (remaining = '', resets = '') => ({
  remaining: Number(remaining),
  resetMs: resets === '' ? null : Number(resets),
});

/** Three texts for each charge, behind outcome and time. */
export function rulingsOf(charges: readonly Charge[], texts: readonly string[]): Ruling[] {
  return charges.map((charge, index) => {
    const [wait, remaining, resets] = texts.slice(2 + 3 * index);
    return { charge, wait: waitOf(wait), level: levelOf(remaining, resets) };
  });
}

/** Five texts for each key, behind all refusals and the number of keys. */
export function usageOf(texts: readonly string[], nameOf: (digest: string) => KeyName): LimitUsage {
  const [refusals, total, ...rest] = texts;
  const keys = Array.from({ length: rest.length / 5 }, (_, index) => {
    const [digest = '', remaining, resets, wait, refused] = rest.slice(5 * index);
    const level = levelOf(remaining, resets);
    return { name: nameOf(digest), level, wait: waitOf(wait), refusals: Number(refused) };
  });
  return { refusals: Number(refusals), keys, others: Number(total) - keys.length };
}

/** A limit as the script knows it; of a limit that counts in another way nothing is known. */
export function limitOf({ id, algorithm, allowance }: StoredLimit, run: readonly [string, string]) {
  const { amount, perMs, calendar } = allowance;
  const { every, resetsAtMs } = calendar ?? { every: 'spans', resetsAtMs: 0 };
  const counts = `${id}:${algorithm.name}:${amount}:${perMs}:${every}:${resetsAtMs}`;
  return { id: counts, run, by: algorithm.name, n: amount, p: perMs, every, resets: resetsAtMs };
}
