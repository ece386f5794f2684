// Runs each test once as it is, and then once more for each living mutant that it came past.
import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { TestRunner } from 'vitest';

const { MUTANT: fixed = null, MUTATION_REPORT: report = null } = process.env;

/** A mutant that makes a loop endless is noticed by that. */
const mostQuestions = 2_000_000;

/** One for all test files; the modules that they import are loaded once. */
globalThis.__mutation ??= { atImport: new Set(), reached: new Set(), noticed: new Set() };
const { atImport, reached, noticed } = globalThis.__mutation;

let active = fixed;
let asked = 0;
let seen = atImport;

globalThis.__mutant = (id) => {
  seen.add(id);
  asked += 1;
  if (active !== null && asked > mostQuestions) throw new Error(`endless with ${active}`);
  return active === id;
};

async function isNoticed(id, run) {
  active = id;
  asked = 0;
  try {
    await run();
    return false;
  } catch {
    return true;
  } finally {
    active = fixed;
  }
}

export default class MutationRunner extends TestRunner {
  async runTask(test) {
    const run = TestRunner.getTestFn(test);
    setMaxListeners(0, test.context.signal);
    asked = 0;
    seen = new Set();
    await run();
    const alive = [...seen].filter((id) => !noticed.has(id));
    for (const id of fixed === null ? alive : []) {
      reached.add(id);
      if (await isNoticed(id, run)) noticed.add(id);
    }
    seen = atImport;
  }

  onAfterRunFiles() {
    super.onAfterRunFiles();
    const told = { atImport: [...atImport], reached: [...reached], noticed: [...noticed] };
    if (report !== null) writeFileSync(report, JSON.stringify(told));
  }
}
