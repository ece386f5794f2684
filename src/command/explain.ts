import { kindsOf } from '../admission/index.ts';
import { type Mistake, printMistakes } from '../config/mistakes.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { describeBlastRadius } from '../engine/describe-blast-radius.ts';
import { overridesOf, readAll, resolveFiles } from '../gateway/read-scenarios.ts';
import { basePathOf } from '../gateway/urls.ts';
import { paintFor } from '../lib/paint.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { readTextFile } from '../lib/text-file.ts';
import { formatDuration } from '../lib/units.ts';
import { describeOutcome } from '../model/describe-outcome.ts';
import type { Scenario } from '../model/scenario.ts';
import { alwaysOf } from '../scenario/every-request.ts';
import { isDrill } from '../scenario/is-drill.ts';
import { checkScenario, type ScenarioOverrides } from '../scenario/load.ts';
import { describeUnmet } from '../scenario/unmet-routes.ts';
import { createRedactor } from '../secrets/redact.ts';
import { curlOptionsOf, schemeOf } from '../simulate/client-preamble.ts';
import { type LimitFigures, limitFigures } from '../simulate/limit-figures.ts';
import { type Rehearsed, rehearse } from '../simulate/rehearse.ts';
import { curlOf, sampleOf } from '../simulate/sample-request.ts';
import { shownSample } from '../simulate/shown-sample.ts';
import { describeFigures } from './describe-figures.ts';
import { describeLimit } from './describe-limit.ts';
import { describeRule } from './describe-rule.ts';
import { defaultCaDir, type ExplainOptions } from './options.ts';
import { table } from './table.ts';
import { upstreamName } from './upstream-name.ts';

/** Number of sample requests that are simulated. */
const copies = 20;

function describeRehearsed({ second, rules, faults, status, waitMs }: Rehearsed): string[] {
  const fired = rules.filter(({ outcome }) => outcome === 'fired').map(({ rule }) => rule);
  const because = rules
    .map((outcome) => `${outcome.rule} ${outcome.outcome}: ${describeOutcome(outcome)}`)
    .join(' | ');
  return [
    `${second}s`,
    `${status ?? 'no answer'}${waitMs === 0 ? '' : ` after ${formatDuration(Math.round(waitMs))}`}`,
    fired.join(',') || '-',
    faults.join(' and ') || 'nothing is injected',
    because === '' ? '' : `(${because})`,
  ];
}

/** curl for a gateway on the default port; over TLS with the root, so that the certificate is verified. */
function sampleCurl(scenario: Scenario): string {
  const sample = shownSample(scenario);
  const base = schemeOf(scenario) === 'https' ? 'https://localhost:4010' : 'http://127.0.0.1:4010';
  return curlOf(sample, base, curlOptionsOf(scenario, `${defaultCaDir}/ca.pem`));
}

const overTls = `
(badgateway ca --ca-dir ${defaultCaDir} makes ca.pem; badgateway serve --ca-dir ${defaultCaDir} uses it)
`;

const figuresBlock = (figures: readonly { readonly says: string }[]) => `
In figures, each limit as if it were the only one:

${figures.map(({ says }) => `  ${says}`).join('\n')}
`;

/** What `check` warns of: rules that a copy is made to meet, and that probably no client meets. */
async function warningsOf({ file }: Scenario, overrides: ScenarioOverrides): Promise<readonly Mistake[]> {
  return (await checkScenario(await readTextFile(file), file, overrides)).warnings;
}

/** What admits and limits first, as they are asked before any rule. */
function describedParts(scenario: Scenario): string[] {
  const { rules, countedLimits, admission, blastRadius, inUse } = scenario;
  const { headers } = inUse.platform.credential;
  const always = alwaysOf(scenario);
  const unmet = describeUnmet(scenario);
  const admitting = kindsOf(admission).flatMap((kind) => kind.describe(scenario));
  return [
    ...admitting.map((line) => `  ${line}`),
    ...countedLimits.map((limit) => describeLimit(limit, headers, always)),
    ...(blastRadius === null ? [] : [`  blast radius: ${describeBlastRadius(blastRadius, headers)}`]),
    ...rules.map((rule) => describeRule(rule, headers, always)),
    ...(unmet === null ? [] : [`  ${unmet}`]),
  ];
}

/** The figures of its limits, each with its sentence, without secrets of the scenario. */
async function saidFigures(
  compiled: CompiledScenario,
  text: (text: string) => string,
): Promise<readonly (LimitFigures & { readonly says: string })[]> {
  const figures = await limitFigures(compiled);
  return figures.flatMap((each) => {
    const limit = compiled.scenario.countedLimits.find(({ id }) => id === each.limit);
    if (limit === undefined) return [];
    const { model } = each.request;
    const request = { ...each.request, model: model === null ? null : text(model) };
    return [{ ...each, request, says: text(describeFigures(limit, each)) }];
  });
}

/** `the stub answers`; several upstreams, and how a client asks one of them. */
function answering(scenario: Scenario): string {
  const { upstreams, inUse } = scenario;
  const named = upstreamName(scenario);
  if (upstreams.length === 0) return `${named} answers where no rule does`;
  return `${named}; each answers at /~NAME${basePathOf(inUse.platform)} where no rule does`;
}

/** Prints what a scenario or a drill does. */
export async function explain(given: string, options: ExplainOptions, terminal: Terminal): Promise<ExitCode> {
  const [file = given] = resolveFiles([given]);
  const text = await readTextFile(file);
  if (!isDrill(text)) return await explainScenario(given, options, terminal);
  const { explainDrill } = await import('./explain-drill.ts');
  return await explainDrill({ text, file }, options, terminal);
}

/** With what copies of one request meet. */
async function explainScenario(
  given: string,
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const overrides = overridesOf(options);
  const [compiled] = await readAll([given], overrides, 'each');
  const { scenario } = compiled;
  const warnings = await warningsOf(scenario, overrides);
  const { title, name, inUse, seed } = scenario;
  const curl = sampleCurl(scenario);
  const { text } = createRedactor([inUse.platform]);
  const described = describedParts(scenario).map(text);
  const figures = await saidFigures(compiled, text);
  const decisions = await rehearse(compiled, sampleOf(scenario), copies);
  if (options.json === true) {
    const said = {
      name,
      title,
      platform: inUse.platform.name,
      seed,
      rules: described,
      figures,
      warnings,
      curl,
      decisions,
    };
    terminal.out(`${JSON.stringify(said, null, 2)}\n`);
    return 0;
  }
  if (warnings.length > 0) terminal.err(`${printMistakes(warnings, paintFor(terminal))}\n`);
  terminal.out(`${title} (${name})
On ${inUse.platform.title}; ${answering(scenario)}. Seed ${seed}.

${described.length === 0 ? 'No rules: nothing is injected.' : described.join('\n')}
${figures.length === 0 ? '' : figuresBlock(figures)}
With this seed, ${copies} copies of this request, one in each second of the scenario, meet:

${curl}
${schemeOf(scenario) === 'https' ? overTls : ''}
${table(decisions.map(describeRehearsed))}`);
  return 0;
}
