import { z } from 'zod';
import { duration, size } from '../../lib/shapes.ts';
import { formatDuration } from '../../lib/units.ts';

/** The position in an answer at which a fault acts; at most one of these may be given. */
const positionShape = {
  at: z
    .enum(['before-head', 'after-head'])
    .optional()
    .describe('Before anything is sent, or behind the head.'),
  frames: z.int().min(0).optional().describe('Behind so many events of a stream; another body is one.'),
  bytes: size.optional().describe('Behind so many bytes of the body.'),
  after: duration.optional().describe('So long after the head.'),
  share: z.number().gt(0).lt(1).optional().describe('Behind this share of the body, from 0 to 1.'),
};

export const placeNames: readonly string[] = Object.keys(positionShape);

type PositionParams = {
  [Name in keyof typeof positionShape]?: z.output<(typeof positionShape)[Name]>;
};

export type Position =
  | { readonly kind: 'before-head' }
  | { readonly kind: 'after-head' }
  | { readonly kind: 'frames'; readonly count: number }
  | { readonly kind: 'bytes'; readonly count: number }
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'share'; readonly share: number };

const defaultPlaces = z.registry<{ readonly otherwise: Position }>();

/** Spelled as in a scenario; `null`: these parameters take no position. */
export function defaultPlaceOf(params: z.ZodType): string | null {
  const { otherwise } = defaultPlaces.get(params) ?? {};
  if (otherwise === undefined) return null;
  switch (otherwise.kind) {
    case 'before-head':
    case 'after-head':
      return `at: ${otherwise.kind}`;
    case 'frames':
      return `frames: ${otherwise.count}`;
    case 'bytes':
      return `bytes: ${otherwise.count}B`;
    case 'after':
      return `after: ${formatDuration(otherwise.ms)}`;
    case 'share':
      return `share: ${otherwise.share}`;
  }
}

function hasOnePosition(params: PositionParams): boolean {
  const names = Object.keys(positionShape) as (keyof PositionParams)[];
  return names.filter((name) => params[name] !== undefined).length <= 1;
}

/**
 * The parameter schema of a fault that acts at a position; `otherwise` is the default one. `shape` may have a
 * parameter of its own in place of one of the position.
 */
export function positioned<Shape extends z.ZodRawShape>(otherwise: Position, shape: Shape) {
  return z
    .strictObject({ ...(positionShape as Omit<typeof positionShape, keyof Shape>), ...shape })
    .refine(
      (given) => hasOnePosition(given as PositionParams),
      'only one of at, frames, bytes, after and share says where',
    )
    .register(defaultPlaces, { otherwise });
}

export function positionOf(params: PositionParams, otherwise: Position): Position {
  if (params.at !== undefined) return { kind: params.at };
  if (params.frames !== undefined) return { kind: 'frames', count: params.frames };
  if (params.bytes !== undefined) return { kind: 'bytes', count: params.bytes };
  if (params.after !== undefined) return { kind: 'after', ms: params.after };
  if (params.share !== undefined) return { kind: 'share', share: params.share };
  return otherwise;
}

export function describePosition(position: Position): string {
  switch (position.kind) {
    case 'before-head':
      return 'before the head';
    case 'after-head':
      return 'after the head';
    case 'frames':
      return `after ${position.count} frames`;
    case 'bytes':
      return `after ${position.count} bytes of the body`;
    case 'after':
      return `${formatDuration(position.ms)} after the head`;
    case 'share':
      return `after ${position.share * 100} % of the body`;
  }
}
