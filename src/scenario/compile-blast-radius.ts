import { readDocument } from '../config/document.ts';
import { FileMistakes, isWarning, type Mistake } from '../config/mistakes.ts';
import { Part } from '../config/validate.ts';
import { isMapping } from '../lib/mapping.ts';
import type { BlastRadius, RadiusOnly } from '../model/blast-radius.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Rule } from '../model/scenario.ts';
import { blastRadiusShape, radiusOnlyShape } from './schema-blast-radius.ts';
import { checkTexts } from './texts.ts';
import { checkWhen } from './when.ts';

const isEmpty = ({ value }: Part) => isMapping(value) && Object.keys(value).length === 0;

/** `inUse` is `null` if the platform is not known; checks against it are skipped then. */
function onlyOf(part: Part, inUse: PlatformInUse | null): RadiusOnly {
  if (part.value === undefined) return {};
  const only = part.fields(radiusOnlyShape);
  if (isEmpty(part))
    part.refuse(
      '"only" has no condition; say who may be hit, or leave it out: then every client may be',
      'key',
    );
  const { label: _, ...when } = only;
  if (inUse !== null) checkWhen(part, when, inUse.platform);
  checkTexts(part, inUse?.platform ?? null);
  return only;
}

/** Says where nothing is ever hit: a bound of 0 shows in the journal what would have been. */
function warnOfNothing(part: Part): void {
  for (const place of [part.at('share'), part.at('active'), part.at('total'), part.at('within', 'max')])
    if (place.value === 0 || /^0+(\.0+)? ?%$/.test(String(place.value)))
      place.warn('nothing is hit: the journal tells what would have been');
}

/** Whether a rule acts before the request is known of which `only` speaks. */
function isBlind({ subject }: Rule, { address: _, ...ofRequests }: RadiusOnly): boolean {
  return subject === 'connection' && Object.keys(ofRequests).length > 0;
}

function closesPort({ injection }: Rule): boolean {
  const lists = injection.kind === 'faults' ? [injection.faults] : injection.items;
  return lists.flat().some(({ fault }) => fault === 'connection-refuse');
}

/** Refuses rules that never act. */
function checkRules(part: Part, { only }: BlastRadius, rules: readonly Rule[]): void {
  const blind = rules.find((rule) => isBlind(rule, only));
  if (blind !== undefined)
    part
      .at('only')
      .refuse(
        `rule "${blind.id}" can never fire: it is for connections, of which only the address is known; ` +
          'ask for "address" alone, or leave that rule out',
        'key',
      );
  const closing = rules.find(closesPort);
  if (closing !== undefined)
    part.refuse(
      `rule "${closing.id}" can never fire: connection-refuse closes the port to every client, which no ` +
        'blast radius bounds; use connection-reset there',
      'key',
    );
}

function compile(part: Part, inUse: PlatformInUse | null): BlastRadius {
  const fields = part.fields(blastRadiusShape, ['only']);
  const radius: BlastRadius = {
    only: onlyOf(part.at('only'), inUse),
    share: fields.share ?? 1,
    active: fields.active ?? Number.POSITIVE_INFINITY,
    total: fields.total ?? Number.POSITIVE_INFINITY,
    within: fields.within === undefined ? null : { max: fields.within.max, perMs: fields.within.per },
  };
  const known = Object.keys(blastRadiusShape.shape);
  if (isEmpty(part))
    part.refuse(`it bounds nothing; give it some of ${known.join(', ')}, or leave it out`, 'key');
  warnOfNothing(part);
  return radius;
}

/** The key `blastRadius` of a scenario; `null`: it has none. */
export function compileBlastRadius(
  part: Part,
  inUse: PlatformInUse | null,
  rules: readonly Rule[],
): BlastRadius | null {
  if (part.value === undefined) return null;
  const before = part.refusals;
  const radius = compile(part, inUse);
  if (part.refusals === before) checkRules(part, radius, rules);
  return radius;
}

/**
 * Reads a blast radius in YAML or JSON as a scenario file has it. Throws `FileMistakes` with all mistakes,
 * placed in `file`. `inUse`: the platform whose names it may use; `null`: those of any.
 */
export function readBlastRadius(text: string, file: string, inUse: PlatformInUse | null = null): BlastRadius {
  const mistakes: Mistake[] = [];
  const radius = compile(Part.root(readDocument(text, file), mistakes), inUse);
  if (mistakes.some((mistake) => !isWarning(mistake))) throw new FileMistakes(mistakes);
  return radius;
}
