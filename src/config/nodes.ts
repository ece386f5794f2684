import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { exactNumber } from '../lib/exact-json.ts';
import { isSecretKey } from '../secrets/names.ts';
import { maxValues } from './bounds.ts';

/** A mistake in the tree: its node and its message. */
export interface NodeMistake {
  readonly node: Node | null;
  readonly message: string;
}

export type Tree = ParsedNode | Node | null;

interface Converted {
  readonly value: unknown;
  /** Number of values in it after all aliases are expanded. */
  readonly size: number;
}

const nothing: Converted = { value: null, size: 1 };
const quoteStarHint = 'a text that begins with "*" needs quotes: "*"';

/** Whether the value of this key may be a credential, so that no message may show it. */
export function holdsSecret(name: PropertyKey | null): boolean {
  return typeof name === 'string' && isSecretKey(name);
}

/** The property name for a key: `429:` and `"429":` give the same name. `null`: the key is no scalar. */
export function keyName(key: unknown): string | null {
  return isScalar(key) && key.value !== null && typeof key.value !== 'object' ? String(key.value) : null;
}

export function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => keyName(key) === name);
}

/**
 * Converts a tree to plain values. Not the library's `toJS`: it takes quadratic time
 * in the number of aliases, and checks neither duplicate keys, unknown anchors nor
 * the expanded size. Aliases share one value, so expanding them costs no memory;
 * `size` limits how many values the code that reads the result has to visit.
 */
export class Converter {
  readonly mistakes: NodeMistake[] = [];
  /** Scalars that are secrets and must not be shown in messages. */
  readonly secrets: Node[] = [];
  readonly #anchors = new Map<string, Converted | 'open'>();
  /** Nodes with an anchor: an alias under a secret name makes a secret of the anchored text. */
  readonly #anchored = new Map<string, Node>();
  #unfolded = 0;

  convert(node: Tree): unknown {
    return this.#any(node, 'open').value;
  }

  #any(node: Tree, secret: 'open' | 'secret'): Converted {
    if (node === null) return nothing;
    if (isAlias(node)) return this.#alias(node.source, node, secret);
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const converted = this.#plain(node, secret);
    if (anchor === undefined) return converted;
    this.#anchors.set(anchor, converted);
    this.#anchored.set(anchor, node);
    return converted;
  }

  #plain(node: Node, secret: 'open' | 'secret'): Converted {
    if (isMap(node)) return this.#map(node, secret);
    if (isSeq(node)) return this.#list(node.items as Tree[], secret);
    if (!isScalar(node)) return nothing;
    if (secret === 'secret') this.#hide(node);
    const { value } = node;
    return { value: typeof value === 'bigint' ? exactNumber(String(value)) : value, size: 1 };
  }

  /** Hides a scalar. `env:NAME` is only a variable's name; a text under 8 characters is no key. */
  #hide(node: Scalar): void {
    const { value } = node;
    if (typeof value === 'string' && value.length >= 8 && !value.startsWith('env:')) this.secrets.push(node);
  }

  #alias(name: string, node: Node, secret: 'open' | 'secret'): Converted {
    const known = this.#anchors.get(name);
    const anchored = this.#anchored.get(name);
    if (secret === 'secret' && isScalar(anchored)) this.#hide(anchored);
    // The parser has already reported this.
    if (name === '') return nothing;
    if (known === undefined)
      return this.#wrong(node, `no anchor &${name} before this alias; ${quoteStarHint}`);
    if (known === 'open') return this.#wrong(node, `alias *${name} is part of what it stands for`);
    const before = this.#unfolded;
    this.#unfolded += known.size;
    if (this.#unfolded <= maxValues) return known;
    if (before > maxValues) return nothing;
    return this.#wrong(node, `aliases unfold to more than ${maxValues} values here; write less with them`);
  }

  #list(items: readonly Tree[], secret: 'open' | 'secret'): Converted {
    const converted = items.map((item) => this.#any(item, secret));
    return { value: converted.map(({ value }) => value), size: sizeOf(converted) };
  }

  #map(map: YAMLMap, secret: 'open' | 'secret'): Converted {
    const own = new Map<string, unknown>();
    const merged = new Map<string, unknown>();
    const parts: Converted[] = [];
    for (const { key, value } of map.items) {
      const name = this.#key(key as Tree, map);
      const converted = this.#any(value as Tree, holdsSecret(name) ? 'secret' : secret);
      parts.push(converted);
      if (name === null) continue;
      if (own.has(name)) this.#wrong(key as Node, `duplicate key "${name}"; keep one of them`);
      if (name === '<<') this.#merge(merged, converted.value, value as Tree);
      own.set(name, converted.value);
    }
    own.delete('<<');
    return { value: Object.fromEntries([...merged, ...own]), size: sizeOf(parts) };
  }

  #key(key: Tree, map: Node): string | null {
    const name = keyName(key);
    if (name === null) this.#wrong(key ?? map, 'a key must be one word or a quoted text');
    return name;
  }

  /** `<<: *defaults`, or a list of aliases, of which the first one with a key wins. */
  #merge(into: Map<string, unknown>, value: unknown, node: Tree): void {
    for (const source of Array.isArray(value) ? value : [value]) {
      if (typeof source !== 'object' || source === null || Array.isArray(source))
        this.#wrong(node, '"<<" takes a mapping, such as <<: *defaults');
      else for (const [name, each] of Object.entries(source)) if (!into.has(name)) into.set(name, each);
    }
  }

  #wrong(node: Node | null, message: string): Converted {
    this.mistakes.push({ node, message });
    return nothing;
  }
}

function sizeOf(parts: readonly Converted[]): number {
  return parts.reduce((sum, { size }) => sum + size, 1);
}
