/** Runs clients through `badgateway drill`; what it reports is all that the page is made of. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { scenarioFile } from './clients.mjs';

const badgateway = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));

/** Drills at once, and programs at once in each: they sleep for most of their time. */
const drillsAtOnce = 5;
const jobs = 4;

/** The JSON report of one client under some scenarios. */
async function drill(run, { platform, model, scenarios, limit, repeat = 1 }, { cwd, env }) {
  const files = scenarios.map((name) => scenarioFile(platform, name));
  const options = ['--json', '--jobs', jobs, '--repeat', repeat, '--time-limit', limit];
  const child = spawn(
    process.execPath,
    [badgateway, 'drill', ...files, ...options.map(String), '--', ...run],
    { cwd, env: { ...env, MODEL: model }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [code, report, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  // 2: it could not run. All others come with a report.
  if (code === 2 || report === '') throw new Error(`Failed to drill "${run.join(' ')}": ${said}`);
  return JSON.parse(report);
}

/** One drill for each client and run of the plan that it can take part in. */
export function drillsOf(plan, clients) {
  return plan.flatMap(({ platform, model, runs }) =>
    clients.flatMap(({ title, run, stream }) =>
      runs
        .filter((each) => !each.stream || stream)
        .map((each) => ({
          ...{ client: title, run: [...run.split(' '), ...(each.stream ? ['--stream'] : [])] },
          ...{ platform, model, ...each },
        })),
    ),
  );
}

/** What was seen of each client under each scenario: `{ client, platform, limit, scenario, at }`. */
export async function runAll(drills, place, told = () => {}) {
  const seen = [];
  let done = 0;
  const waiting = [...drills.entries()];
  async function work() {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, each] = next;
      const { at, version, scenarios } = await drill(each.run, each, place);
      const { client, platform, limit } = each;
      seen[index] = scenarios.map((scenario) => ({ client, platform, limit, at, version, scenario }));
      done += 1;
      told(each, `${done} of ${drills.length}`);
    }
  }
  await Promise.all(Array.from({ length: drillsAtOnce }, work));
  return seen.flat();
}
