import { z } from 'zod';
import { duration, size } from '../../lib/shapes.ts';
import { formatDuration } from '../../lib/units.ts';

/** The position in an answer at which a fault acts; at most one of these may be given. */
const positionShape = {
  at: z.enum(['before-head', 'after-head']).optional(),
  frames: z.int().min(0).optional(),
  bytes: size.optional(),
  after: duration.optional(),
  share: z.number().gt(0).lt(1).optional(),
};

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

function hasOnePosition(params: PositionParams): boolean {
  const names = Object.keys(positionShape) as (keyof PositionParams)[];
  return names.filter((name) => params[name] !== undefined).length <= 1;
}

/** The parameter schema of a fault that acts at a position. */
export function positioned<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .strictObject({ ...positionShape, ...shape })
    .refine(
      (given) => hasOnePosition(given as PositionParams),
      'only one of at, frames, bytes, after and share says where',
    );
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
