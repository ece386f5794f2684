import type { Part } from '../config/validate.ts';
import type { Platform } from '../model/platform.ts';
import type { When } from '../model/scenario.ts';
import type { Item } from './items.ts';
import { replacesAnswer } from './replacing-faults.ts';
import { routesOf } from './routes-of.ts';

/**
 * Refuses a fault of streams where only whole answers are asked for, and warns where a route of the platform
 * does not stream. What replaces the answer may be a stream of its own (`respond`).
 */
export function checkStreams(
  whenPart: Part,
  when: Partial<When>,
  items: readonly Item[],
  platform: Platform,
): void {
  const streaming = items.find(({ fault }) => fault.layer === 'stream');
  if (streaming === undefined || items.some(({ use }) => replacesAnswer(use))) return;
  const { name } = streaming.fault;
  if (when.stream === false) {
    const remedy = 'leave "stream" out, or say true';
    whenPart
      .at('stream')
      .refuse(`this rule can never fire: ${name} acts on streamed answers alone; ${remedy}`, 'key');
    return;
  }
  const routes = when.route === undefined ? [] : routesOf(when, platform);
  if (routes.length === 0 || routes.some(({ streams }) => streams)) return;
  const named = routes.map((route) => route.name).join(', ');
  streaming.part.warn(
    `${name} acts on streamed answers alone, and ${platform.name} streams none on ${named}`,
  );
}
