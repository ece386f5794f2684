import { stringify } from 'yaml';
import { shapeOf } from '../drill-file/probe-shape.ts';
import { expectations } from '../expectations/index.ts';
import { faults } from '../faults/index.ts';
import { drillNames, readScenario, shippedDrill, shippedFile, shippedNames } from '../gateway/library.ts';
import { UsageError } from '../lib/errors.ts';
import { unknownName } from '../lib/nearest.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { readTextFile } from '../lib/text-file.ts';
import type { CatalogueEntry } from '../model/platform.ts';
import { platformFacts } from '../platforms/facts.ts';
import { findPlatform } from '../platforms/find.ts';
import { platformNames } from '../platforms/index.ts';
import { probeKinds } from '../probes/index.ts';
import { defaultPlatform } from '../scenario/defaults.ts';
import { listContract } from './list-contract.ts';
import type { ListOptions } from './options.ts';
import { parametersOf } from './parameters.ts';
import { table } from './table.ts';

/** A list: objects for `--json`, and the columns of the printed table. */
interface Listing {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly columns: readonly string[];
  /** Printed below the table. */
  readonly ending?: string;
}

/** What fails before a connection is made. */
const unreachable =
  'A name that does not resolve, a closed port and a dropped SYN need no gateway: docs/unreachable.md\n';

const listFaults = (): Listing => ({
  items: faults.map(({ name, layer, summary, params, example }) => ({
    name,
    layer,
    example: stringify(example, { collectionStyle: 'flow', lineWidth: 0 }).trim(),
    summary,
    parameters: parametersOf(params),
  })),
  columns: ['name', 'layer', 'example', 'summary'],
  ending: unreachable,
});

/** `documented` if status and code both are; otherwise names what is assumed. */
function basisOf({ documented, code }: CatalogueEntry): string {
  const needed = code === null ? ['status'] : ['status', 'code'];
  const missing = needed.filter((field) => documented[field] === undefined);
  return missing.length === 0 ? 'documented' : `assumed: ${missing.join(', ')}`;
}

async function listErrors(name: string): Promise<Listing> {
  const { errors, surfaces } = await findPlatform(name);
  const items = errors.map((entry) => ({
    name: entry.name,
    status: entry.status,
    code: entry.code ?? '',
    kinds: entry.kinds.join(' '),
    surfaces: entry.surfaces.length === surfaces.length ? 'all' : entry.surfaces.join(' '),
    advice: entry.advice,
    basis: basisOf(entry),
  }));
  return { items, columns: ['name', 'status', 'code', 'kinds', 'surfaces', 'advice', 'basis'] };
}

async function listPlatforms(): Promise<Listing> {
  const items = await Promise.all(
    platformNames.map(async (name) => {
      const platform = await findPlatform(name);
      const facts = platformFacts(platform);
      const documented = facts.filter(({ basis }) => basis === 'documented').length;
      const [shown, assumed] = [`${documented} documented`, `${facts.length - documented} assumed`];
      return { name, documented: shown, assumed, summary: platform.summary, facts };
    }),
  );
  return { items, columns: ['name', 'documented', 'assumed', 'summary'] };
}

async function listFacts(name: string): Promise<Listing> {
  const items = platformFacts(await findPlatform(name)).map(({ what, value, basis, source }) => ({
    what,
    basis: source === undefined ? basis : `${basis}: ${source}`,
    value,
  }));
  return { items, columns: ['what', 'basis', 'value'] };
}

async function listScenarios(): Promise<Listing> {
  const items = await Promise.all(
    shippedNames().map(async (name) => {
      const { scenario } = await readScenario(shippedFile(name), {});
      return { name, platform: scenario.inUse.platform.name, title: scenario.title };
    }),
  );
  return { items, columns: ['name', 'platform', 'title'] };
}

async function listDrills(): Promise<Listing> {
  const { checkDrill } = await import('../drill-file/load.ts');
  const items = await Promise.all(
    drillNames().map(async (name) => {
      const file = shippedDrill(name);
      const { drill } = await checkDrill(await readTextFile(file), file);
      return { name, platform: drill.target.inUse.platform.name, title: drill.title };
    }),
  );
  return { items, columns: ['name', 'platform', 'title'] };
}

const listProbes = (): Listing => ({
  items: probeKinds.map((kind) => ({
    ...{ name: kind.name, source: kind.source, unit: kind.unit ?? 'none' },
    example: stringify({ [kind.name]: kind.example }, { collectionStyle: 'flow', lineWidth: 0 }).trim(),
    summary: kind.summary,
    parameters: parametersOf(shapeOf(kind)),
  })),
  columns: ['name', 'source', 'example', 'summary'],
});

const listings: Readonly<Record<string, (options: ListOptions) => Listing | Promise<Listing>>> = {
  faults: listFaults,
  errors: ({ platform = defaultPlatform }) => listErrors(platform),
  platforms: ({ platform }) => (platform === undefined ? listPlatforms() : listFacts(platform)),
  expectations: () => ({
    items: expectations.map(({ name, summary, params, falsePositiveRate }) => ({
      ...{ name, summary, falsePositiveRate },
      parameters: parametersOf(params),
    })),
    columns: ['name', 'summary'],
  }),
  scenarios: listScenarios,
  drills: listDrills,
  probes: listProbes,
  contract: async ({ platform = defaultPlatform }) => ({
    ...(await listContract(platform)),
    columns: ['sentence', 'expectation', 'scenarios', 'mutants', 'basis', 'says'],
  }),
};

export async function list(what: string, options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const listing = Object.hasOwn(listings, what) ? listings[what] : undefined;
  if (listing === undefined) throw new UsageError(unknownName('list', what, Object.keys(listings)));
  const { items, columns, ending = '' } = await listing(options);
  if (options.json === true) terminal.out(`${JSON.stringify(items, null, 2)}\n`);
  else terminal.out(`${table(items.map((item) => columns.map((column) => String(item[column]))))}${ending}`);
  return 0;
}
