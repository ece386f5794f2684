import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';

export interface SourceFile {
  /** From the root of the repository, such as `src/lib/units.ts`. */
  readonly path: string;
  readonly text: string;
}

const root = dirname(dirname(import.meta.dirname));

/** Every TypeScript, script and YAML file under the folders. */
export function readTree(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:tsx?|mjs|yaml)$/.test(name))
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .sort()
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  );
}

export interface Import {
  readonly target: string;
  /** `type`: gone when the program runs. `lazy`: loaded when it is come to. */
  readonly kind: 'value' | 'type' | 'lazy';
}

const importForm = new RegExp(
  [
    String.raw`^(?:import|export)\s+(?<type>type\s)?[^'";]*?from\s+'(?<from>[^']+)'`,
    String.raw`^import\s+'(?<bare>[^']+)'`,
    String.raw`\bimport\('(?<lazy>[^']+)'\)`,
  ].join('|'),
  'gm',
);

/** The files of ours that a file imports. */
export function importsOf({ path, text }: SourceFile): Import[] {
  return [...text.matchAll(importForm)].flatMap(({ groups = {} }) => {
    const specifier = groups['from'] ?? groups['bare'] ?? groups['lazy'] ?? '';
    if (!specifier.startsWith('.')) return [];
    const target = posix.join(posix.dirname(path), specifier);
    const late = groups['lazy'] === undefined ? 'value' : 'lazy';
    return [{ target, kind: groups['type'] === undefined ? late : 'type' }];
  });
}

/** The text with comments and plain strings blanked; lines keep their numbers. */
export function codeOf({ text }: SourceFile): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1')
    .replaceAll(/'(?:\\.|[^'\\\n])*'/g, "''");
}

/** `src/faults/stream-cut.ts` → `stream-cut`. */
export function nameOf({ path }: SourceFile): string {
  return basename(path).replace(/\..*$/, '');
}

export function linesOf({ text }: SourceFile): string[] {
  return text.replace(/\n$/, '').split('\n');
}
