import type { Entry } from '../model/entry.ts';

/** What was read from a piece of `/events`. */
export interface Parsed {
  readonly entries: readonly Entry[];
  /** `dropped`: the gateway ends the stream of a slow reader, who may ask again. */
  readonly state: 'goes-on' | 'dropped';
}

function fieldOf(block: string, name: string): string | null {
  const line = block.split('\n').find((each) => each.startsWith(`${name}: `));
  return line === undefined ? null : line.slice(name.length + 2);
}

/** Reads server-sent events from pieces that are cut anywhere. */
export class EventParser {
  #rest = '';

  read(piece: string): Parsed {
    const blocks = (this.#rest + piece).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    const entries: Entry[] = [];
    let state: Parsed['state'] = 'goes-on';
    for (const block of blocks) {
      if (fieldOf(block, 'event') === 'dropped') state = 'dropped';
      else if (fieldOf(block, 'id') !== null) {
        // Only entries have numbers; other events are about the stream.
        const data = fieldOf(block, 'data');
        if (data !== null) entries.push(JSON.parse(data) as Entry);
      }
    }
    return { entries, state };
  }
}
