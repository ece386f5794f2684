import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import { globMatcher } from '../lib/glob.ts';
import { id as idShape } from '../lib/shapes.ts';
import type { Allowlist } from '../model/admission.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Scenario } from '../model/scenario.ts';
import { errorField } from '../platforms/catalogue.ts';
import { admissionKind, type Check, type Ruling } from './admission-kind.ts';
import { checkEntry, describeEntry, entryFor } from './reading/named-error.ts';
import { clientAddress, networkMistake, networksOf } from './state/client-address.ts';

const list = z.array(z.unknown());
const texts = (hint: string) => {
  const one = z.string({ error: hint }).min(1, hint);
  return z.union([one.transform((text) => [text]), z.array(one).min(1, hint)], { error: hint });
};

const shape = z.strictObject({
  id: idShape
    .exactOptional()
    .describe('Its name in labels and journal. Default: allowlist-N, counted from 1.'),
  key: texts('expected a key, or a list of keys')
    .exactOptional()
    .describe('Globs of the keys that it is for. Default: every request.'),
  models: texts('expected a model, or a list of models')
    .exactOptional()
    .describe('Globs of the models that may be asked.'),
  addresses: texts('expected an address or a network, or a list of them')
    .exactOptional()
    .describe('Addresses and networks of clients: 192.0.2.7, 10.0.0.0/8, 2001:db8::/32.'),
  trustForwardedFor: z
    .boolean()
    .default(false)
    .describe('Takes the first address in X-Forwarded-For, which any client can write. Default: false.'),
  error: errorField
    .exactOptional()
    .describe("The platform's error with which it refuses. Default: its own for this, or its 403."),
});

function checkNetworks(part: Part, given: readonly string[] | undefined): void {
  for (const [index, text] of (given ?? []).entries()) {
    const mistake = networkMistake(text);
    const place = Array.isArray(part.value) ? part.at(index) : part;
    if (mistake !== null) place.refuse(`${mistake}, got "${text}"`);
  }
}

function readOne(part: Part, position: number, inUse: PlatformInUse | null): Allowlist | null {
  const before = part.refusals;
  const { id, key, models, addresses, trustForwardedFor, error } = part.fields(shape);
  const isNothing = !part.has('models') && !part.has('addresses');
  if (isNothing && part.refusals === before)
    part.refuse('an allowlist needs "models" or "addresses", or both');
  if (part.has('trustForwardedFor') && !part.has('addresses'))
    part.at('trustForwardedFor').refuse('"trustForwardedFor" needs "addresses"', 'key');
  checkNetworks(part.at('addresses'), addresses);
  const modelError = entryFor(error, inUse, 403, 'model_not_allowed');
  const addressError = entryFor(error, inUse, 403, 'ip_not_allowed');
  if (part.refusals > before) return null;
  if (models !== undefined) checkEntry(part, modelError, inUse, 'models');
  if (addresses !== undefined) checkEntry(part, addressError, inUse, 'every-surface');
  return {
    id: id ?? `allowlist-${position}`,
    ...{ keys: key ?? null, models: models ?? null, addresses: addresses ?? null },
    addressFrom: trustForwardedFor === true ? 'forwarded-for' : 'connection',
    ...{ modelError, addressError },
  };
}

/** Most allowlists of a scenario: each of them is asked about every request. */
const maxLists = 100;

function compile(part: Part, inUse: PlatformInUse | null): readonly Allowlist[] {
  if (part.value === undefined) return [];
  part.read(list);
  const items = part.items();
  items[maxLists]?.refuse(`the file has ${items.length} allowlists; at most ${maxLists} are read`);
  const ids = new Set<string>();
  return items.slice(0, maxLists).flatMap((item, index) => {
    const read = readOne(item, index + 1, inUse);
    if (read === null) return [];
    if (ids.has(read.id)) {
      item.at('id').refuse(`duplicate id "${read.id}": an id names one allowlist`);
      return [];
    }
    ids.add(read.id);
    return [read];
  });
}

const anyOf = (globs: readonly string[]) => {
  const forms = globs.map(globMatcher);
  return (text: string) => forms.some((form) => form(text));
};

function checkOf(given: Allowlist): (facts: RequestFacts) => Ruling | null {
  const { id, keys, models, addresses, addressFrom, modelError, addressError } = given;
  const isTheirs = keys === null ? null : anyOf(keys);
  const mayAsk = models === null ? null : anyOf(models);
  const mayCome = addresses === null ? null : networksOf(addresses);
  return (facts) => {
    if (isTheirs !== null && (facts.key === null || !isTheirs(facts.key))) return null;
    if (mayCome !== null) {
      const address = clientAddress(facts, addressFrom);
      if (!mayCome(address)) return { id, because: `${address} is not on the list`, error: addressError };
    }
    if (mayAsk === null || facts.model === null || mayAsk(facts.model)) return null;
    return { id, because: `model ${facts.model} is not on the list`, error: modelError };
  };
}

function describeOne({ inUse }: Scenario, { id, keys, models, addresses, ...given }: Allowlist): string {
  const whose = keys === null ? 'every key' : `${keys.length === 1 ? 'a key' : 'keys'} as given`;
  const parts: string[] = [];
  const from = given.addressFrom === 'connection' ? '' : ' (the first in X-Forwarded-For)';
  if (addresses !== null)
    parts.push(
      `comes from ${addresses.join(' or ')}${from}, else ${describeEntry(inUse, given.addressError)}`,
    );
  if (models !== null)
    parts.push(`asks for ${models.join(' or ')}, else ${describeEntry(inUse, given.modelError)}`);
  return `${id}: ${whose} ${parts.join('; ')}`;
}

export const allowlists = admissionKind({
  name: 'allowlists',
  summary:
    'which models may be asked, and from which addresses; X-Forwarded-For counts only where it is trusted',
  asked: 'before-limits',
  shape: z.array(shape),
  compile,
  ids: (admission) => admission.allowlists.map(({ id }) => id),
  describe: (scenario) => scenario.admission.allowlists.map((each) => describeOne(scenario, each)),
  needsBody: (admission) => admission.allowlists.some(({ models }) => models !== null),
  create({ admission }): Check {
    const checks = admission.allowlists.map(checkOf);
    return (facts) => {
      for (const check of checks) {
        const ruling = check(facts);
        if (ruling !== null) return ruling;
      }
      return null;
    };
  },
});
