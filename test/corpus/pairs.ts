import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { briefNode, type SystemPartName, systemPython } from '../helpers/system.ts';

/** What runs a program, by the ending of its file. */
const interpreters: Readonly<Record<string, readonly string[]>> = {
  mjs: briefNode,
  py: [systemPython],
  sh: ['sh'],
};

interface Program {
  readonly file: string;
  /** Interpreter and file. */
  readonly command: readonly string[];
}

/** A naive program, and its twin that does the same and does it right. */
export interface Pair {
  /** `jitters.thread-pool`: the expectation that the naive one breaks, and how. */
  readonly name: string;
  readonly expectation: string;
  readonly scenario: string;
  /** Module whose default export makes a handler of requests; absent: the stub answers. */
  readonly upstream?: string;
  readonly naive: Program;
  readonly corrected: Program;
}

function programOf(folder: string, name: string): Program {
  const interpreter = interpreters[name.split('.').at(-1) ?? ''];
  if (interpreter === undefined) throw new Error(`${folder}: nothing runs ${name}`);
  const file = join(folder, name);
  return { file, command: [...interpreter, file] };
}

/** The one file of that name, whatever its ending; it may have no sibling. */
function only(folder: string, files: readonly string[], stem: string): string {
  const found = files.filter((file) => file.startsWith(`${stem}.`));
  const [file] = found;
  if (file === undefined || found.length > 1)
    throw new Error(`${folder} has to hold one ${stem}.*; it holds ${found.join(' and ') || 'none'}`);
  return file;
}

const upstreamFile = 'upstream.mjs';

/** Throws where a folder holds anything else than a scenario, two programs and perhaps an upstream. */
export function pairOf(folder: string, files: readonly string[]): Pair {
  const names = ['scenario', 'naive', 'corrected'].map((stem) => only(folder, files, stem));
  const [scenario = '', naive = '', corrected = ''] = names;
  const others = files.filter((file) => ![...names, upstreamFile].includes(file));
  if (scenario !== 'scenario.yaml' || others.length > 0)
    throw new Error(`${folder} holds ${[...others, scenario].join(', ')}; expected: scenario.yaml`);
  const name = basename(folder);
  return {
    name,
    expectation: name.split('.')[0] ?? '',
    scenario: join(folder, scenario),
    ...(files.includes(upstreamFile) ? { upstream: join(folder, upstreamFile) } : {}),
    naive: programOf(folder, naive),
    corrected: programOf(folder, corrected),
  };
}

export function readPairs(): Pair[] {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return folders.map(({ name }) => {
    const folder = join(import.meta.dirname, name);
    return pairOf(folder, readdirSync(folder).sort());
  });
}

/** What has to be installed for a program, by what is in it. */
const needed: readonly (readonly [RegExp, SystemPartName])[] = [
  [/^import requests$/m, 'requests'],
  [/^import httpx$/m, 'httpx'],
  [/\bcurl /m, 'curl'],
];

export function needsOf(text: string): SystemPartName[] {
  return needed.flatMap(([says, part]) => (says.test(text) ? [part] : []));
}
