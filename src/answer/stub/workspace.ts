import type { JsonObject } from '../../model/json.ts';
import { whole } from '../framing/whole.ts';
import type { StubHandler } from './handler.ts';
import { refuse } from './refuse.ts';

/** Longest name of a workspace, in characters. */
const maxName = 200;

/** The settings of the workspace. Each change makes another version, which its `ETag` names. */
export class Workspace {
  #name = 'default';
  #version = 1;

  get tag(): string {
    return `"${this.#version}"`;
  }

  get settings(): JsonObject {
    return { object: 'workspace', name: this.#name, version: this.#version };
  }

  change({ name }: JsonObject): void {
    if (typeof name === 'string') this.#name = name.slice(0, maxName);
    this.#version += 1;
  }
}

/** RFC 9110 section 13.1.1: `*`, or a list of tags, compared strongly. Absent: any version is meant. */
function isMeant(asked: string | readonly string[] | undefined, tag: string): boolean {
  if (asked === undefined) return true;
  const tags = String(asked)
    .split(',')
    .map((each) => each.trim());
  return tags.includes('*') || tags.includes(tag);
}

/**
 * `GET` shows the settings, `PATCH` changes them: one that names another version than the present one is
 * refused, since another administrator was quicker. Assumed throughout.
 */
export const workspace: StubHandler = {
  answer({ facts, method, body }, run) {
    const { workspace: own } = run;
    if (method === 'PATCH') {
      if (!isMeant(facts.headers['if-match'], own.tag))
        return refuse(run.inUse, facts, { refusal: 'stale-version' });
      own.change(body);
    }
    const text = JSON.stringify(own.settings);
    return whole('stub', 200, 'application/json', text, [...run.headers, 'ETag', own.tag]);
  },
};
